"""Lines of many megabytes, records of many lines and other giants in a real case, by keys."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from workbench.casework.opencase import OpenCase, create_case
from workbench.jobs import start_now
from workbench.panels.base import Surroundings
from workbench.panels.hub import Hub
from workbench.panels.logs.panel import LogsPanel
from workbench.panels.logs.piecewise import whole_letters
from workbench.views.theme import Theme

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
WIDE, TALL = 9_000_000, 100_000


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenCase]:
    """A line of 20 MB, a record of 100,000 lines, a line of two-byte letters, and an ordinary one between them."""
    folder = tmp_path_factory.mktemp("giants")
    log = folder / "giants.log"
    with log.open("w", encoding="utf-8") as file:
        file.write("2026-03-17 14:00:00Z INFO small\n")
        file.write("2026-03-17 14:00:01Z ERROR wide " + "".join(f"<{n:07d}>" for n in range(WIDE // 9)) + " the end\n")
        file.write("2026-03-17 14:00:02Z ERROR tall\n" + "".join(f"  line {n}\n" for n in range(TALL)))
        file.write("2026-03-17 14:00:03Z WARN umlauts " + "äöü" * 4000 + "ß\n")
        file.write("2026-03-17 14:00:04Z INFO last\n")
    opened = create_case(folder / "a.case", title="Giants")
    opened.ingest([log])
    yield opened
    opened.close()


@pytest.fixture
def panel(qtbot: QtBot, case: OpenCase, dark: Theme) -> Iterator[LogsPanel]:
    made = LogsPanel(Surroundings(case, Hub(), start_now, dark, lambda _id: None, lambda _text: None))
    qtbot.addWidget(made)
    made.resize(1000, 500)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    made.table.setFocus()
    yield made
    made.hide()


@pytest.fixture
def press(qtbot: QtBot, panel: LogsPanel) -> Callable[..., None]:
    def key(key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        qtbot.keyClick(panel.table, key, held)
        QApplication.processEvents()

    return key


def texts(panel: LogsPanel) -> list[str]:
    return [box.text for box in panel.table.text_boxes]


def go_to(panel: LogsPanel, press: Callable[..., None], position: int) -> None:
    press(Qt.Key.Key_Home)
    for _step in range(position):
        press(Qt.Key.Key_Down)
    assert panel.table.current == position


def test_the_end_of_a_line_of_twenty_megabytes_is_one_key_away(panel: LogsPanel, press: Callable[..., None]):
    go_to(panel, press, 1)
    press(Qt.Key.Key_End, CTRL)
    assert any(text.endswith(f"<{WIDE // 9 - 1:07d}> the end") for text in texts(panel))
    press(Qt.Key.Key_Left, CTRL)
    assert not any(text.endswith("the end") for text in texts(panel))
    press(Qt.Key.Key_Home, CTRL)
    assert any(text.startswith("wide <0000000><0000001>") for text in texts(panel))


def test_a_wide_line_unfolds_in_pages_that_go_on_where_they_ended(panel: LogsPanel, press: Callable[..., None]):
    go_to(panel, press, 1)
    press(Qt.Key.Key_Return)
    for _page in range(3):
        press(Qt.Key.Key_Return, SHIFT)
    lines = [line for line in panel.table.layout_of.lines(1, 0, 1000) if line.position == 1]
    text = "".join(line.text for line in lines if line.kind in ("main", "wrap"))
    assert text.startswith("wide <0000000>")
    whole = "wide " + "".join(f"<{n:07d}>" for n in range(len(text) // 9 + 1))
    assert text == whole[: len(text)]
    assert lines[-1].kind == "more"
    press(Qt.Key.Key_Return)


def test_a_record_of_a_hundred_thousand_lines_unfolds_in_pages(panel: LogsPanel, press: Callable[..., None]):
    go_to(panel, press, 2)
    assert any(text.startswith("more than ") for text in texts(panel))
    press(Qt.Key.Key_Return)
    for _page in range(8):
        press(Qt.Key.Key_Return, SHIFT)
    lines = [line for line in panel.table.layout_of.lines(2, 0, 10_000) if line.position == 2]
    bodies = [line.text.strip() for line in lines if line.kind == "body"]
    assert bodies == [f"line {n}" for n in range(len(bodies))]
    assert len(bodies) > 3000
    assert lines[-1].kind == "more"
    press(Qt.Key.Key_Return)


def test_letters_of_two_bytes_are_never_halved(panel: LogsPanel, press: Callable[..., None]):
    go_to(panel, press, 3)
    panel.table.set_first(10_001)
    QApplication.processEvents()
    shown = next(text for text in texts(panel) if "ä" in text)
    assert "\ufffd" not in shown
    assert "äöüäöü" in shown


def test_pieces_of_text_put_together_are_the_text():
    text = "aé日\U0001f600z" * 50
    data = text.encode()
    for size in (1, 2, 3, 5, 64):
        pieces = [whole_letters(data[at : at + size + 3], size) for at in range(0, len(data), size)]
        assert "".join(pieces) == text


def test_wrapped_giants_leave_room_for_the_others(panel: LogsPanel, press: Callable[..., None]):
    panel.table.set_wrap(True)
    lines = [line for line in panel.table.layout_of.lines(1, 0, 1000) if line.position == 1]
    assert len(lines) <= 100
    assert "more characters" in lines[-1].text
    panel.table.set_wrap(False)
