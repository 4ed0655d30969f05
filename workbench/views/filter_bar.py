"""The bar above the log: find, the filter's parts as chips, the filter field, what is left, and which hit this is."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QMenu, QWidget

from workbench.views.filter_parts import Chip, ChipText, Drawn, Field, IconButton, Toggle
from workbench.views.log.text import Finder
from workbench.views.paint import Brush, TextBox
from workbench.views.theme import Theme

BAR, STRIP, GAP = 36, 24, 6
TYPING_MS = 180
LEAST_FIELD = 200


class More(Drawn):
    """`+2`: chips that had no room."""

    def draw(self, brush: Brush, rect: QRectF) -> None:
        """The number on a plate."""
        brush.round(rect, "bg.hover" if self.hovered else "bg.control", "line")
        brush.text(rect, self.text(), "text.secondary", size=11, weight=500, align="center")


class FilterBar(QWidget):
    """Says what the user asks for; whoever holds the log answers with `set_chips`, `set_counts` and `show_error`.

    applied(text): a filter was typed · removed(index), edited(index): a chip's cross, a chip · stepped(±1): to another
    hit · found(Finder): what to look for changed · left(): the keyboard should go back to the lines
    """

    applied = Signal(str)
    removed = Signal(int)
    edited = Signal(int)
    stepped = Signal(int)
    found = Signal(object)
    left = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.text_boxes: list[TextBox] = []
        self._chips: list[Chip] = []
        self._counts, self._hits, self._error = "", "", ""
        self._open = False
        self._labels: list[tuple[QRectF, str, str, int]] = []
        self.find_field = Field(theme, "search", "Find in the log", self)
        self.find_field.setPlaceholderText("Find")
        self.query = Field(theme, "filter", "Filter the log", self)
        self.query.setPlaceholderText("Filter: severity>=warn source:gateway*")
        self.case = Toggle(theme, "Aa", "Match upper and lower case", self)
        self.regex = Toggle(theme, ".*", "Regular expression", self)
        self.more = More(theme, "More filters", self)
        self.add = IconButton(theme, "plus", "Add a filter (/)", self)
        self.up = IconButton(theme, "chev-up", "Previous hit (Shift+N)", self)
        self.down = IconButton(theme, "chev-down", "Next hit (N)", self)
        self._typing = QTimer(self, singleShot=True, interval=TYPING_MS)
        self._connect()
        self.find_field.setTextMargins(18, 0, 54, 0)
        self._arrange()

    def _connect(self) -> None:
        self.find_field.textChanged.connect(lambda _text: self._typing.start())
        self.find_field.stepped.connect(self._step_from_field)
        self.find_field.left.connect(self._leave_find)
        self.query.stepped.connect(lambda _step: self._apply())
        self.query.left.connect(self.close_filter)
        self.query.textEdited.connect(lambda _text: self.show_error(""))
        self.case.toggled.connect(lambda _on: self._say_found())
        self.regex.toggled.connect(lambda _on: self._say_found())
        self._typing.timeout.connect(self._say_found)
        self.add.clicked.connect(self.open_filter)
        self.more.clicked.connect(self._show_more)
        self.up.clicked.connect(lambda: self.stepped.emit(-1))
        self.down.clicked.connect(lambda: self.stepped.emit(1))

    def set_theme(self, theme: Theme) -> None:
        """Repaint in another theme."""
        self.theme = theme
        fixed = (self.find_field, self.query, self.case, self.regex, self.more, self.add, self.up, self.down)
        for part in (*fixed, *self._chips):
            part.set_theme(theme)
        self._arrange()

    # ------------------------------------------------------------------------------------------- find
    @property
    def finder(self) -> Finder:
        """What is looked for; its text is empty when nothing is."""
        return Finder(self.find_field.text(), self.case.isChecked(), self.regex.isChecked())

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
    def open_filter(self, text: str | None = None) -> None:
        """Put the keyboard into the filter field, with a text to edit if given."""
        self._open = True
        if isinstance(text, str):
            self.query.setText(text)
        self._arrange()
        self.query.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.query.selectAll()

    def close_filter(self) -> None:
        """Put the filter field away, what was typed with it."""
        self._open = False
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

    @property
    def error(self) -> str:
        """What is said under the field now."""
        return self._error

    def set_chips(self, chips: tuple[ChipText, ...]) -> None:
        """Show the applied parts of the filter."""
        if tuple(chip.shown for chip in self._chips) == chips:
            return
        for chip in self._chips:
            chip.hide()
            chip.deleteLater()
        self._chips = [Chip(self.theme, text, self) for text in chips]
        for number, chip in enumerate(self._chips):
            chip.removed.connect(lambda number=number: self.removed.emit(number))
            chip.clicked.connect(lambda _checked=False, number=number: self.edited.emit(number))
        self._arrange()

    @property
    def chips(self) -> tuple[Chip, ...]:
        """The chips, in order, with and without room."""
        return tuple(self._chips)

    def set_counts(self, counts: str, hits: str) -> None:
        """`1,284 of 412,906 lines`, and `1 of 37` or nothing."""
        if (counts, hits) != (self._counts, self._hits):
            self._counts, self._hits = counts, hits
            self._arrange()

    def _show_more(self) -> None:
        menu = QMenu(self)
        for number, chip in enumerate(self._chips):
            if chip.isHidden():
                action = menu.addAction(f"Remove {chip.shown.key} {chip.shown.value}")
                action.triggered.connect(lambda _checked=False, number=number: self.removed.emit(number))
        menu.popup(self.more.mapToGlobal(QPoint(0, self.more.height() + 2)))

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
        self.setFixedHeight(BAR + (STRIP if self._error else 0))
        width = self.width()
        find_width = 210 if width >= 760 else 176 if width >= 520 else 130
        self.find_field.setGeometry(8, 6, find_width, 24)
        self.case.move(8 + find_width - 56, 9)
        self.regex.move(8 + find_width - 30, 9)
        left, right = 8 + find_width + 8, self._arrange_right(width, 8 + find_width + 8)
        has_field = self._open or not self._chips
        room = right - left - (LEAST_FIELD if self._open else 30)
        left = self._arrange_chips(left, max(room, 40))
        self.query.setVisible(has_field)
        self.add.setVisible(not has_field)
        self.add.move(left - 2, 6)
        self.query.setGeometry(left, 6, max(right - left - 4, 60), 24)
        self.update()

    def _arrange_right(self, width: int, left: int) -> int:
        """Steps and labels from the right edge; the count of lines goes first where there is little room."""
        self._labels = []
        stepping = bool(self._hits)
        self.up.setVisible(stepping)
        self.down.setVisible(stepping)
        right = float(width - 8)
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

    def _arrange_chips(self, left: int, room: int) -> int:
        end, shown = left, 0
        for number, chip in enumerate(self._chips):
            chip.resize(chip.sizeHint())
            rest = 34 if number < len(self._chips) - 1 else 0
            if end + chip.width() + rest > left + room:
                break
            chip.move(end, 8)
            end, shown = end + chip.width() + GAP, number + 1
        for number, chip in enumerate(self._chips):
            chip.setVisible(number < shown)
        hidden = len(self._chips) - shown
        self.more.setVisible(hidden > 0)
        if hidden:
            self.more.setText(f"+{hidden}")
            self.more.setGeometry(end, 8, 28, 20)
            end += 28 + GAP
        return end

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Ground, labels, and the strip that says what is wrong."""
        self.text_boxes.clear()
        painter = QPainter(self)
        brush, width = Brush(painter, self.theme, self.text_boxes), float(self.width())
        brush.fill(QRectF(self.rect()), "bg.panel")
        for rect, text, token, weight in self._labels:
            brush.text(rect, text, token, size=11, weight=weight)
        if self._error:
            strip = QRectF(0, BAR - 1, width, STRIP)
            brush.fill(strip, "err.tint")
            brush.fill(QRectF(0, BAR - 1, 3, STRIP), "err")
            brush.level_shape("error", 16, strip.center().y(), 4)
            brush.text(strip.adjusted(28, 0, -8, 0), self._error, "text.primary", elide=True)
        brush.line(0, self.height() - 1, width, self.height() - 1, "line")
        painter.end()
