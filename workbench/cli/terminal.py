"""Where verbs write: lines for people or JSON, errors in one sentence, progress on a terminal only."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import msgspec

from workbench.jobs import JobContext
from workbench.model.display import visible


def has_display() -> bool:
    """Whether a window can be shown: on Linux a display is named, and Qt is not told to draw nowhere."""
    if os.environ.get("QT_QPA_PLATFORM", "") in ("offscreen", "minimal"):
        return False
    if sys.platform.startswith("linux"):
        return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    return True


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
                known = {"completed": fraction, "total": 1.0} if fraction >= 0 else {"total": None}
                bar.update(task, text=visible(text)[:60], **known)

            yield JobContext(report)
