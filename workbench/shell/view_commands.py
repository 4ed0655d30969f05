"""Commands that concern the window itself: panels, layouts, theme, palette, keys, running work."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QPlainTextEdit, QTextEdit

from workbench.errors import WorkbenchError
from workbench.panels.command import Command
from workbench.settings import load_settings, save_settings
from workbench.shell.finder import Finder
from workbench.shell.layouts import LAYOUTS, Layout
from workbench.shell.main_window import MainWindow
from workbench.shell.panel_list import LISTS, PANELS
from workbench.shell.registry import EVERYWHERE, shown_keys
from workbench.views.key_sheet import KeyGroup, KeyRow

MENUS = ("Case", "Edit", "Go", "Around this moment", "Panels", "View", "Help")


def view_commands(window: MainWindow, finder: Finder) -> tuple[Command, ...]:
    """Commands of the menus Panels, View and Help."""
    return (
        *_panel_commands(window),
        Command("panel.link", "Link or unlink this panel", lambda: _link(window),
                "Breaks or mends the tie between the panel that has the keyboard and the shared cursor and window.",
                ("Ctrl+L",), icon="link", menu="Panels"),
        Command("panel.picture", "Copy this panel as a picture", lambda: copy_picture(window),
                "Puts a picture of the panel that has the keyboard on the clipboard.", ("Ctrl+Alt+C",),
                icon="copy", menu="Panels"),
        Command("go.find", "Find", lambda: _find(window), "Goes to the search field of the panel that has the keyboard.",
                ("Ctrl+F",), icon="search", menu="Go"),
        Command("go.menu", "All commands", lambda: show_menu(window), "Shows every command by menu.", icon="gear",
                menu="Help"),
        Command("help.palette", "Command palette", finder.ask_command, "Finds and gives any command by its name.",
                ("Ctrl+Shift+P",), icon="command", menu="Help"),
        Command("help.keys", "Keys", lambda: _keys(window), "Shows every command that has a key.", ("F1", "?"),
                icon="question", menu="Help"),
        Command("view.theme", "Light or dark theme", lambda: _theme(window),
                "Repaints the window in the other theme and keeps it for next time.", icon="eye", menu="View"),
        Command("view.layouts", "Choose a layout", lambda: show_layouts(window), "Shows the named layouts.", icon="war",
                menu="View"),
        *(_layout_command(window, layout) for layout in LAYOUTS),
        Command("work.stop", "Stop the running job", lambda: _stop(window),
                "Ends the oldest running work at its next step; what it finished stays.", (),
                lambda: bool(window.jobs.jobs), "stop", menu="View"),
    )  # fmt: skip


def _panel_commands(window: MainWindow) -> tuple[Command, ...]:
    return tuple(
        Command(
            f"go.{row.id}",
            row.title,
            (lambda: _next_list(window))
            if row.id == "evidence"
            else (lambda name=row.id: window.host.give_focus(name)),
            f"Brings {row.title} up and gives it the keyboard."
            + (" Given again it goes on to the next list beside it." if row.id == "evidence" else ""),
            (f"Ctrl+{number}",),
            icon=row.icon,
            menu="Panels",
        )
        for number, row in enumerate(PANELS, 1)
    )


def _next_list(window: MainWindow) -> None:
    """The evidence dock; when it has the keyboard already, the list beside it."""
    current = window.host.current
    following = LISTS[(LISTS.index(current) + 1) % len(LISTS)] if current in LISTS else LISTS[0]
    window.host.give_focus(following)


def _link(window: MainWindow) -> None:
    panel = window.host.panel(window.host.current)
    if panel:
        panel.set_linked(not panel.linked)
        window.say(f"{panel.title} is {'linked' if panel.linked else 'not linked'}.")


def copy_picture(window: MainWindow) -> None:
    """The current panel's picture on the clipboard."""
    dock = window.docks.docks[window.host.current]
    QApplication.clipboard().setPixmap(dock.grab())
    window.say(f"A picture of {dock.row.title} is on the clipboard.")


def _find(window: MainWindow) -> None:
    """A panel's own `find` command, else its first text field, else the log filter."""
    name = window.host.current
    if window.registry.run(f"{name}.find") or window.registry.run(f"{name}.filter"):
        return
    panel = window.host.panel(name)
    fields = panel.findChildren(QLineEdit) if panel else []
    for field in fields:
        if field.isVisible():
            field.setFocus()
            field.selectAll()
            return
    if not window.registry.run("logs.filter"):
        window.say("This panel has nothing to search in.")


def _keys(window: MainWindow) -> None:
    if window.sheet.isVisible():
        window.sheet.close_sheet()
        return
    window.sheet.show_groups(key_groups(window))


def key_groups(window: MainWindow) -> tuple[KeyGroup, ...]:
    """Every command that has a key, by where it is heard: the panel with the keyboard first."""
    contexts = (window.host.current, EVERYWHERE, *(row.id for row in PANELS))
    groups: list[KeyGroup] = []
    for context in dict.fromkeys(contexts):
        rows = tuple(
            KeyRow(tuple(dict.fromkeys(map(shown_keys, command.shortcuts))), command.title, command.help)
            for command in window.registry
            if command.context == context and command.shortcuts
        )
        title = "Everywhere" if context == EVERYWHERE else next(row.title for row in PANELS if row.id == context)
        if rows:
            groups.append(KeyGroup(title, rows))
    return tuple(groups)


def show_menu(window: MainWindow) -> None:
    """All commands by menu, beside the rail."""
    menu = QMenu(window)
    menus = window.registry.menus()
    for title in MENUS:
        part = menu.addMenu(title)
        for command in menus.get(title, ()):
            if window.registry.owner(command.id) == "shell":
                window.add_action(part, command.id)
    menu.addSeparator()
    for row in PANELS:
        if commands := window.registry.of(row.id):
            part = menu.addMenu(row.title)
            for command in commands:
                window.add_action(part, command.id)
    button = window.rail.buttons["menu"]
    menu.popup(button.mapToGlobal(button.rect().topRight()))


def show_layouts(window: MainWindow) -> None:
    """The layouts, below the button in the case bar."""
    menu = QMenu(window)
    for layout in LAYOUTS:
        window.add_action(menu, f"view.layout_{layout.id}")
    place = window.case_bar.place_of("layout")
    menu.popup(window.case_bar.mapToGlobal(place.bottomLeft()))


def _layout_command(window: MainWindow, layout: Layout) -> Command:
    return Command(
        f"view.layout_{layout.id}",
        f"Layout {layout.title}",
        lambda: window.arrange(layout),
        f"Arranges the panels for {layout.title.lower()}.",
        icon="war",
        menu="View",
    )


def _theme(window: MainWindow) -> None:
    name = "light" if window.theme.name == "dark" else "dark"
    window.use_theme(name)
    try:
        save_settings(replace(load_settings(window.parts.config), theme=name), window.parts.config)
    except (WorkbenchError, OSError) as error:
        window.say(f"The theme could not be kept for next time ({error}).")


def _stop(window: MainWindow) -> None:
    if window.jobs.jobs:
        job = window.jobs.jobs[0]
        window.jobs.stop(job.number)
        window.say(f"Stopping: {job.title}.")


def in_text() -> bool:
    """Whether somebody is typing in a field."""
    widget = QApplication.focusWidget()
    return isinstance(widget, QLineEdit) or (isinstance(widget, QPlainTextEdit | QTextEdit) and not widget.isReadOnly())
