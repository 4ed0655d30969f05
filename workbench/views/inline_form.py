"""A strip with a few fields at the top of a panel, made from rows of data; Enter applies it, Esc closes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from workbench.views.theme import Theme


@dataclass(frozen=True, slots=True)
class Field:
    """One field. choices: what it offers (then `value` is one of them), else it is free text. hint: shown while empty."""

    name: str
    label: str
    value: str = ""
    hint: str = ""
    choices: tuple[str, ...] = ()
    free: bool = False


class InlineForm(QWidget):
    """Hidden until `ask`; `submitted(name, values)` when applied, `closed()` however it ends."""

    submitted = Signal(str, dict)
    closed = Signal()
    edited = Signal(str, dict)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = ""
        self._fields: dict[str, QLineEdit | QComboBox] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(12, 8, 12, 8)
        self._column.setSpacing(6)
        self._body: QWidget | None = None
        self._message: QLabel | None = None
        self.set_theme(theme)
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        """Colours of a theme."""
        self.theme = theme
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The ground of bars. A palette of its own would be lost to a style sheet that came before it was first shown."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.theme.color("bg.raised"))
        painter.end()

    def ask(self, name: str, title: str, fields: tuple[Field, ...], verb: str) -> None:
        """Show the strip with these fields; the first one has the keyboard."""
        if self._body is not None:
            self._body.hide()
            self._body.deleteLater()
        self._name = name
        self._fields = {}
        self._body = QWidget(self)
        grid = QGridLayout(self._body)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(6)
        heading = QLabel(title, self._body)
        heading.setFont(self.theme.font(12, 600))
        grid.addWidget(heading, 0, 0, 1, 2)
        for row, field in enumerate(fields, 1):
            label = QLabel(field.label, self._body)
            widget = self._field(field)
            label.setBuddy(widget)
            grid.addWidget(label, row, 0)
            grid.addWidget(widget, row, 1)
        grid.addLayout(self._buttons(verb), len(fields) + 2, 1)
        self._message = QLabel(self._body, wordWrap=True)
        self._message.setFont(self.theme.font(11))
        self._message.hide()
        grid.addWidget(self._message, len(fields) + 1, 1)
        grid.setColumnStretch(1, 1)
        self._column.addWidget(self._body)
        self.show()
        next(iter(self._fields.values())).setFocus()

    def _field(self, field: Field) -> QLineEdit | QComboBox:
        widget: QLineEdit | QComboBox
        if field.choices:
            widget = QComboBox(self._body)
            widget.addItems(list(field.choices))
            widget.setEditable(field.free)
            widget.setCurrentText(field.value)
            widget.currentTextChanged.connect(self._changed)
            widget.installEventFilter(self)
        else:
            widget = QLineEdit(field.value, self._body)
            widget.setPlaceholderText(field.hint)
            widget.returnPressed.connect(self.submit)
            widget.textChanged.connect(self._changed)
        widget.setAccessibleName(field.label)
        widget.setObjectName(field.name)
        self._fields[field.name] = widget
        return widget

    def _buttons(self, verb: str) -> QHBoxLayout:
        apply, cancel = QPushButton(verb, self._body), QPushButton("Cancel", self._body)
        apply.setProperty("primary", True)
        apply.clicked.connect(self.submit)
        cancel.clicked.connect(self.close_form)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(apply)
        line.addWidget(cancel)
        line.addStretch(1)
        return line

    def values(self) -> Mapping[str, str]:
        """What stands in the fields."""
        return {
            name: (widget.currentText() if isinstance(widget, QComboBox) else widget.text()).strip()
            for name, widget in self._fields.items()
        }

    def say(self, text: str) -> None:
        """A line below the fields: what would happen, or what is wrong."""
        if self._message is not None:
            self._message.setText(text)
            self._message.setVisible(bool(text))

    def _changed(self) -> None:
        self.edited.emit(self._name, dict(self.values()))

    def submit(self) -> None:
        """Apply what stands in the fields; the receiver closes the form once it could."""
        self.submitted.emit(self._name, dict(self.values()))

    def close_form(self) -> None:
        """Put the strip away."""
        if not self.isHidden():
            self.hide()
            self.closed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter in a choice applies the form as it does in a text field."""
        enter = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if (
            event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.key() in enter
            and not event.modifiers()
        ):
            self.submit()
            return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_form()
        else:
            super().keyPressEvent(event)
