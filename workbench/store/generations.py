"""Generations of the index: a rebuild is written aside and switched to in one step, never over what is in use.

index/current        the name of the generation in use
index/g000001/       its files; `made.json` says which readers' and formats' versions they were made with
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from pathlib import Path

import msgspec

from workbench.errors import CaseError
from workbench.store.faults import disk_faults
from workbench.store.files import write_whole

CURRENT, MADE = "current", "made.json"
_NAME = re.compile(r"^g\d{6}$")


class Generations:
    """The folder `index` of one case. Only who holds the case's lock may make, switch or remove."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def current(self) -> Path | None:
        """The generation in use; None when there is none yet or the pointer to it is damaged."""
        try:
            name = (self.folder / CURRENT).read_text("ascii").strip()
        except (OSError, UnicodeDecodeError):
            return None
        path = self.folder / name
        return path if _NAME.match(name) and path.is_dir() else None

    def versions(self, generation: Path) -> dict[str, str]:
        """What a generation was made with, by name; empty when that can't be told, so that it is made again."""
        try:
            return msgspec.json.decode((generation / MADE).read_bytes(), type=dict[str, str])
        except (OSError, ValueError):
            return {}

    def fits(self, versions: Mapping[str, str]) -> bool:
        """Whether the generation in use was made with just these versions."""
        current = self.current()
        return current is not None and self.versions(current) == dict(versions)

    def begin(self, versions: Mapping[str, str]) -> Path:
        """A new, empty generation that nobody uses yet. Raises `CaseError` when it can't be made."""
        with disk_faults("the index can't be written", self.folder):
            self.folder.mkdir(exist_ok=True)
            numbers = [int(path.name[1:]) for path in self.folder.iterdir() if _NAME.match(path.name)]
            path = self.folder / f"g{max(numbers, default=0) + 1:06d}"
            path.mkdir()
            write_whole(path / MADE, msgspec.json.encode(dict(versions)))
        return path

    def switch(self, generation: Path) -> None:
        """Use a finished generation from now on; a process killed in here leaves either the old or the new one."""
        if generation.parent != self.folder or not _NAME.match(generation.name):
            raise CaseError("it is no generation of this index", str(generation))
        with disk_faults("the index can't be switched", self.folder):
            write_whole(self.folder / CURRENT, f"{generation.name}\n".encode())

    def ready(self, versions: Mapping[str, str]) -> Path:
        """The generation in use if it was made with these versions, else a new, empty one, switched to.

        What the old one held is made again from the sealed objects by whoever asks for it.
        """
        current = self.current()
        if current is not None and self.versions(current) == dict(versions):
            return current
        path = self.begin(versions)
        self.switch(path)
        return path

    def sweep(self) -> int:
        """Remove generations that are not in use, how many; one still mapped (Windows) stays for the next time."""
        current = self.current()
        if current is None or not self.folder.is_dir():
            return 0
        old = [path for path in self.folder.iterdir() if _NAME.match(path.name) and path != current]
        for path in old:
            shutil.rmtree(path, ignore_errors=True)
        return sum(not path.exists() for path in old)
