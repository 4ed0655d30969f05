"""Cases that nobody has named yet: files opened in passing, kept until they are thrown away."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from workbench.casework.opencase import OpenCase, create_case
from workbench.clock import Clock
from workbench.errors import CaseError
from workbench.model.instants import iso
from workbench.settings import Settings, data_folder

FOLDER = "scratch"


def scratch_folder() -> Path:
    """Where scratch cases lie."""
    return data_folder() / FOLDER


def create_scratch(names: Sequence[str], clock: Clock, settings: Settings) -> OpenCase:
    """An empty scratch case named after what it is for."""
    now = clock.now()
    stamp = (iso(now, 0) or "").replace(":", "").replace("-", "").rstrip("Z")
    folder = scratch_folder()
    folder.mkdir(parents=True, exist_ok=True)
    number, path = 1, folder / f"{stamp}.case"
    while path.exists():
        number, path = number + 1, folder / f"{stamp}-{number + 1}.case"
    title = ", ".join(Path(name).name for name in names[:3]) or "Pasted"
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return create_case(path, title=title + more, zone=settings.zone, clock=clock, settings=settings)


def scratch_cases() -> tuple[Path, ...]:
    """All scratch cases, newest first."""
    return tuple(sorted(scratch_folder().glob("*.case"), reverse=True))


def discard(path: Path) -> None:
    """Throw a scratch case away; raises `CaseError` for any other."""
    if path.resolve().parent != scratch_folder().resolve() or path.suffix != ".case":
        raise CaseError("this is no scratch case", str(path), "Delete its folder yourself if you mean it.")
    shutil.rmtree(path, ignore_errors=True)


def keep(path: Path, target: Path) -> Path:
    """Move a closed scratch case to a place of its own. Raises `CaseError` when something is there."""
    if target.exists():
        raise CaseError("there is something already", str(target), "Choose another name.")
    target.parent.mkdir(parents=True, exist_ok=True)
    return Path(shutil.move(path, target))
