"""A panel that reads its content in the background: its view, and what stands for it while there is none."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from workbench.panels.base import Panel
from workbench.views.empty_state import EmptyState, FaultStrip, LoadingState


class ReadingPanel(Panel):
    """Shows its view, or that there is nothing, or that it reads, and above it what failed; subclasses answer `_read`."""

    fault: FaultStrip

    def _place_states(self, view: QWidget, empty: EmptyState, loading: LoadingState) -> None:
        """Stack them in the panel, once a subclass has made them."""
        self._states: dict[str, QWidget] = {"loading": loading, "empty": empty, "view": view}
        self.fault = FaultStrip(self.around.theme, parent=self)
        self.fault.hide()
        self.column.addWidget(self.fault)
        for part in self._states.values():
            self.column.addWidget(part, 1)
        self.setFocusProxy(view)

    def _read(self) -> None:
        """Read again, in the background."""

    def _say_fault(self, text: str) -> None:
        """Say above the content what failed and offer to try again; what was read before stays. Empty: nothing did."""
        if text:
            self.fault.show_fault(text, (("Try again", self._read), ("Close", self.fault.hide)))
        self.fault.setVisible(bool(text))

    def _state(self, name: str) -> None:
        """Show `loading`, `empty` or `view`."""
        for known, part in self._states.items():
            part.setVisible(known == name)
