"""A few facts of one thing, name and words a row, at the foot of a list; what is doubtful stands out."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from workbench.views.theme import Theme


@dataclass(frozen=True, slots=True)
class Fact:
    """One row. doubtful: it is assumed, or wrong."""

    name: str
    text: str
    doubtful: bool = False


class Facts(QWidget):
    """Hidden until there is something to say. Words can be selected with the mouse and wrap where there is no room."""

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.facts: tuple[Fact, ...] = ()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(12, 8, 12, 8)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(3)
        self._grid.setColumnStretch(1, 1)
        self.setAutoFillBackground(True)
        self.setAccessibleName(name)
        self.set_theme(theme)
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        """Fonts and colours of a theme."""
        self.theme = theme
        palette = theme.palette()
        palette.setColor(palette.ColorRole.Window, theme.color("bg.raised"))
        self.setPalette(palette)
        self._show()

    def set_facts(self, facts: tuple[Fact, ...]) -> None:
        """Show other facts; none hides it."""
        if facts != self.facts:
            self.facts = facts
            self._show()
        self.setVisible(bool(facts))

    def _show(self) -> None:
        while self._grid.count():
            item = self._grid.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for row, fact in enumerate(self.facts):
            name = self._label(fact.name, "text.secondary")
            self._grid.addWidget(name, row, 0, Qt.AlignmentFlag.AlignTop)
            words = self._label(fact.text, "warn" if fact.doubtful else "text.primary")
            words.setWordWrap(True)
            words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            words.setAccessibleName(f"{fact.name}: {fact.text}")
            self._grid.addWidget(words, row, 1)

    def _label(self, text: str, token: str) -> QLabel:
        label = QLabel(self)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setText(text)
        label.setFont(self.theme.font(11))
        label.setStyleSheet(f"color: {self.theme.color(token).name()}")
        return label
