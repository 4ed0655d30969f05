"""Dialogs made from rows of data: a field a row, checked together when they are given."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from workbench.errors import WorkbenchError
from workbench.views.empty_state import FaultStrip
from workbench.views.theme import Theme

FieldKind = Literal["line", "area", "choice", "check", "folder"]
Answers = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Field:
    """One row of a form. choices: for `choice` · needed: may not be empty · hint: what stands in an empty field."""

    name: str
    label: str
    kind: FieldKind = "line"
    value: str = ""
    choices: tuple[str, ...] = ()
    hint: str = ""
    needed: bool = False
    editable: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """A dialog: its title, one sentence, its rows, and the word on its button."""

    title: str
    fields: tuple[Field, ...]
    button: str
    about: str = ""


class FormDialog(QDialog):
    """Shows a form. `give(answers)` does the deed on Enter; a `WorkbenchError` it raises is shown and the form stays."""

    def __init__(
        self, theme: Theme, form: Form, give: Callable[[Answers], None], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._form, self._give = form, give
        self.setWindowTitle(form.title)
        self.setAccessibleName(form.title)
        self.setMinimumWidth(440)
        self.widgets: dict[str, QWidget] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(12)
        if form.about:
            about = QLabel(form.about, self)
            about.setWordWrap(True)
            column.addWidget(about)
        rows = QFormLayout()
        rows.setSpacing(8)
        for field in form.fields:
            widget = self._make(field)
            widget.setAccessibleName(field.label)
            label = QLabel(field.label, self)
            label.setBuddy(self.widgets[field.name])
            rows.addRow(label, widget)
        column.addLayout(rows)
        self.fault = FaultStrip(theme, "", self)
        self.fault.hide()
        column.addWidget(self.fault)
        self.buttons = QDialogButtonBox(self)
        self.accept_button = self.buttons.addButton(form.button, QDialogButtonBox.ButtonRole.AcceptRole)
        self.accept_button.setProperty("primary", True)
        self.buttons.addButton("Cancel", QDialogButtonBox.ButtonRole.RejectRole)
        self.buttons.accepted.connect(self.give)
        self.buttons.rejected.connect(self.reject)
        column.addWidget(self.buttons)

    def _make(self, field: Field) -> QWidget:
        if field.kind == "area":
            widget: QWidget = QPlainTextEdit(field.value, self)
            widget.setMaximumHeight(96)
        elif field.kind == "choice":
            widget = QComboBox(self)
            widget.addItems(list(field.choices))
            widget.setEditable(field.editable)
            widget.setCurrentText(field.value)
            if (line := widget.lineEdit()) is not None:
                line.setPlaceholderText(field.hint)
        elif field.kind == "check":
            widget = QCheckBox(field.hint, self)
            widget.setChecked(field.value == "yes")
        else:
            widget = QLineEdit(field.value, self)
            widget.setPlaceholderText(field.hint)
        self.widgets[field.name] = widget
        return self._with_browse(widget) if field.kind == "folder" and isinstance(widget, QLineEdit) else widget

    def _with_browse(self, line: QLineEdit) -> QWidget:
        box = QWidget(self)
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(line, 1)
        browse = QPushButton("Browse…", box)
        row.addWidget(browse)

        def choose() -> None:
            if path := QFileDialog.getExistingDirectory(self, self._form.title, line.text()):
                line.setText(path)

        browse.clicked.connect(choose)
        return box

    def answers(self) -> Answers:
        """What was typed, by field name; a check is `yes` or `no`."""
        return {name: _value(widget) for name, widget in self.widgets.items()}

    def give(self) -> None:
        """Check and do the deed; close when it succeeded."""
        answers = self.answers()
        lacking = [field.label for field in self._form.fields if field.needed and not answers[field.name].strip()]
        if lacking:
            self._say(f"{lacking[0]} is empty.")
            return
        try:
            self._give(answers)
        except WorkbenchError as error:
            self._say(error.sentence())
            return
        self.accept()

    def _say(self, text: str) -> None:
        self.fault.show_fault(text)
        self.fault.show()


def show_form(window: QWidget, theme: Theme, form: Form, give: Callable[[Answers], None]) -> None:
    """Show a form over a window; it stays until it is given or closed, and stops nothing."""
    dialog = FormDialog(theme, form, give, window)
    dialog.setObjectName("form")
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()


def _value(widget: QWidget) -> str:
    if isinstance(widget, QPlainTextEdit):
        return widget.toPlainText()
    if isinstance(widget, QComboBox):
        return widget.currentText()
    if isinstance(widget, QCheckBox):
        return "yes" if widget.isChecked() else "no"
    return widget.text() if isinstance(widget, QLineEdit) else ""
