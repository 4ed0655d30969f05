"""A webhook whose keys its users made up is mapped by mouse and keys, saved, and read again by the verbs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from workbench.casework.opencase import create_case
from workbench.cli.main import main
from workbench.jobs import start_now
from workbench.model.instants import parse_instant
from workbench.readers.mapfile import SourceMap, read_map
from workbench.readers.proposal import proposed
from workbench.shell.form import FormDialog
from workbench.shell.map_dialog import MapDeeds, MapDialog, MapTask
from workbench.views.map_form import MapForm
from workbench.views.theme import Theme

T = parse_instant("2026-03-17T14:02:11Z", day=0)
HOOK = json.dumps({"von": "leitstand", "meldungen": [
    {"nr": 17, "ausgeloest": 1773756131250, "stufe": "rot", "zustand": "kommt", "kopf": "Platte voll", "maschine": "WEB-1"},
    {"nr": 18, "ausgeloest": 1773756191250, "stufe": "gelb", "zustand": "geht", "kopf": "Platte frei", "maschine": "WEB-2"},
]})  # fmt: skip
LOAD = "wann;host;cpu\n" + "".join(f"0{day}/04/2026 10:00;web-1;0,{day}\n" for day in range(1, 9))


class Desk:
    """A person at the dialog."""

    def __init__(self, bot: QtBot, dialog: MapDialog) -> None:
        self.bot, self.dialog, self.form = bot, dialog, dialog.form

    def wait(self) -> None:
        self.bot.waitUntil(lambda: self.dialog.settled, timeout=10000)

    def into(self, name: str, text: str) -> None:
        """Type into a row's field, in place of what stands there."""
        self.put(self.form.widgets[name], text)

    def put(self, widget: QWidget, text: str) -> None:
        edit = widget.lineEdit() if isinstance(widget, QComboBox) else widget
        assert isinstance(edit, QLineEdit)
        self.bot.mouseClick(edit, Qt.MouseButton.LeftButton, pos=QPoint(10, 8))
        self.bot.keyClick(edit, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        self.bot.keyClicks(edit, text)

    def choose(self, combo: QWidget, text: str) -> None:
        """Choose one of a row's offers with the arrow keys."""
        assert isinstance(combo, QComboBox)
        combo.setFocus()
        self.bot.keyClick(combo, Qt.Key.Key_Home)
        while combo.currentText() != text:
            before = combo.currentIndex()
            self.bot.keyClick(combo, Qt.Key.Key_Down)
            assert combo.currentIndex() != before, f"{text} is not offered"

    def means(self, name: str, value: str, word: str) -> None:
        """Say what a value means, in the table below a row."""
        pairs = self.form.pairs(name)
        combo = next(box for box in pairs.findChildren(QComboBox) if box.accessibleName() == f"What {value} means"
                     and box.isVisible())  # fmt: skip
        self.choose(combo, word)

    @property
    def rows(self) -> list[tuple[str, str, str, str, str]]:
        """What the right side shows, once it is by what stands on the left."""
        self.wait()
        return [(row.time, row.level, row.kind, row.title, row.why) for row in self.dialog.preview.rows]


@pytest.mark.usefixtures("records_here")
def test_a_webhook_with_made_up_keys_is_mapped_saved_and_read_by_the_verbs(
    hand: Any, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys
):
    monkeypatch.setenv("WORKBENCH_HOME", str(tmp_path / "home"))
    (tmp_path / "hook.json").write_text(HOOK)
    made = create_case(tmp_path / "a.case", title="A")
    made.ingest([tmp_path / "hook.json"])
    made.close()
    person = hand(tmp_path / "a.case", (1366, 768))
    person.choose(person.panel("sources").table, "hook.json")
    person.key(Qt.Key.Key_R, Qt.KeyboardModifier.ShiftModifier)
    dialog = person.window.findChild(MapDialog)
    desk = Desk(qtbot, dialog)
    desk.wait()
    assert dialog.width() <= 1366 and dialog.height() <= 768
    assert all(row[4] for row in desk.rows)  # no name tells the time: nothing is taken for it

    desk.into("each", "meldungen")
    desk.into("t", "ausgeloest")
    desk.into("form", "milliseconds")
    assert [row[0] for row in desk.rows] == ["2026-03-17 14:02:11.250", "2026-03-17 14:03:11.250"]
    desk.choose(desk.form.widgets["kind"], "alert")
    desk.into("severity", "stufe")
    assert [row[4] for row in desk.rows] == ["what 'rot' means is not said", "what 'gelb' means is not said"]
    desk.means("severities", "rot", "fatal")
    desk.means("severities", "gelb", "warn")
    desk.into("phase", "zustand")
    desk.means("phases", "kommt", "open")
    desk.means("phases", "geht", "close")
    desk.into("name", "{kopf} auf {maschine}")
    desk.into("event_id", "nr")
    qtbot.mouseClick(desk.form.pairs("links").add_button, Qt.MouseButton.LeftButton)
    kind, path = desk.form.pairs("links").findChildren(QComboBox)[-2:]
    desk.choose(kind, "host")
    desk.put(path, "maschine")
    desk.into("id", "leitstand.meldung")
    desk.into("needs", "meldungen; von")
    assert [row[1:] for row in desk.rows] == [
        ("fatal", "alert open", "Platte voll auf WEB-1", ""),
        ("warn", "alert close", "Platte frei auf WEB-2", ""),
    ]
    assert dialog.preview.rows[0].links == "host web-1"

    qtbot.mouseClick(dialog.save_button, Qt.MouseButton.LeftButton)
    asked = dialog.findChild(FormDialog)
    file = tmp_path / "home" / "maps" / "leitstand.meldung.toml"
    assert asked.answers()["path"] == str(file)
    qtbot.keyClick(asked.widgets["path"], Qt.Key.Key_Return)
    assert read_map(file) == dialog.map

    qtbot.mouseClick(dialog.keep_button, Qt.MouseButton.LeftButton)
    person.settle()
    assert person.window.findChild(MapDialog) is None
    source = person.window.case.source("hook.json")
    assert source.reader.partition("@")[0] == "leitstand.meldung"
    person.window.close()

    case = str(tmp_path / "a.case")
    assert main(["query", case, "kind:alert", "--json"]) == 0
    first, second = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert (first["t"], first["title"], first["phase"]) == ("2026-03-17T14:02:11.250Z", "Platte voll auf WEB-1", "open")
    assert (second["severity_text"], second["event_id"]) == ("gelb", "18")
    assert {"type": "host", "value": "web-2"} in second["links"]
    file.write_text(file.read_text().replace("rot = 21", "rot = 17"))
    assert main(["read", case, "S1", "--map", str(file), "--json"]) == 0
    levels = json.loads(capsys.readouterr().out)["levels"]
    assert (levels["error"], levels["warn"], levels["fatal"]) == (1, 1, 0)


class Shown:
    """The dialog by itself, and what it was asked to do."""

    def __init__(
        self,
        qtbot: QtBot,
        theme: Theme,
        data: str,
        name: str,
        size: tuple[int, int] = (1180, 720),
        parent: QWidget | None = None,
    ) -> None:
        self.kept: list[SourceMap] = []
        self.left: list[SourceMap | None] = []
        proposal = proposed(data.encode(), name)
        task = MapTask(name, data.encode(), proposal.map, "Europe/Berlin", proposal, "This is proposed from the data.")
        deeds = MapDeeds(self.kept.append, self.kept.append, self.left.append)
        self.dialog = MapDialog(theme, task, start_now, deeds, parent)
        qtbot.addWidget(self.dialog)
        self.dialog.resize(*size)
        with qtbot.waitExposed(self.dialog):
            self.dialog.show()
        self.desk = Desk(qtbot, self.dialog)
        self.desk.wait()


@pytest.mark.parametrize("data", [HOOK, LOAD], ids=["json", "table"])
def test_no_text_of_the_dialog_is_cut_or_covered(qtbot: QtBot, theme: Theme, data: str, find_text_faults: Any):
    shown = Shown(qtbot, theme, data, "x", (900, 600))
    assert find_text_faults(shown.dialog) == []
    inside = shown.dialog.form.widget()
    assert inside is not None
    for widget in inside.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly):
        if widget.isVisible():
            assert inside.rect().contains(widget.geometry()), widget.accessibleName()
            assert widget.height() >= widget.minimumSizeHint().height() - 1
    assert inside.width() <= shown.dialog.form.viewport().width()


def test_dates_wait_for_a_person_to_say_which_number_is_the_day(qtbot: QtBot, theme: Theme):
    shown = Shown(qtbot, theme, LOAD, "load.csv")
    assert {row[0] for row in shown.desk.rows} == {""}
    assert "which number of its dates is the day is not said" in shown.desk.rows[0][4]
    shown.desk.choose(shown.desk.form.widgets["day_first"], "the day first  31/12/2026")
    assert shown.desk.rows[1] == ("2026-04-02 10:00:00 ?", "", "metric", 'cpu{host="web-1"} = 0.2', "")
    shown.desk.choose(shown.desk.form.widgets["shape"], "records")
    shown.desk.into("name", "{cpu} on {host}")
    assert shown.desk.rows[0][2:4] == ("log", "0,1 on web-1")
    assert shown.desk.form.widgets["severity"].isVisible()
    assert not shown.desk.form.widgets["values"].isVisible()


def test_all_of_it_is_reached_by_the_keyboard(qtbot: QtBot, theme: Theme):
    shown = Shown(qtbot, theme, HOOK, "hook.json")
    reached: list[QWidget] = []
    widget = QApplication.focusWidget()
    while widget is not None and widget not in reached:
        reached.append(widget)
        qtbot.keyClick(widget, Qt.Key.Key_Tab)
        widget = QApplication.focusWidget()
    kinds = (QComboBox, QLineEdit, QPushButton)
    shown_fields = [one for kind in kinds for one in shown.dialog.form.findChildren(kind) if one.isVisible()]
    buttons = [shown.dialog.keep_button, shown.dialog.save_button, shown.dialog.cancel_button, shown.dialog.again]
    missed = [w.accessibleName() for w in (*shown_fields, *buttons) if w not in reached and w.parentWidget() not in reached
              and getattr(w, "lineEdit", lambda: None)() not in reached]  # fmt: skip
    assert missed == []
    assert shown.dialog.preview.table in reached


def test_what_was_changed_stays_as_a_draft_when_esc_closes_it(qtbot: QtBot, theme: Theme):
    shown = Shown(qtbot, theme, HOOK, "hook.json")
    shown.desk.into("t", "not[yet")
    assert shown.desk.rows == []
    assert "not understood" in shown.dialog.preview.problems.text()
    qtbot.keyClick(shown.dialog, Qt.Key.Key_Escape)
    assert not shown.dialog.isVisible()
    (left,) = shown.left
    assert left is not None
    assert left.map.t == "not[yet"


def test_what_was_changed_stays_as_a_draft_when_the_window_closes(qtbot: QtBot, theme: Theme):
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(1366, 768)
    with qtbot.waitExposed(window):
        window.show()
    shown = Shown(qtbot, theme, HOOK, "hook.json", parent=window)
    shown.desk.into("title", "Half of it")
    window.close()
    (left,) = shown.left
    assert left is not None
    assert left.map.title == "Half of it"


def test_nothing_is_left_where_nothing_was_changed_or_all_was_proposed_anew(qtbot: QtBot, theme: Theme):
    shown = Shown(qtbot, theme, HOOK, "hook.json")
    qtbot.keyClick(shown.dialog, Qt.Key.Key_Escape)
    assert shown.left in ([], [None])
    again = Shown(qtbot, theme, HOOK, "hook.json")
    again.desk.into("title", "Mine")
    qtbot.mouseClick(again.dialog.again, Qt.MouseButton.LeftButton)
    again.desk.wait()
    assert again.desk.form.value("title") == "Records of hook.json"
    qtbot.mouseClick(again.dialog.cancel_button, Qt.MouseButton.LeftButton)
    assert again.left in ([], [None])


def test_each_row_says_why_it_was_proposed_until_it_is_changed(qtbot: QtBot, theme: Theme):
    data = json.dumps([{"time": "2026-03-17T14:02:11Z", "title": "x", "seen": "2026-03-17T14:02:12Z"}])
    form: MapForm = Shown(qtbot, theme, data, "x.json").desk.form
    assert form.said("t") == "e.g. 2026-03-17T14:02:11Z · ISO 8601; in every record"
    shown = Shown(qtbot, theme, data, "x.json")
    shown.desk.into("t", "seen")
    assert shown.desk.form.said("t") == "e.g. 2026-03-17T14:02:12Z"
    shown.desk.into("t", "sehen")
    assert shown.desk.form.said("t") == "nothing stands there in the beginning"
