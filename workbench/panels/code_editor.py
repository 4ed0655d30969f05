"""Opening a file's version in the user's own editor: only when asked, with the arguments that the settings give."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QProcess

from workbench.errors import SettingsError
from workbench.settings import Settings, config_folder

Run = Callable[[str, Sequence[str]], bool]
_UNSAFE = re.compile(r"[^A-Za-z0-9._+-]")


def start_detached(program: str, arguments: Sequence[str]) -> bool:
    """Start a program that outlives the window; False when it can't be started."""
    return bool(QProcess.startDetached(program, list(arguments))[0])


def open_in_editor(
    settings: Settings, path: str, commit: str, lines: Sequence[str], line: int, run: Run = start_detached
) -> Path:
    """Write a version of a file into a folder of its own and open it at a line (1-based); gives where it lies.

    The copy's name is made of harmless characters: the repository's names are not trusted. Raises `SettingsError` when
    no editor is set, or when it can't be started.
    """
    where = str(config_folder() / "settings.toml")
    if not settings.editor:
        raise SettingsError(
            "no editor is set", where, 'Add, for instance, editor = ["code", "--goto", "{file}:{line}"].'
        )
    folder = Path(tempfile.mkdtemp(prefix=f"workbench-{commit[:7]}-"))
    name = _UNSAFE.sub("_", path.rsplit("/", 1)[-1]).lstrip(".-") or "file"
    copy = folder / name
    text = "\n".join(lines) + "\n"
    copy.write_bytes(text.encode("utf-8", "surrogateescape"))
    copy.chmod(0o444)
    program, *arguments = (
        part.replace("{file}", str(copy)).replace("{line}", str(max(line, 1))) for part in settings.editor
    )
    if not run(program, arguments):
        raise SettingsError(f"the editor {program!r} can't be started", where, "Correct its name or path there.")
    return copy
