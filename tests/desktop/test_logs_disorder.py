"""Lines whose time runs backwards: they stand where their time says and carry a mark, no other line does."""

from __future__ import annotations

from pathlib import Path

from pytestqt.qtbot import QtBot

from tests.desktop.test_logs_panel import Desk
from workbench.casework.opencase import create_case
from workbench.views.theme import Theme

LINES = """2026-03-17T14:00:01Z INFO one
2026-03-17T14:00:05Z INFO five
2026-03-17T14:00:03Z INFO three, written late
2026-03-17T14:00:04Z INFO four, after three
2026-03-17T14:00:09Z INFO nine
"""


def test_a_line_stamped_before_the_one_above_it_keeps_its_time_and_is_marked(tmp_path: Path, qtbot: QtBot, dark: Theme):
    (tmp_path / "a.log").write_text(LINES)
    case = create_case(tmp_path / "a.case", title="Late")
    case.ingest([tmp_path / "a.log"])
    desk = Desk(qtbot, case, dark)
    shown = [line.text.partition(",")[0] for line in desk.panel.table.lines]
    assert shown == ["one", "three", "four", "five", "nine"]
    marked = [row for row in range(5) if desk.panel.table.badge(row).back]
    assert marked == [1]
    model = desk.panel.table.lines_model
    spoken = [model.data(model.index(n, 0), 11) or "" for n in range(5)]  # 11: AccessibleTextRole
    assert ["stamped before" in str(words) for words in spoken] == [False, True, False, False, False]
    case.close()
