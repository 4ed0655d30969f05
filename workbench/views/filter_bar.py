"""The bar above the log: find, the filter's parts as chips, the filter field, what is left, and which hit this is."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from workbench.views.filter_chips import Chip, ChipText
from workbench.views.filter_parts import Field, IconButton, Toggle
from workbench.views.filter_row import ChipRow, More
from workbench.views.log.text import Finder
from workbench.views.paint import Brush, TextBox
from workbench.views.theme import Theme

BAR, STRIP = 36, 24
TYPING_MS = 180
LEAST_FIELD = 200


class FilterBar(QWidget):
    """Says what the user asks for; whoever holds the log answers with `set_chips`, `set_counts` and `show_error`.

    applied(text): a filter was typed, in place of chip `editing` where that is not -1 · removed(index): a chip's cross ·
    acted(index, verb), joined(index, other), menu_asked(index, point): as of `ChipRow` · menu_wanted(point): the menu of
    the whole filter · stepped(±1): to another hit · found(Finder): what to look for changed · left(): the keyboard should
    go back to the lines
    """

    applied = Signal(str)
    removed = Signal(int)
    acted = Signal(int, str)
    joined = Signal(int, int)
    menu_asked = Signal(int, QPoint)
    menu_wanted = Signal(QPoint)
    stepped = Signal(int)
    found = Signal(object)
    left = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.text_boxes: list[TextBox] = []
        self._counts, self._hits, self._error, self._note = "", "", "", ""
        self.editing = -1
        self._open = False
        self._bars = BAR
        self._labels: list[tuple[QRectF, str, str, int]] = []
        self.find_field = Field(theme, "search", "Find in the log", self)
        self.find_field.setPlaceholderText("Find")
        self.query = Field(theme, "filter", "Filter the log", self)
        self.query.setPlaceholderText("Filter: severity>=warn source:gateway*")
        self.case = Toggle(theme, "Aa", "Match upper and lower case", self)
        self.word = Toggle(theme, "W", "Whole words", self)
        self.regex = Toggle(theme, ".*", "Regular expression", self)
        self.row = ChipRow(theme, self)
        self.presets = IconButton(theme, "more", "Filters by name, and the whole filter", self)
        self.add = IconButton(theme, "plus", "Add a filter (/)", self)
        self.up = IconButton(theme, "chev-up", "Previous hit (Shift+N)", self)
        self.down = IconButton(theme, "chev-down", "Next hit (N)", self)
        self._typing = QTimer(self, singleShot=True, interval=TYPING_MS)
        self._connect()
        self.find_field.setTextMargins(18, 0, 80, 0)
        self._arrange()

    def _connect(self) -> None:
        self.find_field.textChanged.connect(lambda _text: self._typing.start())
        self.find_field.stepped.connect(self._step_from_field)
        self.find_field.left.connect(self._leave_find)
        self.query.stepped.connect(lambda _step: self._apply())
        self.query.left.connect(self.close_filter)
        self.query.textEdited.connect(lambda _text: self.show_error(""))
        self.case.toggled.connect(lambda _on: self._say_found())
        self.word.toggled.connect(lambda _on: self._say_found())
        self.regex.toggled.connect(lambda _on: self._say_found())
        self._typing.timeout.connect(self._say_found)
        self.add.clicked.connect(self.open_filter)
        self.presets.clicked.connect(
            lambda: self.menu_wanted.emit(self.presets.mapToGlobal(QPoint(0, self.presets.height() + 2)))
        )
        self.row.acted.connect(self._chip_acted)
        self.row.joined.connect(self.joined)
        self.row.menu_asked.connect(self.menu_asked)
        self.row.folded.connect(self._arrange)
        self.up.clicked.connect(lambda: self.stepped.emit(-1))
        self.down.clicked.connect(lambda: self.stepped.emit(1))

    def set_theme(self, theme: Theme) -> None:
        """Repaint in another theme."""
        self.theme = theme
        toggles = (self.case, self.word, self.regex)
        for part in (self.find_field, self.query, *toggles, self.row, self.presets, self.add, self.up, self.down):
            part.set_theme(theme)
        self._arrange()

    # ------------------------------------------------------------------------------------------- find
    @property
    def finder(self) -> Finder:
        """What is looked for; its text is empty when nothing is."""
        return Finder(self.find_field.text(), self.case.isChecked(), self.regex.isChecked(), self.word.isChecked())

    def set_finder(self, finder: Finder, quiet: bool = False) -> None:
        """Put what is looked for into the field and its toggles, and say so once; quiet: whoever asks knows."""
        for toggle, on in ((self.case, finder.case), (self.word, finder.word), (self.regex, finder.regex)):
            toggle.blockSignals(True)
            toggle.setChecked(on)
            toggle.blockSignals(False)
            toggle.update()
        self.find_field.blockSignals(True)
        self.find_field.setText(finder.text)
        self.find_field.blockSignals(False)
        if quiet:
            self._typing.stop()
        else:
            self._say_found()

    def open_find(self, text: str = "") -> None:
        """Put the keyboard into the find field, its text selected."""
        if text:
            self.find_field.setText(text)
        self.find_field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.find_field.selectAll()

    def _say_found(self) -> None:
        self._typing.stop()
        self.found.emit(self.finder)

    def _step_from_field(self, step: int) -> None:
        if self._typing.isActive():
            self._say_found()
        self.stepped.emit(step)

    def _leave_find(self) -> None:
        self.find_field.clear()
        self._say_found()
        self.left.emit()

    # ------------------------------------------------------------------------------------------- filter
    def open_filter(self, text: str | None = None, editing: int = -1) -> None:
        """Put the keyboard into the filter field, with a text to edit if given. editing: the chip it is the text of."""
        self._open = True
        self.editing = editing
        if isinstance(text, str):
            self.query.setText(text)
        self._arrange()
        self.query.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.query.selectAll()

    def close_filter(self) -> None:
        """Put the filter field away, what was typed with it; a chip that was edited stays as it was."""
        self._open = False
        self.editing = -1
        self.query.clear()
        self.show_error("")
        self._arrange()
        self.left.emit()

    def _apply(self) -> None:
        text = self.query.text().strip()
        if text:
            self.applied.emit(text)
        else:
            self.close_filter()

    def accepted(self) -> None:
        """The filter was understood: it stands in the chips now."""
        self.close_filter()

    def show_error(self, sentence: str, position: int = -1) -> None:
        """Say under the field why a filter isn't understood, and put the text cursor where; empty takes it back."""
        if sentence and position >= 0:
            self.query.setFocus(Qt.FocusReason.OtherFocusReason)
            self.query.deselect()
            self.query.setCursorPosition(position)
        if sentence != self._error:
            self._error = sentence
            self._arrange()

    def show_note(self, sentence: str) -> None:
        """Say under the field what is worth knowing about what is asked for; empty takes it back."""
        if sentence != self._note:
            self._note = sentence
            self._arrange()

    @property
    def error(self) -> str:
        """What is said under the field now."""
        return self._error

    @property
    def note(self) -> str:
        """What is said there while nothing is wrong."""
        return self._note

    def set_chips(self, chips: tuple[ChipText, ...]) -> None:
        """Show the parts of the filter."""
        if self.row.set_chips(chips):
            self._arrange()

    def _chip_acted(self, number: int, verb: str) -> None:
        self.acted.emit(number, verb)
        if verb == "remove":
            self.removed.emit(number)

    @property
    def chips(self) -> tuple[Chip, ...]:
        """The chips, in order, with and without room."""
        return tuple(self.row.chips)

    @property
    def more(self) -> More:
        """How many chips have no room, and the way to see them."""
        return self.row.more

    def set_counts(self, counts: str, hits: str) -> None:
        """`1,284 of 412,906 lines`, and `1 of 37` or nothing."""
        if (counts, hits) != (self._counts, self._hits):
            self._counts, self._hits = counts, hits
            self._arrange()

    # ------------------------------------------------------------------------------------------- layout and paint
    def hideEvent(self, event: QHideEvent) -> None:
        """What was just typed is not waited for any longer: whoever answers may soon be gone."""
        super().hideEvent(event)
        if self._typing.isActive():
            self._say_found()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay out for another width."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        width = self.width()
        find_width = 236 if width >= 760 else 190 if width >= 520 else 150
        self.find_field.setGeometry(8, 6, find_width, 24)
        for place, toggle in enumerate((self.regex, self.word, self.case), 1):
            toggle.move(8 + find_width - 4 - 26 * place, 9)
        left = 8 + find_width + 8
        right = self._arrange_right(width, left)
        has_field = self._open or not self.row.chips
        below = self._open and self.row.expanded and bool(self.row.chips)
        room = right - left - (LEAST_FIELD if self._open and not below else 30)
        used, lines = self.row.arrange(max(room, 40))
        self.row.setVisible(bool(self.row.chips))
        self.row.setGeometry(left, 0, max(room, used, 1), lines * BAR)
        left, top = (left, lines * BAR) if below else (left + used, (lines - 1) * BAR)
        self.query.setVisible(has_field)
        self.add.setVisible(not has_field)
        self.add.move(left - 2, top + 6)
        self.query.setGeometry(left, top + 6, max(right - left - 4, 60), 24)
        self._bars = (lines + below) * BAR
        self.setFixedHeight(self._bars + (STRIP if self._error or self._note else 0))
        self.update()

    def _arrange_right(self, width: int, left: int) -> int:
        """Steps and labels from the right edge; the count of lines goes first where there is little room."""
        self._labels = []
        stepping = bool(self._hits)
        self.up.setVisible(stepping)
        self.down.setVisible(stepping)
        self.presets.move(width - 30, 6)
        right = float(width - 32)
        if stepping:
            self.down.move(int(right) - 22, 6)
            self.up.move(int(right) - 44, 6)
            right -= 48
        for text, token, weight in ((self._hits, "text.primary", 500), (self._counts, "text.tertiary", 400)):
            need = self.theme.metrics(11, weight).horizontalAdvance(text) + 1
            if text and right - need > left + (LEAST_FIELD + 60 if text == self._counts else 40):
                self._labels.append((QRectF(right - need, 0, need, BAR), text, token, weight))
                right -= need + 10
        return int(right)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Ground, labels, and the strip that says what is wrong."""
        self.text_boxes.clear()
        painter = QPainter(self)
        brush, width = Brush(painter, self.theme, self.text_boxes), float(self.width())
        brush.fill(QRectF(self.rect()), "bg.panel")
        for rect, text, token, weight in self._labels:
            brush.text(rect, text, token, size=11, weight=weight)
        if self._error or self._note:
            strip = QRectF(0, self._bars - 1, width, STRIP)
            brush.fill(strip, "err.tint" if self._error else "info.tint")
            brush.fill(QRectF(0, self._bars - 1, 3, STRIP), "err" if self._error else "info")
            brush.level_shape("error" if self._error else "info", 16, strip.center().y(), 4)
            brush.text(strip.adjusted(28, 0, -8, 0), self._error or self._note, "text.primary", elide=True)
        brush.line(0, self.height() - 1, width, self.height() - 1, "line")
        painter.end()
