"""Highlight sets: what is coloured in the log without filtering, by name, in this case or in every case of a user."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu

from workbench.errors import WorkbenchError
from workbench.model.searches import HighlightRule, HighlightSet
from workbench.panels.command import Command, always
from workbench.panels.logs import highlight_forms as forms
from workbench.panels.logs import highlights as marks
from workbench.panels.logs.feature import LogFeature
from workbench.views.filter_menu import INK_NAMES, ink_menu
from workbench.views.log.highlight_rows import HighlightPane, HighlightRow
from workbench.views.log.rows import Badge
from workbench.views.log.text import Finder
from workbench.views.theme import Theme

if TYPE_CHECKING:
    from workbench.panels.logs.panel import LogsPanel

KEY = "highlights"
FIRST = "Highlights"
KEPT = 20_000
"""Lines whose colour is remembered."""


@dataclass(frozen=True, slots=True)
class Place:
    """A set and where it is kept: in the case, or (own) in the user's file."""

    one: HighlightSet
    own: bool = False


class Highlights(LogFeature):
    """Rows of the pane are keyed `c:ID` or `o:NUMBER` for a set, with `:N` behind for its rules."""

    order = 40
    title = "Highlights"

    def __init__(self, panel: LogsPanel) -> None:
        super().__init__(panel)
        self.view = HighlightPane(panel.theme, panel)
        self.view.hide()
        self._places: dict[str, Place] = {}
        self._folded: set[str] = set()
        self._lit = marks.Lit()
        self._inks: dict[int, int] = {}
        self._editing = ""

    def attach(self) -> None:
        """Hear the pane; colour what is kept."""
        view = self.view
        view.new_set.connect(lambda: self._ask_set(""))
        view.new_rule.connect(self._new_rule)
        view.switched.connect(self._switch)
        view.inked.connect(self._ink)
        view.edited.connect(self._edit)
        view.removed.connect(self._remove)
        view.folded.connect(self._fold)
        view.menu_asked.connect(self._show_menu)
        view.submitted.connect(self._submitted)
        self._read()

    def commands(self) -> tuple[Command, ...]:
        """The pane, and a key a colour."""
        colours = tuple(
            Command(f"logs.mark_{ink}", f"Colour the selected text {name.lower()}", lambda ink=ink: self.colour(ink),
                    f"Colours the selected text {name.lower()} wherever it stands, as a rule of a highlight set.",
                    (f"Ctrl+Shift+{ink}",), self._has_text, context="logs")
            for ink, name in enumerate(INK_NAMES, 1)
        )  # fmt: skip
        return (
            Command("logs.highlights", "Highlight sets", self.toggle, "Shows what is coloured in the log, by sets with "
                    "names: Space switches, a digit colours, Enter edits.", ("Ctrl+Shift+H",), always, "marker", "logs",
                    button=True),
            *colours,
            Command("logs.mark_0", "Take the colour off the selected text", lambda: self.colour(0), "Takes the selected "
                    "text out of the highlight sets.", ("Ctrl+Shift+0",), self._has_text, context="logs"),
        )  # fmt: skip

    # ------------------------------------------------------------------------------------------- what is coloured
    def _read(self) -> None:
        """Sets of the case and of the user, and what they colour."""
        from workbench.casework.presets import load_shared

        panel = self.panel
        self._places = {f"c:{one.id}": Place(one) for one in panel.case.notebook.highlights.values()}
        try:
            own = enumerate(load_shared().highlights)
            self._places |= {f"o:{number}": Place(one, True) for number, one in own}
        except WorkbenchError as error:
            panel.around.say(error.sentence())
        self._lit = marks.lit_by((place.one for place in self._places.values()), panel.case.sources())
        self._inks.clear()
        panel.finders_changed()
        self._show()

    def finders(self) -> tuple[Finder, ...]:
        """Words that are coloured."""
        return self._lit.words

    def badge(self, row: int, badge: Badge) -> Badge:
        """Lines that are coloured whole."""
        if not self._lit.lines or badge.ink:
            return badge
        if row not in self._inks:
            shown = self.panel.pages.shown(row)
            if shown is None:
                return badge
            if len(self._inks) > KEPT:
                self._inks.clear()
            self._inks[row] = self._lit.line_ink(shown.record)
        ink = self._inks[row]
        return replace(badge, ink=ink) if ink else badge

    def rows_came(self) -> None:
        """Row numbers may mean other lines now."""
        self._inks.clear()

    def changed(self, changes: frozenset[str]) -> None:
        """Sets were changed, or other logs may fit them."""
        if changes & {"highlights", "sources", "spine"}:
            self._read()

    # ------------------------------------------------------------------------------------------- from the log
    def _has_text(self) -> bool:
        return bool(self.panel.in_hand()[0].selected_text.strip())

    def colour(self, ink: int) -> None:
        """Colour the selected text in the set that is worked on; 0 takes it out of every set."""
        text = self.panel.in_hand()[0].selected_text.strip().partition("\n")[0]
        if not text:
            self.panel.around.say("Select the text to colour first: drag over it or double-click a word.")
        elif ink:
            key = self._worked_on()
            place = self._places.get(key) or Place(HighlightSet(self._new_id(), FIRST), bool(self.panel.case.read_only))
            rule = HighlightRule(text, ink)
            self._keep(
                replace(place, one=marks.with_rule(place.one, rule)), f"colour {text} {INK_NAMES[ink - 1].lower()}"
            )
        else:
            for place in tuple(self._places.values()):
                less = marks.without_text(place.one, text)
                if less != place.one:
                    self._keep(replace(place, one=less), f"take the colour off {text}")

    def _worked_on(self) -> str:
        """The set of the pane's current row, else the first that is on and can be written."""
        current = _set_key(self.view.list.current_key)
        if current in self._places and self._places[current].one.on:
            return current
        writable = (key for key, place in self._places.items() if place.one.on and self._writable(place))
        return next((key for key in writable), "")

    def _writable(self, place: Place) -> bool:
        return place.own or not self.panel.case.read_only

    def _new_id(self) -> str:
        return self.panel.case.clock.new_id()

    def _keep(self, place: Place, label: str, before: str = "") -> bool:
        """Write a set where it is kept; whether it could be. before: the name it had."""
        from workbench.casework.edits import Put
        from workbench.casework.presets import load_shared, save_shared

        if not place.own:
            return self.panel.do(Put(place.one, label))
        try:
            own = load_shared()
            if before and before != place.one.name:
                own = replace(own, highlights=tuple(one for one in own.highlights if one.name != before))
            save_shared(own.with_highlights(place.one))
        except WorkbenchError as error:
            self.panel.around.say(error.sentence())
            return False
        self._read()
        return True

    # ------------------------------------------------------------------------------------------- the pane
    def toggle(self) -> None:
        """Open the pane, or close it."""
        if self.panel.panes.side_key == KEY:
            self.panel.panes.close_side()
            self.panel.table.setFocus()
        else:
            self.panel.panes.show_side(KEY, "Highlight sets", self.view)
            self._show()
            self.view.list.setFocus()

    def escape(self) -> bool:
        """The form goes first."""
        if self.view.form.isHidden():
            return False
        self.view.form.close_form()
        return True

    def set_theme(self, theme: Theme) -> None:
        """Repaint in another theme."""
        self.view.set_theme(theme)

    def _show(self) -> None:
        if self.panel.panes.side_key != KEY:
            return
        rows: list[HighlightRow] = []
        sources = self.panel.case.sources()
        for key, place in self._places.items():
            one = place.one
            fits = marks.names_for(one, sources) is not None
            open_ = key not in self._folded
            rows.append(HighlightRow(
                key, one.name, "mine" if place.own else "", one.on, 0, open_, not fits, forms.where_words(one, fits)
            ))  # fmt: skip
            for number, rule in enumerate(one.rules if open_ else ()):
                faint = not fits or not one.on or bool(marks.fault_of(rule))
                rows.append(
                    HighlightRow(
                        f"{key}:{number}", rule.text, forms.how_words(rule), rule.on, marks.ink_of(rule), None, faint
                    )
                )
        self.view.set_rows(tuple(rows))

    def _fold(self, key: str) -> None:
        self._folded ^= {key}
        self._show()

    def _at(self, key: str) -> tuple[Place | None, int]:
        """The set of a row, and the number of its rule, -1 for the set itself."""
        place = self._places.get(_set_key(key))
        number = (
            int(key.rsplit(":", 1)[1]) if place is not None and key.count(":") > 1 and key not in self._places else -1
        )
        return (place, number) if place is None or number < len(place.one.rules) else (None, -1)

    def _switch(self, key: str) -> None:
        place, number = self._at(key)
        if place is None:
            return
        if number < 0:
            one, word = replace(place.one, on=not place.one.on), place.one.name
        else:
            rule = place.one.rules[number]
            one, word = marks.with_rule_at(place.one, number, replace(rule, on=not rule.on)), rule.text
        self._keep(replace(place, one=one), f"switch the highlight {word}")

    def _ink(self, key: str, ink: int) -> None:
        place, number = self._at(key)
        if place is not None and number >= 0:
            rule = replace(place.one.rules[number], ink=ink)
            one = marks.with_rule_at(place.one, number, rule)
            self._keep(replace(place, one=one), f"colour {rule.text} {INK_NAMES[ink - 1].lower()}")

    def _remove(self, key: str) -> None:
        from workbench.casework.edits import Remove
        from workbench.casework.presets import load_shared, save_shared

        place, number = self._at(key)
        if place is None:
            return
        if number >= 0:
            one = marks.with_rule_at(place.one, number, None)
            self._keep(replace(place, one=one), f"remove the highlight {place.one.rules[number].text}")
        elif not place.own:
            self.panel.do(Remove("highlights", place.one.id))
        else:
            try:
                own = load_shared()
                save_shared(replace(own, highlights=tuple(one for one in own.highlights if one.name != place.one.name)))
            except WorkbenchError as error:
                self.panel.around.say(error.sentence())
            self._read()

    def _show_menu(self, key: str, point: QPoint) -> None:
        place, number = self._at(key)
        if place is None:
            return
        menu = QMenu(self.view)
        menu.addAction("Switch on or off").triggered.connect(lambda: self._switch(key))
        menu.addAction("Edit…").triggered.connect(lambda: self._edit(key))
        if number >= 0:
            inks = ink_menu(menu, self.panel.theme, "Colour", place.one.rules[number].ink)
            inks.triggered.connect(lambda action: self._ink(key, int(action.data().split()[1])))
            menu.addMenu(inks)
        menu.addAction("New rule in this set…").triggered.connect(lambda: self._ask_rule(_set_key(key), -1))
        menu.addAction("Remove").triggered.connect(lambda: self._remove(key))
        menu.popup(point)

    # ------------------------------------------------------------------------------------------- the form
    def _new_rule(self) -> None:
        key = _set_key(self.view.list.current_key) or self._worked_on() or next(iter(self._places), "")
        if key:
            self._ask_rule(key, -1)

    def _edit(self, key: str) -> None:
        place, number = self._at(key)
        if place is not None:
            self._ask_rule(_set_key(key), number) if number >= 0 else self._ask_set(key)

    def _ask_set(self, key: str) -> None:
        place = self._places.get(key)
        self._editing = key
        new = place is None
        fields = forms.set_fields(place.one if place else HighlightSet("", ""), new, bool(self.panel.case.read_only))
        self.view.ask("set", "Highlight set", fields)

    def _ask_rule(self, key: str, number: int) -> None:
        rule = self._places[key].one.rules[number] if number >= 0 else HighlightRule("", self._next_ink(key))
        self._editing = f"{key}:{number}" if number >= 0 else key
        self.view.ask("rule", "Highlight", forms.rule_fields(rule))

    def _next_ink(self, key: str) -> int:
        """A colour that the set doesn't use yet, where there is one."""
        used = {rule.ink for rule in self._places[key].one.rules}
        return next((ink for ink in range(1, len(INK_NAMES) + 1) if ink not in used), 1)

    def _submitted(self, what: str, values: dict[str, str]) -> None:
        done = self._submit_set(values) if what == "set" else self._submit_rule(values)
        if done:
            self.view.form.close_form()

    def _submit_set(self, values: dict[str, str]) -> bool:
        if not values["name"]:
            self.view.form.say("Give it a name.")
            return False
        place = self._places.get(self._editing)
        before = place.one.name if place is not None else ""
        if place is None:
            place = Place(HighlightSet(self._new_id(), ""), values["place"] == forms.EVERYWHERE)
        one = forms.set_of(place.one, values)
        if any(other.own == place.own and other.one.name == one.name != before for other in self._places.values()):
            self.view.form.say("There is a set of this name already.")
            return False
        return self._keep(replace(place, one=one), f"keep the highlights {one.name}", before)

    def _submit_rule(self, values: dict[str, str]) -> bool:
        place, number = self._at(self._editing)
        rule = forms.rule_of(values)
        fault = marks.fault_of(rule)
        if fault or place is None:
            self.view.form.say(fault or "Its set is gone.")
            return False
        one = marks.with_rule_at(place.one, number, rule) if number >= 0 else marks.with_rule(place.one, rule)
        return self._keep(replace(place, one=one), f"highlight {rule.text}")


def _set_key(key: str) -> str:
    """The key of the set that a row belongs to."""
    head, _, tail = key.rpartition(":")
    return head if head.count(":") and tail.isdigit() else key


FEATURE = Highlights
