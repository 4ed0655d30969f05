"""Rows of the log on the clipboard and in a file: how many at once, and what is said of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from workbench.casework.rowforms import FORMS, Form

AskPath = Callable[[QWidget, str, str], tuple[str, str]]

RECORDS = 5_000
"""Rows that are put on the clipboard or read for an act at once; more are saved to a file."""


def counted(count: int) -> str:
    """`1 line`, `1,200 lines`."""
    return f"{count:,} line{'' if count == 1 else 's'}"


def copied(count: int, how: str) -> str:
    """What was copied, and that it was not all of it."""
    if count > RECORDS:
        return f"Copied the first {RECORDS:,} of {count:,} selected lines {how}. Save them to a file to have all."
    return f"Copied {counted(count)} {how}."


def size_text(size: int) -> str:
    """`12 bytes`, `3.4 MB`."""
    for unit, step in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if size >= step:
            return f"{size / step:,.1f} {unit}"
    return f"{size:,} bytes"


def name_filters() -> str:
    """The forms as a file dialog lists them."""
    return ";;".join(f"{form.title} (*{form.suffix})" for form in FORMS.values())


def form_chosen(name: str, chosen: str) -> tuple[Path, Form]:
    """Where to write and how: by the chosen entry of the dialog, or by the ending typed; an ending is added if need be."""
    path = Path(name)
    by_entry = next((form for form in FORMS.values() if chosen.startswith(form.title)), None)
    by_ending = next((form for form in FORMS.values() if form.suffix == path.suffix.lower()), None)
    form = by_entry or by_ending or FORMS["text"]
    if by_ending is not None and (by_entry is None or by_ending.suffix != by_entry.suffix):
        form = by_ending
    return (path if path.suffix else path.with_name(path.name + form.suffix)), form


def ask_path(parent: QWidget, title: str, filters: str) -> tuple[str, str]:
    """The file dialog: a name (empty when cancelled) and the chosen entry."""
    return QFileDialog.getSaveFileName(parent, title, "", filters)
