"""What every panel is: a widget bound to one open case and to the focus, and what it is handed to do its work."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from workbench.errors import WorkbenchError
from workbench.jobs import Start
from workbench.model.entities import Citation
from workbench.model.focus import Focus
from workbench.panels.command import Command
from workbench.panels.hub import Hub
from workbench.views.theme import Theme

if TYPE_CHECKING:  # the window paints before a case is opened, and what casework needs takes longer to load than that
    from workbench.casework.edits import Edit
    from workbench.casework.opencase import OpenCase


@dataclass(frozen=True)
class Surroundings:
    """What a panel is handed: the open case, the hub, background work, the theme, and ways to ask the shell.

    ask(command_id): run another command, dialogs among them, by its id · say(text): one line in the status bar
    """

    case: OpenCase
    hub: Hub
    start: Start
    theme: Theme
    ask: Callable[[str], None]
    say: Callable[[str], None]


class Panel(QWidget):
    """A dock's content. Subclasses set `id`, `title`, `icon`, build their view, and answer `follow` and `refresh`.

    caption_changed(text): what the header says beside the title, such as `1,284 of 412,906 lines`
    left_out_changed(text): the live count of what the panel leaves out, empty when nothing
    count_changed(text): the number behind the panel's title where it stands as a tab
    commands_changed(): `commands()` now answers otherwise, or other ones of them can be given
    """

    id = ""
    title = ""
    icon = ""
    caption_changed = Signal(str)
    left_out_changed = Signal(str)
    count_changed = Signal(str)
    linked_changed = Signal(bool)
    commands_changed = Signal()

    def __init__(self, around: Surroundings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.around = around
        self.case, self.hub = around.case, around.hub
        self.caption = ""
        self.left_out = ""
        self.count = ""
        self._linked = True
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(0)
        self.hub.join(self, self._focus_came)
        self.hub.case_changed.connect(self._changes_came)

    @property
    def zone(self) -> str:
        """The zone in which times are shown: the case's, as the status bar says."""
        return self.case.notebook.case.zone

    @property
    def linked(self) -> bool:
        """Whether this panel follows the shared focus and moves it."""
        return self._linked

    def set_linked(self, linked: bool) -> None:
        """Break or mend the link; a mended panel catches up at once."""
        if linked != self._linked:
            self._linked = linked
            self.linked_changed.emit(linked)
            if linked:
                self.follow(self.hub.focus)

    @property
    def arriving(self) -> bool:
        """Whether what this panel shows first is still on its way; other panels are made when it is here."""
        return False

    def move(self, focus: Focus) -> None:
        """Move the shared focus from here; a panel whose link is broken moves only itself."""
        if self._linked:
            self.hub.move(focus, self)
        else:
            self.follow(focus)

    def do(self, edit: Edit) -> bool:
        """Apply an edit and tell every panel; a user's fault is said in one sentence. Whether it was applied."""
        try:
            changes = self.case.do(edit)
        except WorkbenchError as error:
            self.around.say(error.sentence())
            return False
        self.hub.announce(changes, self)
        return True

    def _focus_came(self, focus: Focus, origin: object) -> None:
        if self._linked and origin is not self:
            self.follow(focus)

    def _changes_came(self, changes: frozenset[str], _origin: object) -> None:
        self.refresh(changes)

    def follow(self, focus: Focus) -> None:
        """Show this focus: cursor line, window, entity, citation."""

    def refresh(self, changes: frozenset[str]) -> None:
        """Read again what these kinds of changes touch."""

    def commands(self) -> tuple[Command, ...]:
        """The acts this panel offers."""
        return ()

    def set_theme(self, theme: Theme) -> None:
        """Repaint in another theme."""

    def cited(self) -> tuple[Citation, ...]:
        """What is selected here and could be pinned, the main thing first."""
        return ()

    def set_caption(self, text: str) -> None:
        """Say something beside the title."""
        if text != self.caption:
            self.caption = text
            self.caption_changed.emit(text)

    def set_left_out(self, text: str) -> None:
        """Say what is not shown here."""
        if text != self.left_out:
            self.left_out = text
            self.left_out_changed.emit(text)

    def set_count(self, text: str) -> None:
        """Say how many things the panel lists."""
        if text != self.count:
            self.count = text
            self.count_changed.emit(text)
