"""The note's Markdown source as typed: a plain text field whose undo is the case's, saved as one types."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from workbench.views.theme import Theme

SAVE_AFTER_MS = 1000
SAVE_AFTER_CHARACTERS = 200
_OURS = (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo)


class NotesEditor(QPlainTextEdit):
    """Emits `typed(text)` at most a second or 200 characters behind the keys, so that no more than that can be lost."""

    typed = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._saved = ""
        self._timer = QTimer(self, singleShot=True, interval=SAVE_AFTER_MS)
        self._timer.timeout.connect(self.save)
        self._since = 0
        self.setUndoRedoEnabled(False)
        self.setTabChangesFocus(True)
        self.setAccessibleName("Root-cause note, Markdown source")
        self.setPlaceholderText(
            "What happened, why, and how it was mended. Ctrl+Enter cites what is selected in a panel."
        )
        self.textChanged.connect(self._changed)
        self.document().contentsChange.connect(self._count)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Fonts and colours of a theme."""
        self.theme = theme
        self.setFont(theme.font(12, mono=True))
        ground, ink = theme.color("bg.canvas").name(), theme.color("text.primary").name()
        self.setStyleSheet(
            f"QPlainTextEdit {{ background: {ground}; color: {ink}; border: none; padding: 12px 24px; }}"
        )

    def event(self, event: QEvent) -> bool:
        """Leave undo and redo to the case: a text field that accepts their override would still eat the keys."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and any(event.matches(key) for key in _OURS)
        ):
            event.ignore()
            return False
        return super().event(event)

    def show_text(self, text: str) -> None:
        """Show what the case holds; what is typed and not saved yet is never replaced by what it was before."""
        if text != self.toPlainText():
            place = self.textCursor().position()
            self._saved = text
            self.setPlainText(text)
            cursor = self.textCursor()
            cursor.setPosition(min(place, len(text)))
            self.setTextCursor(cursor)
        self._saved = text
        self._since = 0
        self._timer.stop()

    @property
    def unsaved(self) -> bool:
        """Whether keys were pressed that the case has not got yet."""
        return self.toPlainText() != self._saved

    def insert_chip(self, markdown: str) -> None:
        """Put a chip where the text cursor is, with a blank before it."""
        cursor = self.textCursor()
        cursor.setPosition(cursor.selectionEnd())
        before = self.toPlainText()[: cursor.position()]
        cursor.insertText(markdown if not before or before[-1].isspace() else f" {markdown}")
        cursor.movePosition(QTextCursor.MoveOperation.NoMove)
        self.setTextCursor(cursor)
        self.save()

    def _count(self, _place: int, removed: int, added: int) -> None:
        self._since += removed + added

    def _changed(self) -> None:
        if not self.unsaved:
            return
        if self._since >= SAVE_AFTER_CHARACTERS:
            self.save()
        elif not self._timer.isActive():
            self._timer.start()

    def save(self) -> None:
        """Hand on what was typed, now."""
        self._timer.stop()
        self._since = 0
        if self.unsaved:
            self._saved = self.toPlainText()
            self.typed.emit(self._saved)

    def focusOutEvent(self, event) -> None:  # noqa: ANN001 - Qt's own signature
        """Leaving the field saves it."""
        self.save()
        super().focusOutEvent(event)
