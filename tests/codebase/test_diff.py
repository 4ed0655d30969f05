"""Patches to hunks, words that differ, and the rows that a view shows."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.codebase.diff import parse_patch, side_by_side, unified
from workbench.model.code import FileDiff, SideRow

PATCH = """\
From 3f1c9a7b Mon Sep 17 00:00:00 2001
Subject: [PATCH] give connections back

diff --git a/src/Pool.java b/src/Pool.java
index 1111111..2222222 100644
--- a/src/Pool.java
+++ b/src/Pool.java
@@ -10,6 +10,7 @@ class Pool {
     Connection take() {
-        Connection found = idle.poll();
-        return found;
+        Connection found = idle.poll(5, SECONDS);
+        count(found);
+        return found;
     }

     void give(Connection one) {
\\ No newline at end of file
diff --git a/old name.txt b/new name.txt
similarity index 90%
rename from old name.txt
rename to new name.txt
diff --git a/gone.txt b/gone.txt
deleted file mode 100644
--- a/gone.txt
+++ /dev/null
@@ -1 +0,0 @@
-last
diff --git a/logo.png b/logo.png
new file mode 100644
Binary files /dev/null and b/logo.png differ
diff --git "a/caf\\303\\251.txt" "b/caf\\303\\251.txt"
--- "a/caf\\303\\251.txt"
+++ "b/caf\\303\\251.txt"
@@ -1 +1 @@
-a
+b
--
2.39.5
"""


def marked(file: FileDiff) -> list[tuple[str, list[str]]]:
    return [
        (line.kind, [line.text[mark.start : mark.end] for mark in line.marks])
        for hunk in file.hunks
        for line in hunk.lines
        if line.marks
    ]


def test_a_git_patch_is_read_with_its_statuses_and_numbers():
    pool, renamed, gone, logo, cafe = parse_patch(PATCH)
    assert (pool.path, pool.status, pool.added, pool.removed, pool.approximate) == (
        "src/Pool.java",
        "modified",
        3,
        2,
        False,
    )
    (hunk,) = pool.hunks
    assert (hunk.number, hunk.old_start, hunk.new_start, hunk.heading) == (1, 10, 10, "class Pool {")
    assert [(line.kind, line.old, line.new) for line in hunk.lines[:5]] == [
        ("same", 10, 10), ("del", 11, 0), ("del", 12, 0), ("add", 0, 11), ("add", 0, 12)
    ]  # fmt: skip
    assert (hunk.lines[-1].old, hunk.lines[-1].new) == (15, 16)
    assert (renamed.old_path, renamed.new_path, renamed.status) == ("old name.txt", "new name.txt", "renamed")
    assert (gone.path, gone.old_path, gone.new_path, gone.status, gone.removed) == (
        "gone.txt",
        "gone.txt",
        "",
        "deleted",
        1,
    )
    assert (logo.path, logo.status, logo.binary, logo.old_path) == ("logo.png", "added", True, "")
    assert (cafe.path, cafe.removed, cafe.approximate) == ("café.txt", 1, False)


def test_the_words_that_differ_are_marked_and_no_others():
    pool = parse_patch(PATCH)[0]
    assert marked(pool) == [("add", ["5, SECONDS"])]


def test_lines_that_share_nothing_are_not_marked():
    (file,) = parse_patch("--- a\n+++ b\n@@ -1 +1 @@\n-the quick brown fox\n+import java.util.List;\n")
    assert marked(file) == []


def test_plain_unified_patches_with_dates_are_read():
    (file,) = parse_patch("--- x/a.txt\t2026-03-17 14:02:11 +0100\n+++ y/a.txt\t2026-03-17\n@@ -1,2 +1 @@\n-a\n b\n")
    assert (file.old_path, file.new_path, file.removed) == ("x/a.txt", "y/a.txt", 1)


def test_a_hunk_that_ends_too_early_makes_its_file_approximate():
    (file,) = parse_patch("--- a\n+++ b\n@@ -1,5 +1,5 @@\n a\n-b\n")
    assert file.approximate
    assert file.removed == 1


def test_a_removed_line_that_looks_like_a_header_is_a_line():
    (file,) = parse_patch("--- a\n+++ b\n@@ -1,2 +1,2 @@\n--- x\n-y\n+++ x\n+z\n")
    assert [line.text for line in file.hunks[0].lines] == ["-- x", "y", "++ x", "z"]


def test_very_long_lines_and_very_many_pairs_are_left_unmarked():
    long = "x " * 1500
    many = "".join(f"-a {n}\n" for n in range(300)) + "".join(f"+b {n}\n" for n in range(300))
    files = parse_patch(f"--- a\n+++ b\n@@ -1 +1 @@\n-{long}\n+{long}y\n--- c\n+++ d\n@@ -1,300 +1,300 @@\n{many}")
    assert marked(files[0]) == []
    assert len(marked(files[1])) == 400


def shown(rows: tuple[SideRow, ...]) -> list[str]:
    def text(row: SideRow, side: str) -> str:
        line = getattr(row, side)
        return "~" if line is None else f"/{line.kind}" if line.kind == "filler" else line.text.strip()

    return [f"fold {row.folded}" if row.folded else f"{text(row, 'left')}|{text(row, 'right')}" for row in rows]


def whole(old: list[str], new: list[str], tmp_path: Path) -> FileDiff:
    """Two texts compared by git, with both sides carried."""
    for name, lines in (("old", old), ("new", new)):
        (tmp_path / name).write_text("".join(f"{line}\n" for line in lines))
    done = subprocess.run(["git", "diff", "--no-index", "old", "new"], cwd=tmp_path, capture_output=True, text=True)
    found = parse_patch(done.stdout)
    if not found:
        return FileDiff("old", "new", "modified", (), 0, 0, old_lines=tuple(old), new_lines=tuple(new))
    file = found[0]
    return FileDiff(
        "old", "new", "modified", file.hunks, file.added, file.removed, old_lines=tuple(old), new_lines=tuple(new)
    )


def test_both_sides_have_equal_rows_with_fillers_and_folds(tmp_path: Path):
    old = [f"l{number}" for number in range(1, 31)]
    new = [*old[:9], "new1", "new2", *old[10:]]
    file = whole(old, new, tmp_path)
    assert shown(side_by_side(file)) == [
        "fold 6", "l7|l7", "l8|l8", "l9|l9", "l10|new1", "/filler|new2", "l11|l11", "l12|l12", "l13|l13", "fold 17"
    ]  # fmt: skip
    assert shown(unified(file, 1)) == ["fold 8", "l9|l9", "l10|~", "~|new1", "~|new2", "l11|l11", "fold 19"]
    everything = side_by_side(file, None)
    assert len(everything) == 31
    assert not any(row.folded for row in everything)


def test_what_lies_between_hunks_is_counted_where_the_text_is_not_carried():
    (file,) = parse_patch("--- a\n+++ b\n@@ -5 +5 @@\n-a\n+b\n@@ -20 +20 @@\n-c\n+d\n")
    assert shown(side_by_side(file)) == ["fold 4", "a|b", "fold 14", "c|d"]


@settings(max_examples=40, deadline=None)
@given(old=st.lists(st.sampled_from("abcde"), max_size=30), new=st.lists(st.sampled_from("abcde"), max_size=30))
def test_rows_hold_every_line_of_both_sides_in_order(old: list[str], new: list[str], tmp_path_factory):
    file = whole(old, new, tmp_path_factory.mktemp("diff"))
    if not file.hunks:
        return
    for rows in (side_by_side(file, None), unified(file, None)):
        assert [row.left.text for row in rows if row.left and row.left.kind != "filler"] == old
        assert [row.right.text for row in rows if row.right and row.right.kind != "filler"] == new
        assert [row.left.old for row in rows if row.left and row.left.old] == list(range(1, len(old) + 1))
        assert [row.right.new for row in rows if row.right and row.right.new] == list(range(1, len(new) + 1))
    for context in (0, 1, 3):
        rows = side_by_side(file, context)
        assert sum(row.folded or 1 for row in rows) == len(side_by_side(file, None))


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.sampled_from([*PATCH.splitlines(), "@@ -1,9 +1,9 @@", "+", "-", " x", "@@@ -1 -1 +1 @@@", '--- "a', "+++ b"])
    )
)
def test_no_mixture_of_patch_lines_raises(lines: list[str]):
    for file in parse_patch("\n".join(lines)):
        side_by_side(file)
        unified(file)


@pytest.mark.parametrize("text", ["", "no patch\n", "- a list\n+ of things\n", "@@ -1 +1 @@\n-a\n+b\n"])
def test_text_that_is_no_patch_gives_no_file(text: str):
    assert parse_patch(text) == ()
