"""Filters by name: the case's own, those the user has in every case, and files that colleagues exchange."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu

from workbench.errors import WorkbenchError
from workbench.model.searches import FilterPreset
from workbench.panels.command import Command, always
from workbench.panels.logs.chips import title_of
from workbench.panels.logs.feature import LogFeature
from workbench.views.inline_form import Field, InlineForm
from workbench.views.theme import Theme

if TYPE_CHECKING:
    from workbench.casework.presets import Shared
    from workbench.model.searches import HighlightSet
    from workbench.panels.logs.panel import LogsPanel

HERE, EVERYWHERE = "this case", "every case of mine"
LONGEST = 60


class Presets(LogFeature):
    """A preset holds the parts of a filter, off and colouring ones too, and no window of time."""

    order = 30
    title = "Filter"

    def __init__(self, panel: LogsPanel) -> None:
        super().__init__(panel)
        self.form = InlineForm(panel.theme, panel)
        panel.column.insertWidget(1, self.form)

    def attach(self) -> None:
        """Hear the bar's menu button and the form."""
        self.panel.bar.menu_wanted.connect(self._show_menu)
        self.form.submitted.connect(self._submitted)
        self.form.closed.connect(self.panel.table.setFocus)

    def commands(self) -> tuple[Command, ...]:
        """Saving and applying."""
        return (
            Command("logs.save_filter", "Save this filter under a name…", self.ask_name, "Keeps the present filter in the "
                    "case, or for every case of yours.", ("Ctrl+Alt+S",), self.panel.has_filter, context="logs"),
            Command("logs.filters", "Filters by name", self._menu_at_bar, "Offers the filters saved in this case and your "
                    "own, and files to import and export.", ("Ctrl+Alt+F",), always, context="logs"),
        )  # fmt: skip

    def escape(self) -> bool:
        """The form goes first."""
        if self.form.isHidden():
            return False
        self.form.close_form()
        return True

    def set_theme(self, theme: Theme) -> None:
        """Repaint in another theme."""
        self.form.set_theme(theme)

    # ------------------------------------------------------------------------------------------- what there is
    def own(self) -> Shared:
        """The user's own; a file that can't be read is said and counts as empty."""
        from workbench.casework.presets import Shared, load_shared

        try:
            return load_shared()
        except WorkbenchError as error:
            self.panel.around.say(error.sentence())
            return Shared()

    def apply(self, preset: FilterPreset) -> None:
        """Filter as it says, instead of as now."""
        self.panel.set_filter(self.panel.filter.restored(preset.view))
        self.panel.around.say(f"Filtered by {preset.name}.")

    def add(self, preset: FilterPreset) -> None:
        """Filter as it says, too."""
        wanted = self.panel.filter
        self.panel.set_filter(wanted.with_all(wanted.restored(preset.view)))

    # ------------------------------------------------------------------------------------------- the menu
    def _menu_at_bar(self) -> None:
        button = self.panel.bar.presets
        self._show_menu(button.mapToGlobal(QPoint(0, button.height() + 2)))

    def _show_menu(self, point: QPoint) -> None:
        menu = QMenu(self.panel.bar)
        save = menu.addAction("Save this filter…")
        save.setEnabled(self.panel.has_filter())
        save.triggered.connect(self.ask_name)
        own = self.own()
        self._list(menu, "In this case", tuple(self.panel.case.notebook.presets.values()), self._remove_here)
        self._list(menu, "In every case of mine", own.presets, self._remove_own)
        menu.addSeparator()
        for name in ("logs.filter_text", "logs.filter_off", "logs.searches", "logs.highlights"):
            command = next((one for one in self.panel.commands() if one.id == name), None)
            if command is not None:
                action = menu.addAction(command.title)
                action.setEnabled(command.when())
                action.triggered.connect(lambda _on=False, command=command: command.run())
        menu.addSeparator()
        menu.addAction("Import filters and highlights…").triggered.connect(self.ask_import)
        menu.addAction("Export filters and highlights…").triggered.connect(self.ask_export)
        menu.popup(point)

    def _list(
        self, menu: QMenu, title: str, presets: tuple[FilterPreset, ...], remove: Callable[[FilterPreset], None]
    ) -> None:
        if not presets:
            return
        menu.addSection(title)
        for preset in sorted(presets, key=lambda one: one.name.casefold()):
            one = menu.addMenu(_plain(preset.name))
            says = title_of(self.panel.filter.restored(preset.view))
            shown = one.addAction(_plain(says if len(says) <= LONGEST else f"{says[: LONGEST - 1]}…"))
            shown.setEnabled(False)
            one.addAction("Filter by it").triggered.connect(lambda _on=False, preset=preset: self.apply(preset))
            one.addAction("Add it to the filter").triggered.connect(lambda _on=False, preset=preset: self.add(preset))
            one.addAction("Remove").triggered.connect(lambda _on=False, preset=preset: remove(preset))

    def _remove_here(self, preset: FilterPreset) -> None:
        from workbench.casework.edits import Remove

        self.panel.do(Remove("preset", preset.id, f"remove the filter {preset.name}"))

    def _remove_own(self, preset: FilterPreset) -> None:
        from workbench.casework.presets import save_shared

        self._try(lambda: str(save_shared(self.own().without(preset.name))), "Removed from {}.")

    # ------------------------------------------------------------------------------------------- the forms
    def ask_name(self) -> None:
        """Under which name, and where."""
        places = (HERE, EVERYWHERE) if not self.panel.case.read_only else (EVERYWHERE,)
        title = title_of(self.panel.filter)
        fields = (Field("name", "Name", title[:LONGEST]), Field("place", "Kept in", places[0], choices=places))
        self.form.ask("save", "Save this filter", fields, "Save")

    def ask_import(self) -> None:
        """From which file."""
        self.form.ask("import", "Import filters and highlights", self._file_fields(HERE), "Import")

    def ask_export(self) -> None:
        """To which file."""
        self.form.ask("export", "Export filters and highlights", self._file_fields("")[:1], "Export")

    def _file_fields(self, place: str) -> tuple[Field, ...]:
        from workbench.casework.presets import FILE

        places = (HERE, EVERYWHERE) if not self.panel.case.read_only else (EVERYWHERE,)
        file = Field("file", "File", str(Path.home() / FILE), "a .toml file")
        return file, Field("place", "Into", place if place in places else places[0], choices=places)

    def _submitted(self, name: str, values: dict[str, str]) -> None:
        act = {"save": self._save, "import": self._import, "export": self._export}[name]
        if act(values):
            self.form.close_form()

    def _save(self, values: dict[str, str]) -> bool:
        from workbench.casework.edits import Put
        from workbench.casework.presets import save_shared

        name = values["name"]
        if not name:
            self.form.say("Give it a name.")
            return False
        preset = FilterPreset(name, name, self.panel.filter.kept)
        if values["place"] == EVERYWHERE:
            return self._try(lambda: str(save_shared(self.own().with_preset(preset))), f"Saved {name} in {{}}.")
        return self.panel.do(Put(self._of_case(preset), f"save the filter {name}"))

    def _of_case(self, preset: FilterPreset) -> FilterPreset:
        """Under the id of the case's own one of that name, or a new one."""
        there = (one.id for one in self.panel.case.notebook.presets.values() if one.name == preset.name)
        return FilterPreset(next(there, "") or self.panel.case.clock.new_id(), preset.name, preset.view)

    def _import(self, values: dict[str, str]) -> bool:
        from workbench.casework.edits import Put, Together
        from workbench.casework.presets import load_shared, save_shared

        path = Path(values["file"]).expanduser()

        def bring() -> str:
            given = load_shared(path)
            count = counted(len(given.presets), len(given.highlights))
            if values["place"] == EVERYWHERE:
                own = self.own()
                for preset in given.presets:
                    own = own.with_preset(preset)
                for one in given.highlights:
                    own = own.with_highlights(one)
                save_shared(own)
            else:
                sets = self.panel.case.notebook.highlights.values()
                ids = {one.name: one.id for one in sets}
                new = self.panel.case.clock.new_id
                puts = [Put(self._of_case(preset)) for preset in given.presets]
                marks = [Put(_with_id(one, ids.get(one.name) or new())) for one in given.highlights]
                self.panel.do(Together((*puts, *marks), f"import {count}"))
            self.panel.refresh(frozenset({"highlights"}))
            return count

        return self._try(bring, "Imported {}.")

    def _export(self, values: dict[str, str]) -> bool:
        from workbench.casework.presets import Shared, save_shared

        notebook, shared = self.panel.case.notebook, self.own()
        for preset in notebook.presets.values():
            shared = shared.with_preset(preset)
        for one in notebook.highlights.values():
            shared = shared.with_highlights(one)
        wanted = Shared(shared.presets, shared.highlights)
        path = Path(values["file"]).expanduser()
        return self._try(lambda: str(save_shared(wanted, path)), "Exported to {}.")

    def _try(self, act: Callable[[], str], said: str) -> bool:
        try:
            answer = act()
        except WorkbenchError as error:
            self.form.say(error.sentence())
            self.panel.around.say(error.sentence())
            return False
        self.panel.around.say(said.format(answer))
        return True


def counted(presets: int, highlights: int) -> str:
    """`2 filters and 1 highlight set`."""
    both = ((presets, "filter"), (highlights, "highlight set"))
    return " and ".join(f"{n} {word}{'' if n == 1 else 's'}" for n, word in both if n) or "nothing"


def _with_id(one: HighlightSet, id: str) -> HighlightSet:
    return replace(one, id=id)


def _plain(text: str) -> str:
    return text.replace("&", "&&")


FEATURE = Presets
