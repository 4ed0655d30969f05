"""A filter from what stands under the pointer: the selected words, or any field of the record."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from PySide6.QtWidgets import QMenu

from workbench.model.display import visible
from workbench.model.records import Record
from workbench.model.severity import level_name
from workbench.panels.command import Command
from workbench.panels.logs.chips import words_of
from workbench.panels.logs.feature import LogFeature
from workbench.panels.logs.filter import How
from workbench.panels.logs.leaves import whole_word
from workbench.query.tree import Field, Node, Text
from workbench.views.filter_menu import ink_menu

FIELDS, LONGEST, SHOWN = 24, 200, 48
WAYS: tuple[tuple[How, str], ...] = (
    ("include", "Show only these lines"),
    ("exclude", "Hide these lines"),
    ("only", "Only this, all other parts off"),
    ("find", "Find in the log"),
)


class Quick(LogFeature):
    """Acts on the selection, and menus for it and for the fields of the current record."""

    order = 20
    title = "Filter"

    def commands(self) -> tuple[Command, ...]:
        """Keys for what is selected; `+` and `-` are the panel's own."""
        panel, has = self.panel, self.panel.has_row
        return (
            Command("logs.only", "Only this, all other filters off", lambda: panel.add_selected("only"), "Filters by what "
                    "is selected and switches every other part of the filter off.", ("Ctrl+=", "Ctrl++"), has,
                    context="logs"),
            Command("logs.find_this", "Find what is selected", lambda: panel.add_selected("find"), "Marks and counts every "
                    "line that holds what is selected.", ("*",), has, context="logs"),
            Command("logs.colour_this", "Colour what is selected", lambda: panel.add_selected("colour"), "Colours what is "
                    "selected wherever it stands, without filtering; the chip's menu gives it another colour.", ("Alt+=",),
                    has, context="logs"),
        )  # fmt: skip

    def menu(self, menu: QMenu) -> None:
        """What is selected, and the fields of the record."""
        text = self.panel.in_hand()[0].selected_text.strip()
        if text and "\n" not in text:
            shown = _short(text)
            self._ways(menu.addMenu(f"Lines with “{shown}”"), Text(text))
            self._ways(menu.addMenu(f"Lines with the word “{shown}”"), whole_word(text))
        record = self.panel.current()
        if record is not None:
            fields = menu.addMenu("Lines by a field of this one")
            for node in fields_of(record):
                key, value = words_of(node)
                self._ways(fields.addMenu(f"{key}: {_short(value)}"), node)

    def _add(self, node: Node, how: How, _on: bool = False) -> None:
        self.panel.add_part(node, how)

    def _ways(self, menu: QMenu, node: Node) -> None:
        for how, title in WAYS:
            menu.addAction(title).triggered.connect(partial(self._add, node, how))
        inks = ink_menu(menu, self.panel.theme, "Only colour")
        inks.triggered.connect(lambda action: self.panel.add_part(node, "colour", int(action.data().split()[1])))
        menu.addMenu(inks)


def fields_of(record: Record) -> Iterator[Field]:
    """What a record says of itself that can be filtered by, as `name:value`."""
    yield Field("source", "=", record.source)
    if record.severity:
        yield Field("severity", "=", level_name(record.severity))
    named = {**record.resource, **record.attributes, **{link.type: link.value for link in record.links}}
    given = 0
    for name, value in named.items():
        word = str(value)
        if isinstance(value, str | int | float) and word and len(word) <= LONGEST and "\n" not in word:
            yield Field(name, "=", word)
            given += 1
        if given == FIELDS:
            return


def _short(text: str) -> str:
    """A value as a menu may show it: harmless, in one line, its `&` no mnemonic."""
    shown = visible(text)
    shown = shown if len(shown) <= SHOWN else f"{shown[: SHOWN - 1]}…"
    return shown.replace("&", "&&")


FEATURE = Quick
