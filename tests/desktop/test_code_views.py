"""The code's rows, colours and bars: alignment, folds, white space, tabs and escapes, files of any length."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from workbench.codebase.diff import parse_patch
from workbench.model.code import FileDiff, FileVersion, Frame, StackTrace, TraceException
from workbench.views.code_frames import frame_place, frames_of, raised, short_type
from workbench.views.code_head import CodeHead, CodeTitle
from workbench.views.code_paint import shown_line
from workbench.views.code_rows import changed, diff_rows, version_rows
from workbench.views.code_view import CodeView
from workbench.views.highlight import Highlighter
from workbench.views.theme import Theme

pytestmark = pytest.mark.both_themes

PATCH = """diff --git a/pool.py b/pool.py
--- a/pool.py
+++ b/pool.py
@@ -101,7 +101,6 @@ class OrderStore:
     def reserve(self):
-        try:
-            row = conn.fetch(SQL)
-        finally:
-            conn.close()
+        row = conn.fetch(SQL, 5)
+        if row is None:
+            raise Gone()
         return row
     # end
"""
OLD = tuple(f"line {number}" for number in range(1, 301))


def patched() -> FileDiff:
    """The patch above with both whole sides."""
    file = parse_patch(PATCH)[0]
    hunk = file.hunks[0].lines
    old = [*OLD[:100], *(line.text for line in hunk if line.kind != "add"), *OLD[107:]]
    new = [*OLD[:100], *(line.text for line in hunk if line.kind != "del"), *OLD[107:]]
    return FileDiff("pool.py", "pool.py", "modified", file.hunks, 3, 4, old_lines=tuple(old), new_lines=tuple(new))


def test_side_by_side_both_sides_are_level_and_fillers_stand_where_one_has_no_line():
    rows = diff_rows(patched(), split=True)
    shown = [rows.row(number) for number in range(rows.count)]
    assert [row.folded for row in shown if row.folded] == [100, 193]
    pairs = [(row.left.kind, row.right.kind) for row in shown if row.left and row.right]
    assert pairs == [("same", "same"), *[("del", "add")] * 3, ("del", "filler"), *[("same", "same")] * 2]
    level = [(row.left.old, row.right.new) for row in shown if row.left and row.right and row.left.kind == "same"]
    assert level == [(101, 101), (106, 105), (107, 106)]


def test_unified_every_line_of_the_patch_is_there_once_and_in_order():
    rows = diff_rows(patched(), split=False)
    shown = [rows.row(number) for number in range(rows.count)]
    signs = "".join("-" if row.right is None else "+" if row.left is None else " " for row in shown if not row.folded)
    assert signs == " ----+++  "


def test_opening_a_fold_shows_its_lines_with_both_numbers():
    rows = diff_rows(patched(), split=False)
    last = rows.count - 1
    assert rows.can_open(last)
    rows.open(last)
    row = rows.row(rows.count - 1)
    assert row.left is not None
    assert row.right is not None
    assert (row.left.old, row.right.new, row.right.text) == (300, 299, "line 300")


def test_a_line_inside_a_fold_is_found_and_only_its_surroundings_are_opened():
    rows = diff_rows(patched(), split=False)
    before = rows.count
    number = rows.row_of_new(200)
    row = rows.row(number)
    assert row.right is not None
    assert row.right.text == patched().new_lines[199]
    assert before < rows.count < before + 20


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(["a", " a", "b", "b ", "c", "", "d"]), max_size=12), st.booleans())
def test_ignoring_white_space_never_loses_a_line(new: list[str], split: bool):
    old = ["a", "b", "c", "d"]
    body = "".join(f"-{line}\n" for line in old) + "".join(f"+{line}\n" for line in new)
    file = parse_patch(f"--- a/x\n+++ b/x\n@@ -1,{len(old)} +{min(len(new), 1)},{len(new)} @@\n{body}")[0]
    rows = diff_rows(file, split, ignore_space=True)
    shown = [rows.row(number) for number in range(rows.count)]
    right = [row.right.text for row in shown if row.right and row.right.kind != "filler"]
    gone = [row.left for row in shown if row.left and row.left.kind == "del"]
    assert right == new
    same = [row for row in shown if not changed(row)]
    assert len(gone) + len(same) == len(old)
    assert all(row.left and row.right for row in same)


def test_ignoring_white_space_shows_an_indented_block_as_unchanged():
    patch = "--- a/x.py\n+++ b/x.py\n@@ -1,2 +1,3 @@\n-a = 1\n-b = 2\n+if x:\n+    a = 1\n+    b = 2\n"
    rows = diff_rows(parse_patch(patch)[0], split=False, ignore_space=True)
    assert [changed(rows.row(number)) for number in range(rows.count)] == [True, False, False]


def test_a_tab_goes_to_the_next_stop_and_a_control_is_an_escape():
    shown = shown_line("a\tb\x07\u202ec")
    assert shown.text == r"a   b\x07\u202ec"
    assert [shown.column(at) for at in range(6)] == [0, 1, 4, 5, 9, 15]


def test_colours_come_for_the_asked_lines_only():
    asked: list[int] = []

    def line(number: int) -> str:
        asked.append(number)
        return f"def f{number}(): return '{number}'"

    light = Highlighter("a.py", 100_000, line)
    tokens = {tint.token for tint in light.tints(50_000)}
    assert tokens == {"syn.kw", "syn.fn", "syn.str"}
    assert len(asked) < 200
    assert Highlighter("a.unknown-kind", 9, line).tints(0) == ()


def test_a_file_of_a_hundred_thousand_lines_opens_at_a_line_near_its_end(qtbot: QtBot, dark: Theme):
    lines = tuple(f"value_{number} = {number}" for number in range(100_000))
    view = CodeView(dark)
    qtbot.addWidget(view)
    view.resize(600, 400)
    view.show()
    rows = version_rows(FileVersion("big.py", "c" * 40, lines))
    began = time.perf_counter()
    view.show_rows(rows, False, None)
    view.centre(rows.row_of_new(99_000))
    view.grab()
    assert time.perf_counter() - began < 5
    assert view.centred_line() == 99_000
    middle = view.in_sight.start + view.capacity // 2
    assert abs(middle - 98_999) <= 1
    assert any("value_98999" in box.text for box in view.text_boxes)


@pytest.mark.parametrize("split", [False, True])
def test_the_colours_of_a_change_do_not_depend_on_the_highlighter(qtbot: QtBot, theme: Theme, split, find_text_faults):
    view = CodeView(theme)
    qtbot.addWidget(view)
    view.resize(900, 300)
    file = patched()
    view.show_rows(diff_rows(file, split), split, file.old_lines)
    view._sides = {side: Highlighter("none", 0, str) for side in ("old", "new")}
    view.labels, view.raised = {1: "E5"}, 104
    view.show()
    image = view.viewport().grab().toImage()
    row = view.rows.row_of_hunk(1)
    top = (22 if split else 0) + row * 19
    assert image.pixelColor(440, top + 2) == theme.color("diff.del")
    signs = {box.text for box in view.text_boxes} & {"+", "−"}
    assert signs == {"+", "−"}
    assert "raised here" in {box.text for box in view.text_boxes}
    assert find_text_faults(view) == []


def test_a_click_on_a_fold_opens_it(qtbot: QtBot, dark: Theme):
    view = CodeView(dark)
    qtbot.addWidget(view)
    view.resize(700, 400)
    view.show_rows(diff_rows(patched(), False), False, None)
    view.show()
    count = view.rows.count
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(60, 8))
    assert view.rows.count == count + 99


def test_the_bar_drops_what_has_no_room_whole(qtbot: QtBot, theme: Theme, find_text_faults):
    head = CodeHead(theme)
    qtbot.addWidget(head)
    path = "orders/src/main/java/shop/orders/internal/OrderStore.java"
    head.show_title(
        CodeTitle(path, "4d20b7e → 9f3c1ae", 4, 5, True, "deployed in 4.18.0 at 14:02:11", ("approximate",))
    )
    for width in (1000, 700, 500, 330, 220):
        head.resize(width, 28)
        head.show()
        head.grab()
        assert find_text_faults(head) == []
    texts = [box.text for box in head.text_boxes]
    assert "deployed in 4.18.0 at 14:02:11" not in texts


# ---------------------------------------------------------------------------------------------- frames
def chained() -> StackTrace:
    pool = Frame("shop.db.Pool.take", "Pool.java", 94)
    store = Frame("shop.OrderStore.reserve", "OrderStore.java", 28)
    library = Frame("org.lib.Server.run", "Server.java", 5)
    root = TraceException("shop.Unavailable", "no", "root", (store, library))
    cause = TraceException("shop.db.PoolTimeout", "none free", "cause", (pool, store, library))
    return StackTrace("java", (root, cause))


def test_frames_are_listed_once_from_where_it_was_raised_first():
    assert [frame_place(frame) for _e, frame in frames_of(chained())] == [
        "Pool.java:94",
        "OrderStore.java:28",
        "Server.java:5",
    ]


def test_raised_is_the_innermost_own_frame_of_the_first_cause():
    found = raised(chained(), lambda frame: frame.function.startswith("shop."))
    assert found is not None
    assert (short_type(found[0]), frame_place(found[1])) == ("PoolTimeout", "Pool.java:94")
    found = raised(chained(), lambda frame: "OrderStore" in frame.function)
    assert found is not None
    assert frame_place(found[1]) == "OrderStore.java:28"
