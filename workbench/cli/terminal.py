"""Where verbs write: lines for people or JSON, errors in one sentence, progress on a terminal only."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unicodedata import east_asian_width

import msgspec

from workbench.jobs import JobContext
from workbench.model.display import visible

BEFORE_CARET, SHOWN_WITH_CARET = 60, 100


class Terminal:
    """Standard output and error of one verb. json: one object a line instead of text for people."""

    def __init__(self, json: bool = False) -> None:
        self.json = json

    def line(self, text: str = "") -> None:
        """A line for people; control characters of evidence never reach the terminal as such."""
        print(visible(text))

    def object(self, value: Any) -> None:
        """One JSON object on a line of its own, UTF-8."""
        self.bytes(msgspec.json.encode(value) + b"\n")

    def bytes(self, data: bytes) -> None:
        """Bytes exactly as they are."""
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()

    def error(self, sentence: str) -> None:
        """One sentence on standard error."""
        print(f"workbench: {visible(sentence)}", file=sys.stderr)

    def caret(self, text: str, position: int) -> None:
        """Under an error: the text it is about on one line, and a caret below the character it went wrong at."""
        start = max(position - BEFORE_CARET, 0)
        shown = "".join(" " if char.isspace() else char for char in text[start : start + SHOWN_WITH_CARET])
        line = ("…" if start else "") + shown
        before = visible(line[: position - start + bool(start)])
        column = sum(2 if east_asian_width(char) in "WF" else 1 for char in before)
        print(f"  {visible(line)}\n  {' ' * column}^", file=sys.stderr)

    def table(self, headings: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
        """Columns for people, as wide as their widest cell."""
        cells = [headings, *rows]
        widths = [max(len(row[column]) for row in cells) for column in range(len(headings))]
        for row in cells:
            self.line("  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip())

    @contextmanager
    def progress(self, title: str) -> Iterator[JobContext]:
        """A context for long work: a progress bar on a terminal, nothing elsewhere; Ctrl+C asks the work to stop."""
        if not sys.stderr.isatty():
            yield JobContext()
            return
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

        columns = TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), TextColumn("{task.fields[text]}")
        with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task(title, total=1.0, text="")

            def report(fraction: float, text: str) -> None:
                if fraction < 0:
                    bar.update(task, total=None, text=visible(text)[:60])
                else:
                    bar.update(task, total=1.0, completed=fraction, text=visible(text)[:60])

            yield JobContext(report)
