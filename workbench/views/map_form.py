"""The left side of the mapping dialog: a row for each part of a record, a path or value chosen or typed in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from workbench.views.map_pairs import CalmCombo, PairRows
from workbench.views.theme import Theme

RowKind = Literal["path", "choice", "text", "pairs", "links", "head"]
POPUP, LABELS = 420, 128


@dataclass(frozen=True, slots=True)
class Offer:
    """What a field offers: the text that is taken, and an example of what stands there."""

    text: str
    example: str = ""


@dataclass(frozen=True, slots=True)
class MapRow:
    """A row. kind: `path` (offered, or typed), `choice` (one of the offers), `text`, `pairs` (a value and what it means),
    `links` (a type and a path, as many as wanted), `head` (a heading) · hint: shown while empty
    """

    name: str
    label: str
    kind: RowKind
    offers: tuple[Offer, ...] = ()
    hint: str = ""


class Remark(QLabel):
    """A small text below a field, on as many lines as it takes."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFont(theme.font(11))
        self.setStyleSheet(f"color: {theme.color('text.secondary').name()}")
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.hide()

    def say(self, text: str) -> None:
        """Say something, or nothing."""
        self.setText(text)
        self.setVisible(bool(text))


class _WithExample(QStyledItemDelegate):
    """An offer with its example in dim ink behind it."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().paint(painter, option, index)
        example = index.data(Qt.ItemDataRole.UserRole)
        if not example:
            return
        used = option.fontMetrics.horizontalAdvance(str(index.data())) + 24  # type: ignore[attr-defined]
        place = option.rect.adjusted(used, 0, -8, 0)  # type: ignore[attr-defined]
        if place.width() > 24:
            painter.save()
            painter.setPen(self._theme.color("text.tertiary"))
            text = option.fontMetrics.elidedText(str(example), Qt.TextElideMode.ElideRight, place.width())  # type: ignore[attr-defined]
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
            painter.restore()


class MapForm(QScrollArea):
    """Rows made from data. edited(name): a row was changed by hand."""

    edited = Signal(str)

    def __init__(self, theme: Theme, rows: Sequence[MapRow], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inside = QWidget(self)
        self._grid = QGridLayout(inside)
        self._grid.setContentsMargins(16, 8, 12, 16)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(2)
        self._grid.setColumnMinimumWidth(0, LABELS)
        self._grid.setColumnStretch(1, 1)
        self.widgets: dict[str, QWidget] = {}
        self._labels: dict[str, QLabel] = {}
        self._remarks: dict[str, Remark] = {}
        self._filling = False
        for row in rows:
            self._add(row, inside)
        self._grid.setRowStretch(self._grid.rowCount(), 1)
        self.setWidget(inside)

    def _add(self, row: MapRow, inside: QWidget) -> None:
        line = self._grid.rowCount()
        label = self._labels[row.name] = QLabel(row.label, inside)
        if row.kind == "head":
            label.setFont(self.theme.font(12, 600))
            label.setContentsMargins(0, 10, 0, 2)
            self._grid.addWidget(label, line, 0, 1, 2)
            return
        widget = self.widgets[row.name] = self._made(row, inside)
        widget.setAccessibleName(row.label)
        widget.setObjectName(row.name)
        label.setBuddy(widget)
        remark = self._remarks[row.name] = Remark(self.theme, inside)
        top = Qt.AlignmentFlag.AlignTop if row.kind in ("pairs", "links") else Qt.AlignmentFlag.AlignVCenter
        self._grid.addWidget(label, line, 0, top)
        self._grid.addWidget(widget, line, 1)
        self._grid.addWidget(remark, line + 1, 1)

    def _made(self, row: MapRow, inside: QWidget) -> QWidget:
        if row.kind in ("pairs", "links"):
            pairs = PairRows(self.theme, row.kind == "links", inside)
            pairs.edited.connect(lambda: self._edited(row.name))
            return pairs
        if row.kind == "text":
            line = QLineEdit(inside)
            line.setPlaceholderText(row.hint)
            line.textEdited.connect(lambda _text: self._edited(row.name))
            return line
        combo = CalmCombo(row.kind == "path", inside)
        combo.setItemDelegate(_WithExample(self.theme, combo))
        combo.view().setMinimumWidth(POPUP if row.kind == "path" else 200)
        if (edit := combo.lineEdit()) is not None:
            edit.setPlaceholderText(row.hint)
        _fill(combo, row.offers)
        combo.currentTextChanged.connect(lambda _text: self._edited(row.name))
        return combo

    def _edited(self, name: str) -> None:
        if not self._filling:
            self.edited.emit(name)

    # ------------------------------------------------------------------------------------------------ values
    def value(self, name: str) -> str:
        """What stands in a row."""
        widget = self.widgets[name]
        if isinstance(widget, QComboBox):
            return widget.currentText().strip()
        return widget.text().strip() if isinstance(widget, QLineEdit) else ""

    def set_value(self, name: str, text: str) -> None:
        """Put something into a row; that is no edit."""
        self._filling = True
        widget = self.widgets[name]
        if isinstance(widget, QComboBox):
            widget.setCurrentText(text)
        elif isinstance(widget, QLineEdit):
            widget.setText(text)
        self._filling = False

    def set_offers(self, name: str, offers: Sequence[Offer]) -> None:
        """Offer something else; what stands in the row stays."""
        widget = self.widgets[name]
        if isinstance(widget, QComboBox):
            self._filling = True
            text = widget.currentText()
            _fill(widget, offers)
            widget.setCurrentText(text)
            self._filling = False

    def pairs(self, name: str) -> PairRows:
        """The rows of a table or of links."""
        widget = self.widgets[name]
        assert isinstance(widget, PairRows)
        return widget

    def say(self, name: str, text: str) -> None:
        """A small line below a row."""
        self._remarks[name].say(text)

    def said(self, name: str) -> str:
        """What the line below a row says."""
        return self._remarks[name].text()

    def set_shown(self, name: str, shown: bool) -> None:
        """Show or hide a row with its label and its line below."""
        self._labels[name].setVisible(shown)
        if name in self.widgets:
            self.widgets[name].setVisible(shown)
            remark = self._remarks[name]
            remark.setVisible(shown and bool(remark.text()))


def _fill(combo: QComboBox, offers: Sequence[Offer]) -> None:
    combo.clear()
    for at, offer in enumerate(offers):
        combo.addItem(offer.text)
        combo.setItemData(at, offer.example, Qt.ItemDataRole.UserRole)
        combo.setItemData(at, offer.example, Qt.ItemDataRole.ToolTipRole)
