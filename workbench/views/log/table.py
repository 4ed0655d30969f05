"""The log table as the panel uses it: rows under keys and mouse, its menu, where the keyboard is."""

from __future__ import annotations

from PySide6.QtGui import QContextMenuEvent, QFocusEvent

from workbench.views.log.pointer import LogPointer


class LogTable(LogPointer):
    """See `LogScreen` for what it shows, `LogKeys` for its signals and what keys do, `LogPointer` for the mouse."""

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu of the selection."""
        self.menu_asked.emit(event.globalPos())

    def focusInEvent(self, _event: QFocusEvent) -> None:
        """Show where the keyboard is."""
        self.repaint_changed()

    def focusOutEvent(self, _event: QFocusEvent) -> None:
        """The keyboard is elsewhere."""
        self.repaint_changed()
