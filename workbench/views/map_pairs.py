"""Rows of two: a value and what it means, or a type of link and the path it is at."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QPushButton, QSizePolicy, QWidget

from workbench.views.theme import Theme

Pair = tuple[str, str]


class CalmCombo(QComboBox):
    """Turns the wheel to whoever scrolls unless it has the keyboard, and completes nothing that was not asked for."""

    def __init__(self, editable: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumContentsLength(6)
        self.setEditable(editable)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        if editable:
            self.setCompleter(None)  # type: ignore[arg-type] - Qt takes none

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Choose only where the keyboard is."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class PairRows(QWidget):
    """As many rows as there are pairs. free: both sides can be changed, rows be added and taken out. edited(): by hand."""

    edited = Signal()

    def __init__(self, theme: Theme, free: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme, self.free = theme, free
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(6)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(0, 2)
        self._grid.setColumnStretch(1, 3)
        self._sides: list[tuple[QComboBox | QLabel, QComboBox]] = []
        self._left: tuple[str, ...] = ()
        self._right: tuple[str, ...] = ()
        self.add_button = QPushButton("Add a link", self)
        self.add_button.clicked.connect(self._add_empty)
        self.add_button.setVisible(free)

    def set_pairs(self, pairs: Sequence[Pair], left: Sequence[str], right: Sequence[str]) -> None:
        """Show these. left, right: what the sides offer."""
        self._left, self._right = tuple(left), tuple(right)
        self._build(list(pairs))

    def pairs(self) -> tuple[Pair, ...]:
        """What stands there, rows with an empty side left out of links."""
        found = [(_text(one), _text(other)) for one, other in self._sides]
        return tuple(pair for pair in found if pair[0] and (pair[1] or not self.free))

    def _build(self, pairs: list[Pair]) -> None:
        while self._grid.count():
            item = self._grid.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None and widget is not self.add_button:
                widget.hide()
                widget.setParent(None)
                widget.deleteLater()
        self._sides = []
        for line, (left, right) in enumerate(pairs):
            one: QComboBox | QLabel = self._combo(self._left, left, "Type of link") if self.free else self._value(left)
            other = self._combo(self._right, right, "Path" if self.free else f"What {left} means", editable=self.free)
            self._grid.addWidget(one, line, 0)
            self._grid.addWidget(other, line, 1)
            if self.free:
                self._grid.addWidget(self._gone(line), line, 2)
            self._sides.append((one, other))
        if self.free:
            self._grid.addWidget(self.add_button, len(pairs), 0)
        self.updateGeometry()

    def _value(self, text: str) -> QLabel:
        label = QLabel(self.theme.metrics(12).elidedText(text, Qt.TextElideMode.ElideRight, 140), self)
        label.setToolTip(text)
        label.setProperty("value", text)
        return label

    def _combo(self, offers: tuple[str, ...], text: str, name: str, editable: bool = False) -> QComboBox:
        combo = CalmCombo(editable, self)
        combo.addItems(list(dict.fromkeys((*offers, text) if text else offers)))
        combo.setCurrentText(text)
        combo.setAccessibleName(name)
        combo.view().setMinimumWidth(240)
        combo.currentTextChanged.connect(lambda _text: self.edited.emit())
        return combo

    def _gone(self, line: int) -> QPushButton:
        button = QPushButton(self)
        button.setIcon(self.theme.icon("close"))
        button.setFixedWidth(30)
        button.setToolTip("Take this link out")
        button.setAccessibleName("Take this link out")
        button.clicked.connect(lambda: self._take_out(line))
        return button

    def _take_out(self, line: int) -> None:
        pairs = [(_text(one), _text(other)) for one, other in self._sides]
        self._build(pairs[:line] + pairs[line + 1 :])
        self.edited.emit()
        self.add_button.setFocus()

    def _add_empty(self) -> None:
        pairs = [(_text(one), _text(other)) for one, other in self._sides]
        self._build([*pairs, (self._left[0] if self._left else "", "")])
        self._sides[-1][0].setFocus()


def _text(side: QComboBox | QLabel) -> str:
    return side.currentText().strip() if isinstance(side, QComboBox) else str(side.property("value"))
