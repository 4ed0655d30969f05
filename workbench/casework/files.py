"""Which files are meant by the paths somebody gave, and what a file is that no reader knows."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

CONTROLS = bytes(set(range(32)) - {9, 10, 12, 13, 27})
CONTROL_SHARE = 0.02


@dataclass(frozen=True, slots=True)
class Found:
    """A file to bring in, or (fault not empty) a path that can't be, and why."""

    path: Path
    fault: str = ""


def files_of(paths: Iterable[Path]) -> list[Found]:
    """The files meant: a folder's files recursively, in sorted order, symbolic links to folders not followed."""
    found: list[Found] = []
    for path in paths:
        if path.is_dir():
            found.extend(_inside(path))
        elif path.exists():
            found.append(Found(path))
        else:
            found.append(Found(path, "there is no such file"))
    return found


def _inside(folder: Path) -> list[Found]:
    found: list[Found] = []

    def unreadable(error: OSError) -> None:
        found.append(Found(Path(error.filename or folder), f"the folder can't be read ({error.strerror})"))

    for here, folders, names in os.walk(folder, onerror=unreadable):
        folders.sort()
        found.extend(Found(Path(here) / name) for name in sorted(names))
    return found


_IMAGE = re.compile(rb"\A(?:\x89PNG\r\n|\xff\xd8\xff|GIF8[79]a|RIFF....WEBP|BM)", re.S)


def is_picture(head: bytes) -> bool:
    """Whether bytes begin like a picture that can be shown (PNG, JPEG, GIF, WebP, BMP)."""
    return bool(_IMAGE.match(head))


def kind_of_unread(head: bytes) -> str:
    """What a file is that no reader knows, by its first bytes: `empty`, `picture`, `text` or `binary`."""
    if not head:
        return "empty"
    if is_picture(head):
        return "picture"
    head = head.lstrip(b"\0") or head
    controls = len(head) - len(head.translate(None, CONTROLS))
    return "binary" if b"\0" in head[:1024] or controls > len(head) * CONTROL_SHARE else "text"
