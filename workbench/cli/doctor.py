"""`workbench doctor`: what this installation is made of, and what to do about what it lacks."""

from __future__ import annotations

import platform
import shutil
import sqlite3
import subprocess
from argparse import Namespace
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from importlib.resources import files

from workbench import __version__, plugins
from workbench.cli.terminal import Terminal
from workbench.cli.verb import DONE, Verb
from workbench.errors import WorkbenchError
from workbench.readers.core import load_registry
from workbench.shell.display import APT_LINE, has_display, need_qt

PACKAGES = ("PySide6-Essentials", "pyqtgraph", "numpy", "polars", "SQLAlchemy", "msgspec", "zstandard", "Pygments")
GROUPS = ("workbench.readers", "workbench.exporters", "workbench.analyses")
WAL_MENDED = (3, 51, 3)


@dataclass(frozen=True, slots=True)
class Row:
    """One thing looked at. ok: whether nothing needs doing · remedy: what to do otherwise."""

    what: str
    found: str
    ok: bool = True
    remedy: str = ""


def rows() -> Iterator[Row]:
    """Everything that is looked at."""
    yield Row("workbench", __version__)
    yield Row("Python", f"{platform.python_version()} on {platform.platform()}")
    for name in PACKAGES:
        yield _package(name)
    yield _sqlite()
    yield _git()
    yield _display()
    yield _qt()
    fonts = sorted(item.name for item in (files("workbench.resources") / "fonts").iterdir())
    shown = ", ".join(name for name in fonts if name.endswith((".ttf", ".otf")))
    yield Row("fonts", shown or "none", bool(shown), "" if shown else "Install workbench again.")
    registry = load_registry()
    yield Row("readers", f"{len(registry.readers)}")
    for fault in registry.faults:
        yield Row("format file", fault.where, False, f"{fault.what}. {fault.remedy}")
    for group in GROUPS:
        for plugin in plugins.load(group):
            remedy = f"Mend or remove the package: {plugin.fault}" if plugin.fault else ""
            yield Row(f"plug-in {plugin.name}", plugin.version, not plugin.fault, remedy)


def _package(name: str) -> Row:
    try:
        return Row(name, metadata.version(name))
    except metadata.PackageNotFoundError:
        return Row(name, "missing", False, f"pip install {name}")


def _sqlite() -> Row:
    mended = sqlite3.sqlite_version_info >= WAL_MENDED
    note = "" if mended else " (with the WAL-reset fault, which needs several writers; workbench has one)"
    return Row("SQLite", sqlite3.sqlite_version + note)


def _git() -> Row:
    path = shutil.which("git")
    if path is None:
        return Row("git", "missing", False, "Install git: repositories can't be read without it.")
    told = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=10, check=False).stdout
    return Row("git", told.strip().removeprefix("git version "))


def _display() -> Row:
    if has_display():
        return Row("display", "there is one")
    return Row("display", "none", False, "Windows can't be shown; the verbs and --shot work.")


def _qt() -> Row:
    try:
        need_qt()
    except WorkbenchError as error:
        return Row("Qt's system libraries", error.what, False, error.remedy or APT_LINE)
    return Row("Qt's system libraries", "there")


def run(_args: Namespace, terminal: Terminal) -> int:
    """Print every row; what needs doing ends with what to do."""
    for row in rows():
        if terminal.json:
            terminal.object({"what": row.what, "found": row.found, "ok": row.ok, "remedy": row.remedy})
        else:
            mark = " " if row.ok else "!"
            terminal.line(f"{mark} {row.what:<24}{row.found}" + (f"  → {row.remedy}" if row.remedy else ""))
    return DONE


VERB = Verb("doctor", "versions, plug-ins, display and remedies", (), run)
