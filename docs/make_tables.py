"""Writes the tables of README and docs that the program itself knows: keys, readers, verbs.

    python docs/make_tables.py            # rewrites them
    python docs/make_tables.py --check    # exit 1 and the names of the pages that are not current

A table stands between `<!-- NAME -->` and `<!-- end of NAME -->`.
"""

from __future__ import annotations

import argparse
import importlib
import os
import pkgutil
import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from workbench.cli.main import VERBS, load_verb
from workbench.cli.verb import Argument, Verb
from workbench.panels.command import Command
from workbench.readers import formats
from workbench.readers.systems import load_systems

ROOT = Path(__file__).resolve().parent.parent
PAGES = {
    "README.md": ("keys in short",),
    "docs/keys.md": ("keys",),
    "docs/readers.md": ("readers",),
    "docs/tools.md": ("tools",),
    "docs/verbs.md": ("verbs",),
}
EXAMPLE_LINES, EXAMPLE_WIDTH = 6, 400
AROUND = re.compile(r"focus\.around_(\d)$")


def escaped(text: str) -> str:
    """Text that is safe in a cell of a Markdown table."""
    return text.replace("|", "\\|").replace("<", "&lt;").replace("\n", " ")


def keys_of(command: Command) -> str:
    """A command's keys as code."""
    from workbench.shell.registry import shown_keys

    return " ".join(f"`{key}`" for key in dict.fromkeys(map(shown_keys, command.shortcuts)))


def keys_table(commands: tuple[Command, ...]) -> str:
    """Every command: where it is heard, its keys, title, id and help."""
    rows = ["| where | keys | command | id | what it does |", "| --- | --- | --- | --- | --- |"]
    for command in commands:
        cells = (command.context, keys_of(command), escaped(command.title), f"`{command.id}`", escaped(command.help))
        rows.append(f"| {' | '.join(cells)} |")
    return "\n".join(rows)


def keys_in_short(commands: tuple[Command, ...]) -> str:
    """A row a place: the commands that have a key there."""
    places: dict[str, list[str]] = {}
    for command in commands:
        around = AROUND.match(command.id)
        if not command.shortcuts or (around and around[1] != "1"):
            continue
        title = "around this moment, 1 s (`X then 8`: 1 h)" if around else lowered(command.title)
        places.setdefault(command.context, []).append(f"{keys_of(command)} {title}")
    rows = ["| where | keys |", "| --- | --- |"]
    return "\n".join(rows + [f"| {place} | {' · '.join(acts)} |" for place, acts in places.items()])


def lowered(title: str) -> str:
    """A title within a sentence; `RCA notes` stays as it is."""
    return escaped(title if title[:2].isupper() else title[:1].lower() + title[1:]).rstrip("…")


def readers_table() -> str:
    """Every reader of ours with what it gives and the beginning of an example."""
    modules = [
        importlib.import_module(f"{formats.__name__}.{row.name}") for row in pkgutil.iter_modules(formats.__path__)
    ]
    parts = ["| id | format | gives |", "| --- | --- | --- |"]
    readers = sorted((reader for module in modules for reader in module.READERS), key=lambda reader: reader.id)
    parts += [f"| `{reader.id}` | {escaped(reader.title)} | {', '.join(reader.kinds)} |" for reader in readers]
    examples = {name: text for module in modules for name, text in module.EXAMPLES.items()}
    for reader in readers:
        plain = re.sub(r"\0+", "␀…", examples[reader.id]).translate({code: f"\\x{code:02x}" for code in range(1, 9)})
        shown = "\n".join(line[:EXAMPLE_WIDTH] for line in plain.splitlines()[:EXAMPLE_LINES])
        parts += ["", f"### {reader.id}", "", "```text", shown, "```"]
    return "\n".join(parts)


def tools_table() -> str:
    """Every system with what to export, what is read and what isn't, a table a group."""
    parts: list[str] = []
    for row in load_systems():
        if f"## {row.group}" not in parts:
            parts += ["", f"## {row.group}", "", "| system | export | readers | what is read | not read | replay |"]
            parts += ["| --- | --- | --- | --- | --- | --- |"]
        readers = " ".join(f"`{reader}`" for reader in row.readers)
        cells = [row.name, *map(escaped, (row.export, readers, row.read, row.left, row.replay))]
        parts.append(f"| {' | '.join(cells)} |")
    return "\n".join(parts).strip()


def spelled(item: Argument) -> str:
    """An argument as it is typed."""
    options = item.options
    choices = "\\|".join(options["choices"]) if options.get("choices") else ""
    if not item.names[0].startswith("-"):
        name = options.get("metavar") or item.names[0].upper()
        return f"`{name}`" + (" …" if options.get("nargs") in ("*", "+") else "")
    if options.get("action") == "store_true":
        return f"`{item.names[0]}`"
    value = options.get("metavar") or item.names[0].lstrip("-").upper()
    return f"`{item.names[0]} {value}`" + (f" ({choices})" if choices else "")


def verb_part(verb: Verb) -> str:
    """One verb: what it is for, and its arguments."""
    rows = [f"## {verb.name}", "", f"{verb.help[:1].upper()}{verb.help[1:]}.", ""]
    if verb.arguments:
        rows += ["| argument | what it means |", "| --- | --- |"]
        rows += [f"| {spelled(item)} | {escaped(item.options.get('help') or '')} |" for item in verb.arguments]
    return "\n".join(rows).rstrip()


def verbs_reference() -> str:
    """Every verb of `workbench --help`."""
    return "\n\n".join(verb_part(load_verb(name)) for name in VERBS)


@contextmanager
def every_command() -> Iterator[tuple[Command, ...]]:
    """All commands of a window with its panels over an empty case; needs a `QApplication`."""
    from PySide6.QtTest import QTest

    from workbench.casework.opencase import create_case
    from workbench.clock import Clock
    from workbench.settings import Settings
    from workbench.shell.commands import furnish
    from workbench.shell.main_window import MainWindow, WindowParts, dress
    from workbench.shell.windows import Windows
    from workbench.views.theme import load_fonts, load_theme

    load_fonts()
    theme, settings, clock = load_theme("dark"), Settings(), Clock()
    dress(theme)
    with tempfile.TemporaryDirectory() as folder:
        window = MainWindow(WindowParts(theme, clock=clock))
        furnish(window, Windows(theme, settings, clock))
        window.resize(1920, 1080)
        window.show()
        (Path(folder) / "note.txt").write_text("2026-03-17T14:02:11Z INFO one line\n")
        case = create_case(Path(folder) / "tables.case", title="Tables", clock=clock, settings=settings)
        case.ingest([Path(folder) / "note.txt"])
        window.attach(case)
        while not window.host.done or window.jobs.busy:
            QTest.qWait(10)
        try:
            yield tuple(window.registry)
        finally:
            window.close()


def written(text: str, name: str, table: str) -> str:
    """A page with the table of that name put in. Raises `ValueError` when the page has no place for it."""
    first, last = f"<!-- {name} -->", f"<!-- end of {name} -->"
    if first not in text or last not in text:
        raise ValueError(f"no place for {name!r}")
    before, after = text.split(first)[0], text.split(last)[1]
    return f"{before}{first}\n\n{table}\n\n{last}{after}"


def pages(commands: tuple[Command, ...]) -> dict[Path, str]:
    """Every page as it should be."""
    tables = {
        "keys in short": keys_in_short(commands),
        "keys": keys_table(commands),
        "readers": readers_table(),
        "tools": tools_table(),
        "verbs": verbs_reference(),
    }
    made: dict[Path, str] = {}
    for page, names in PAGES.items():
        text = (ROOT / page).read_text("utf-8")
        for name in names:
            text = written(text, name, tables[name])
        made[ROOT / page] = text
    return made


def main() -> int:
    """Rewrite the pages, or say which are not current."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--check", action="store_true")
    check = words.parse_args().check
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    application = QApplication([])
    with every_command() as commands:
        made = pages(commands)
    application.processEvents()
    stale = [path for path, text in made.items() if path.read_text("utf-8") != text]
    for path in stale:
        sys.stdout.write(f"{path.relative_to(ROOT)}\n")
        if not check:
            path.write_text(made[path], "utf-8")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
