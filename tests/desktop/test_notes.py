"""The notes and the three lists, used by mouse and keys on a real small case."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QComboBox, QLineEdit
from pytestqt.qtbot import QtBot

from workbench.casework.edits import Put
from workbench.casework.opencase import OpenCase, open_case
from workbench.jobs import start_now
from workbench.model.entities import bytes_citation
from workbench.model.focus import Focus
from workbench.model.instants import SECOND, parse_instant
from workbench.model.notebook import ActionItem, Hypothesis, Note, Support
from workbench.panels.base import Surroundings
from workbench.panels.evidence import EvidencePanel
from workbench.panels.findings import FindingsPanel
from workbench.panels.hub import Hub
from workbench.panels.notes import RCA, NotesPanel
from workbench.panels.sources import SourcesPanel
from workbench.views.markdown_blocks import blocks_of, is_claim
from workbench.views.row_table import RowTable
from workbench.views.theme import load_fonts, load_theme

LOG = (
    "2026-03-17T14:00:01.000 INFO started\n"
    "2026-03-17T14:08:03.412 ERROR PoolTimeout: none free\n"
    "2026-03-17T14:08:04.000 INFO still here\n"
)
T_ERROR = parse_instant("2026-03-17T14:08:03.412Z", day=0)


@pytest.fixture
def case(tmp_path: Path, case_of: Callable[..., OpenCase]) -> OpenCase:
    """A case with one log whose stamps carry no zone."""
    log = tmp_path / "orders.log"
    log.write_text(LOG)
    return case_of([log], title="Checkout fails")


@pytest.fixture
def around(case: OpenCase, qtbot: QtBot) -> Surroundings:
    """What a window would hand to its panels."""
    load_fonts()
    hub = Hub()
    said: list[str] = []
    return Surroundings(case, hub, start_now, load_theme("dark"), lambda _id: None, said.append)


def shown(qtbot: QtBot, panel):
    qtbot.addWidget(panel)
    panel.resize(560, 640)
    panel.show()
    qtbot.waitExposed(panel)
    return panel


def write(case: OpenCase, text: str) -> None:
    case.do(Put(Note("n1", RCA, text, SECOND)))


def pin_error(case: OpenCase):
    line = LOG.index("2026-03-17T14:08:03")
    source = case.sources()[0]
    return case.pin(bytes_citation(source.id, line, LOG.index("\n", line) - line), why="it begins here")


def click_row(qtbot: QtBot, table: RowTable, key: str) -> None:
    place = table.row_rect(key).center().toPoint()
    place.setX(60)  # on its first words
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)


def test_typing_is_in_the_case_within_a_second_and_after_reopening(qtbot: QtBot, case: OpenCase, around: Surroundings):
    panel = shown(qtbot, NotesPanel(around))
    panel.set_editing(True)
    qtbot.keyClicks(panel.editor, "The pool ran dry")
    qtbot.waitUntil(lambda: panel.note is not None and panel.note.text == "The pool ran dry", timeout=1400)
    case.close()
    again = open_case(case.path)
    assert [note.text for note in again.notebook.notes.values()] == ["The pool ran dry"]
    again.close()


def test_two_hundred_characters_are_saved_without_waiting(qtbot: QtBot, around: Surroundings):
    panel = shown(qtbot, NotesPanel(around))
    panel.set_editing(True)
    qtbot.keyClicks(panel.editor, "x" * 200)
    assert panel.note is not None
    assert len(panel.note.text) >= 199


def test_a_chip_shows_its_evidence_and_a_click_moves_the_focus(qtbot: QtBot, case: OpenCase, around: Surroundings):
    evidence = pin_error(case)
    write(case, f"The pool ran dry at once. [E1]({evidence.citation})")
    panel = shown(qtbot, NotesPanel(around))
    place = panel.page.place_of("chip", str(evidence.citation))
    assert place is not None
    qtbot.mouseClick(panel.page.viewport(), Qt.MouseButton.LeftButton, pos=place.center().toPoint())
    assert around.hub.focus.cursor == T_ERROR
    assert around.hub.focus.citation == evidence.citation
    assert "PoolTimeout" in panel.page.preview(str(evidence.citation))


def test_the_cursor_lights_the_chip_of_what_happened_then(qtbot: QtBot, case: OpenCase, around: Surroundings):
    evidence = pin_error(case)
    write(case, f"The pool ran dry at once. [E1]({evidence.citation})")
    panel = shown(qtbot, NotesPanel(around))
    around.hub.move(Focus(cursor=T_ERROR + 200_000_000))
    assert panel.page.lit_chip == str(evidence.citation)
    around.hub.flush()
    around.hub.move(Focus(cursor=T_ERROR + 60 * SECOND))
    around.hub.flush()
    assert panel.page.lit_chip == ""


def test_a_claim_without_a_chip_is_counted_and_one_with_a_chip_is_not(
    qtbot: QtBot, case: OpenCase, around: Surroundings
):
    evidence = pin_error(case)
    write(
        case, f"The pool ran dry at once. [E1]({evidence.citation})\n\nRetries then doubled the load.\n\nWhat about it?"
    )
    panel = shown(qtbot, NotesPanel(around))
    assert panel.page.claims == ("Retries then doubled the load.",)


def test_a_hypothesis_is_added_and_confirmed_with_its_reason(qtbot: QtBot, case: OpenCase, around: Surroundings):
    panel = shown(qtbot, NotesPanel(around))
    panel.add_hypothesis()
    qtbot.keyClicks(panel.form.findChild(QLineEdit, "text"), "Connections leak")
    qtbot.keyClick(panel.form.findChild(QLineEdit, "text"), Qt.Key.Key_Return)
    (item,) = case.notebook.hypotheses.values()
    assert (item.label, item.text, item.status) == ("H1", "Connections leak", "open")
    panel.ask_status(item.id, "confirmed")
    assert panel.form.findChild(QComboBox, "status").currentText() == "confirmed"
    qtbot.keyClicks(panel.form.findChild(QLineEdit, "why"), "the pool recovers on rollback")
    qtbot.keyClick(panel.form.findChild(QLineEdit, "why"), Qt.Key.Key_Return)
    (item,) = case.notebook.hypotheses.values()
    assert (item.status, item.why) == ("confirmed", "the pool recovers on rollback")
    assert panel.form.isHidden()


def test_an_action_item_is_ticked_by_a_click_and_comes_back_by_undo(qtbot: QtBot, case: OpenCase, around: Surroundings):
    case.do(Put(ActionItem("a1", "Add a leak test", "checkout-dev", "2026-12-01")))
    panel = shown(qtbot, NotesPanel(around))
    place = panel.page.place_of("action", "a1")
    assert place is not None
    qtbot.mouseClick(
        panel.page.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(int(place.left()) + 12, int(place.center().y()))
    )
    assert case.notebook.actions["a1"].done
    case.undo()
    assert not case.notebook.actions["a1"].done


def test_citing_in_the_editor_puts_the_chip_where_the_text_cursor_is(
    qtbot: QtBot, case: OpenCase, around: Surroundings
):
    evidence = pin_error(case)
    panel = shown(qtbot, NotesPanel(around))
    panel.set_editing(True)
    qtbot.keyClicks(panel.editor, "ran dry")
    panel.insert_evidence(evidence)
    qtbot.keyClicks(panel.editor, " then")
    panel.editor.save()
    assert panel.note is not None
    assert panel.note.text == f"ran dry [E1]({evidence.citation}) then"


def test_tab_reaches_chips_and_enter_uses_them(qtbot: QtBot, case: OpenCase, around: Surroundings):
    evidence = pin_error(case)
    write(case, f"The pool ran dry at once. [E1]({evidence.citation})")
    panel = shown(qtbot, NotesPanel(around))
    panel.page.setFocus()
    qtbot.keyClick(panel.page, Qt.Key.Key_Tab)
    qtbot.keyClick(panel.page, Qt.Key.Key_Return)
    assert around.hub.focus.citation == evidence.citation


def test_html_and_pictures_in_a_note_are_text_and_nothing_is_loaded():
    blocks = blocks_of('<img src="file:///etc/passwd"> ![p](file:///etc/passwd) <script>x</script>\n\nafter it')
    assert blocks[0].text == '<img src="file:///etc/passwd"> ![p](file:///etc/passwd) <script>x</script>'
    assert blocks[-1].text == "after it"
    assert blocks_of("![p](https://example.org/p.png)")[0].text == "[picture: p]"


def test_markdown_keeps_its_shape_as_blocks():
    blocks = blocks_of(
        "# A\n\n1. one **two**\n2. three\n   - deep\n\n> quoted\n\n```\ncode\n```\n\n| a | b |\n|---|---|\n| c | d |\n"
    )
    kinds = [(block.kind, block.level, block.mark) for block in blocks]
    assert kinds == [
        ("heading", 1, ""), ("item", 0, "1."), ("item", 0, "2."), ("item", 1, "•"), ("quote", 0, ""), ("code", 0, ""),
        ("row", 0, ""), ("row", 0, ""),
    ]  # fmt: skip
    assert [run.text for run in blocks[1].runs if run.bold] == ["two"]
    assert not is_claim(blocks[5])


def test_a_click_on_a_piece_of_evidence_moves_the_focus(qtbot: QtBot, case: OpenCase, around: Surroundings):
    evidence = pin_error(case)
    panel = shown(qtbot, EvidencePanel(around))
    click_row(qtbot, panel.table, evidence.id)
    assert around.hub.focus.cursor == T_ERROR
    assert panel.count == "1"


def test_evidence_is_weighed_for_a_hypothesis_and_taken_back(qtbot: QtBot, case: OpenCase, around: Surroundings):
    evidence = pin_error(case)
    case.do(Put(Hypothesis("h1", 1, "Connections leak")))
    panel = shown(qtbot, EvidencePanel(around))
    labels = [act.text() for act in panel.use_menu(evidence.id).actions()]
    assert labels[:2] == ["For H1 Connections leak", "Against H1 Connections leak"]
    panel.use_menu(evidence.id).actions()[0].trigger()
    assert case.notebook.supports == (Support(evidence.id, "h1", "for"),)
    panel.use_menu(evidence.id).actions()[0].trigger()
    assert case.notebook.supports == ()


def test_the_zone_of_a_source_is_declared_and_its_records_move(qtbot: QtBot, case: OpenCase, around: Surroundings):
    source = case.sources()[0]
    assert source.zone_known == "assumed"
    panel = shown(qtbot, SourcesPanel(around))
    panel.ask_clock(source.id)
    panel.form.findChild(QComboBox, "zone").setCurrentText("Europe/Berlin")
    assert "3 records would move by -1h" in panel.form._message.text()
    panel.form.findChild(QLineEdit, "offset").setText("64")
    qtbot.keyClick(panel.form.findChild(QLineEdit, "offset"), Qt.Key.Key_Return)
    (row,) = case.query("PoolTimeout")
    (record,) = case.page([int(row)])
    assert record.t == T_ERROR - 3600 * SECOND + 64 * SECOND
    assert record.t_raw == "2026-03-17T14:08:03.412"


def test_what_nobody_can_read_is_kept_and_previewed(qtbot: QtBot, case: OpenCase, around: Surroundings, tmp_path: Path):
    (tmp_path / "core.bin").write_bytes(bytes(range(256)))
    picture = QPixmap(40, 30)
    picture.fill()
    picture.save(str(tmp_path / "screen.png"))
    case.ingest([tmp_path / "core.bin", tmp_path / "screen.png"])
    panel = shown(qtbot, SourcesPanel(around))
    click_row(qtbot, panel.table, case.source("core.bin").id)
    assert panel.preview.text().startswith("00000000  00 01 02 03")
    click_row(qtbot, panel.table, case.source("screen.png").id)
    assert panel.preview.pixmap().size().width() == 40
    click_row(qtbot, panel.table, case.source("orders.log").id)
    assert not panel.preview.isVisible()


def test_what_text_is_encoded_in_is_declared_in_the_form(
    qtbot: QtBot, case: OpenCase, around: Surroundings, tmp_path: Path
):
    (tmp_path / "old.log").write_bytes("2026-03-17T14:02:10Z INFO größer\n".encode("cp1252"))
    (source,) = case.ingest([tmp_path / "old.log"])
    panel = shown(qtbot, SourcesPanel(around))
    panel.ask_clock(source.id)
    panel.form.findChild(QComboBox, "encoding").setCurrentText("ISO-8859-15")
    panel.form.submit()
    qtbot.waitUntil(lambda: case.source(source.id).encoding == "iso8859-15")
    assert len(case.query("größer")) == 1
    assert "1 lines, iso8859-15" in panel.table.tip(source.id)
    panel.ask_clock(source.id)
    panel.form.findChildren(QComboBox, "encoding")[-1].setCurrentText("klingon")
    assert panel.form._message.text() == "Its text is read again as klingon."
    panel.form.submit()
    assert "there is no encoding called 'klingon'" in panel.form._message.text()


def test_a_wrong_offset_is_one_sentence_in_the_form(qtbot: QtBot, case: OpenCase, around: Surroundings):
    panel = shown(qtbot, SourcesPanel(around))
    panel.ask_clock(case.sources()[0].id)
    panel.form.findChild(QLineEdit, "offset").setText("soon")
    panel.form.submit()
    assert "'soon' is not a number of seconds" in panel.form._message.text()
    assert case.sources()[0].offset_ns == 0


def test_many_files_of_one_folder_fold_into_one_row(qtbot: QtBot, case: OpenCase, around: Surroundings, tmp_path: Path):
    folder = tmp_path / "metrics"
    folder.mkdir()
    for second in range(8):
        (folder / f"orders-20260317T14000{second}Z.prom").write_text(f"# TYPE up gauge\nup {second}\n")
    case.ingest([folder])
    panel = shown(qtbot, SourcesPanel(around))
    folded = [row for row in panel.table.rows if row.open is not None]
    assert len(folded) == 1
    assert "(8)" in folded[0].cells[0].text
    panel.table.setFocus()
    panel.table.set_current(folded[0].key)
    qtbot.keyClick(panel.table, Qt.Key.Key_Right)
    assert sum(row.depth == 1 for row in panel.table.rows) == 8


def test_a_finding_leads_to_what_shows_it(qtbot: QtBot, around: Surroundings):
    panel = shown(qtbot, FindingsPanel(around))
    qtbot.waitUntil(lambda: bool(panel.findings))
    first = next(finding for finding in panel.findings if finding.kind == "first-error")
    click_row(qtbot, panel.table, str(first.rank))
    assert around.hub.focus.cursor == T_ERROR
    assert around.hub.focus.citation == first.citations[0]
