"""The window over a log of 100 GB that is mostly a hole, and over a text of more than 2^31 lines: opened, scrolled,
searched, and the memory that this takes.

A thousand places far apart hold lines, NULs lie between them; the file is larger than is copied into a case and is read
where it lies. Checked: the number of records and of rows, and how many lines a filter finds.

The text's lines are short and without times, so that the window shows them as they lie; the last one alone is found.

Goal: anonymous memory of the whole process at most 300 MB above that of the bare window.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from pathlib import Path

from benchmarks import logview
from benchmarks.logs_size import anonymous_mb, watched
from benchmarks.logview import Evening
from benchmarks.side_by_side import machine

HOLE, PLACES, LINES, FIRST, MEMORY_MB = 100 * 10**9, 1000, 20, 2000, 300
MANY = (1 << 31) + 1000
"""FIRST: lines at the beginning, more than what a file is recognised by."""
RECORDS = FIRST + (PLACES - 1) * LINES


def write_hole(path: Path, size: int) -> int:
    """A sparse log of that size; how many of its lines say `rare`."""
    rare = at = 0
    with path.open("wb") as out:
        for place in range(PLACES):
            out.seek(place * (size // PLACES))
            for line in range(LINES if place else FIRST):
                at += 1
                word = "rare" if line == 7 and place % 10 == 3 else "usual"
                rare += word == "rare"
                clock = f"{at // 3600 % 24:02d}:{at // 60 % 60:02d}:{at % 60:02d}"
                # a line end in front: NULs belong to the line before
                begin = "" if at == 1 else "\n"
                out.write(f"{begin}2026-03-17T{clock}.000Z INFO orders - {word} line {at}".encode())
            out.write(b"\n")
        out.truncate(size)
    return rare


def main() -> None:
    """Make it, bring it in, open the window, play, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, default=HOLE, help="bytes of the sparse file")
    parser.add_argument("--lines", type=int, const=MANY, nargs="?", help="a text of so many lines instead")
    chosen = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from workbench.casework.opencase import create_case

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if chosen.lines:
            many(folder, chosen.lines)
            return
        rare = write_hole(folder / "hole.log", chosen.size)
        case = create_case(folder / "hole.case", title="hole")
        began = time.perf_counter()
        (source,) = case.ingest([folder / "hole.log"])
        took = time.perf_counter() - began
        case.close()
        tell(f"read in {took:.0f} s")
        if source.records != RECORDS:
            raise SystemExit(f"{source.records} records, not {RECORDS}: {source.problems}")
        played(folder / "hole.case", rare, took)


def played(case: Path, rare: int, took: float) -> None:
    """What a person does with it, and the memory."""
    from PySide6.QtCore import Qt

    logview.LONGEST_S = 1800.0  # traces and first errors of 100 GB are looked for meanwhile
    evening = Evening(case)
    bare = anonymous_mb()
    with watched() as memory:
        evening.open()
        tell(f"first screen {evening.clock['first screen']:.0f} ms, all panels {evening.clock['all panels there']:.0f} ms, "
             f"{memory.most:.0f} MB above the bare window")  # fmt: skip
        panel, table = evening.panel, evening.panel.table
        table.setFocus()
        for key in (Qt.Key.Key_End, *[Qt.Key.Key_PageUp] * 40, Qt.Key.Key_Home, *[Qt.Key.Key_PageDown] * 40):
            evening.step("page", lambda key=key: evening.key(key))
        tell(f"scrolled, {memory.most:.0f} MB")
        panel.open_filter()
        first = evening.typed(panel.bar.query, "rare")
        found = len(panel.rows)
        evening.step("filter off", panel.clear_filters)
    evening.close()
    if found != rare or len(panel.rows) != RECORDS:
        raise SystemExit(f"{found} lines found, not {rare}; {len(panel.rows)} rows")
    print(f"a sparse log in the window; {machine()}")
    print(f"read in {took:.0f} s; first screen {evening.clock['first screen']:.0f} ms, "
          f"first hits {first:.0f} ms, {found} found")  # fmt: skip
    print(f"anonymous memory: bare window {bare:.0f} MB, at most {memory.most:.0f} MB above that (goal {MEMORY_MB})")


def many(folder: Path, lines: int) -> None:
    """A text of that many lines, its last one looked at and found."""
    from PySide6.QtCore import Qt

    from workbench.casework.opencase import create_case

    block = b"a\n" * (1 << 20)
    with (folder / "many.txt").open("wb") as out:
        for _ in range((lines - 1) >> 20):
            out.write(block)
        out.write(b"a\n" * ((lines - 1) & ((1 << 20) - 1)) + b"needle\n")
    case = create_case(folder / "many.case", title="many")
    began = time.perf_counter()
    case.ingest([folder / "many.txt"])
    case.close()
    tell(f"{lines:,} lines read in {time.perf_counter() - began:.0f} s")
    logview.LONGEST_S = 1800.0
    evening = Evening(folder / "many.case")
    bare = anonymous_mb()
    with watched() as memory:
        evening.open(lambda panel: panel.inner is not None and any(box.text for box in panel.inner.table.text_boxes))
        panel = evening.panel.inner
        panel.table.setFocus()
        for key in (
            Qt.Key.Key_Home,
            *[Qt.Key.Key_PageDown] * 40,
            Qt.Key.Key_End,
            *[Qt.Key.Key_PageUp] * 40,
            Qt.Key.Key_End,
        ):
            evening.step("page", lambda key=key: evening.key(key, panel.table))
        last = [line.text for line in panel.table.lines if line.row is not None][-1]
        (citation,) = evening.panel.cited()
        place = evening.case.show_place(citation)
        panel.open_filter()
        evening.typed(panel.bar.query, "needle")
        found = len(panel.rows)
    evening.close()
    pages = sorted(evening.frames["page"].work)
    print(f"a text of {lines:,} lines in the window; {machine()}")
    print(f"first screen {evening.clock['first screen']:.0f} ms; the last line is {place} and says {last!r}; a page "
          f"{pages[len(pages) // 2]:.0f} ms, worst {pages[-1]:.0f}; {found} found by `needle`")  # fmt: skip
    print(f"anonymous memory: bare window {bare:.0f} MB, at most {memory.most:.0f} MB above that (goal {MEMORY_MB})")
    if (last, place, found) != ("needle", f"many.txt:{lines}", 1):
        raise SystemExit("the last line was not shown or not found")


def tell(text: str) -> None:
    """Say how far it is: the whole takes minutes."""
    print(text, flush=True)


if __name__ == "__main__":
    main()
