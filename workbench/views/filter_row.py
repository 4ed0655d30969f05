"""The chips of a filter in their places: side by side, groups framed, what has no room in further lines or a number."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from workbench.views.filter_chips import HEIGHT, Chip, ChipText, GroupTag
from workbench.views.filter_parts import Drawn
from workbench.views.paint import Brush, TextBox
from workbench.views.theme import Theme

LINE, GAP, OR, FRAME, MORE = 36, 6, 22, 4, 30


class More(Drawn):
    """`+2`: chips that had no room."""

    def draw(self, brush: Brush, rect: QRectF) -> None:
        """The number on a plate."""
        brush.round(rect, "bg.hover" if self.hovered else "bg.control", "line")
        brush.text(rect, self.text(), "text.secondary", size=11, weight=500, align="center")


class ChipRow(QWidget):
    """acted(number, verb): what was done to a chip (`toggle`, `edit`, `remove`, and those of `filter_menu`) · joined(number,
    other): one was dropped on another · menu_asked(number, point) · folded(): further lines
    were opened or put away
    """

    acted = Signal(int, str)
    joined = Signal(int, int)
    menu_asked = Signal(int, QPoint)
    folded = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.text_boxes: list[TextBox] = []
        self.chips: list[Chip] = []
        self.expanded = False
        self._tags: dict[int, GroupTag] = {}
        self._frames: list[QRectF] = []
        self._ors: list[QRectF] = []
        self.more = More(theme, "More filters", self)
        self.more.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.more.clicked.connect(self._unfold)

    def set_theme(self, theme: Theme) -> None:
        """Repaint in another theme."""
        self.theme = theme
        for part in (*self.chips, *self._tags.values(), self.more):
            part.set_theme(theme)
        self.update()

    def set_chips(self, texts: tuple[ChipText, ...]) -> bool:
        """Show these; whether anything changed. The chip that has the keyboard keeps it."""
        if tuple(chip.shown for chip in self.chips) == texts:
            return False
        if [_kind(chip.shown) for chip in self.chips] == [_kind(text) for text in texts]:
            for chip, text in zip(self.chips, texts, strict=True):
                chip.show_text(text)
            return True
        here = next((n for n, chip in enumerate(self.chips) if chip.hasFocus()), -1)
        for old in (*self.chips, *self._tags.values()):
            old.hide()
            old.deleteLater()
        self.chips = [Chip(self.theme, text, self) for text in texts]
        self._tags = {}
        for number, chip in enumerate(self.chips):
            self._connect(number, chip)
            if chip.shown.group and chip.shown.group not in self._tags:
                self._tag(number, chip.shown)
        if here >= 0 and self.chips:
            self.chips[min(here, len(self.chips) - 1)].setFocus()
        return True

    def _tag(self, number: int, shown: ChipText) -> None:
        tag = GroupTag(self.theme, shown.out, self)
        tag.clicked.connect(lambda _checked=False: self.acted.emit(number, "turn"))
        self._tags[shown.group] = tag
        if number < len(self.chips):
            QWidget.setTabOrder(tag, self.chips[number])

    def _connect(self, number: int, chip: Chip) -> None:
        chip.toggled_part.connect(lambda: self.acted.emit(number, "toggle"))
        chip.edited.connect(lambda: self.acted.emit(number, "edit"))
        chip.removed.connect(lambda: self.acted.emit(number, "remove"))
        chip.menu_asked.connect(lambda point: self.menu_asked.emit(number, point))
        chip.acted.connect(lambda verb: self.acted.emit(number, verb))
        chip.stepped.connect(lambda step: self._step(number + step))
        chip.dragged.connect(lambda point: self._drag(number, point))
        chip.dropped.connect(lambda point: self._drop(number, point))

    def _step(self, number: int) -> None:
        if 0 <= number < len(self.chips):
            if self.chips[number].isHidden():
                self._unfold()
            self.chips[number].setFocus(Qt.FocusReason.TabFocusReason)

    def _unfold(self) -> None:
        self.expanded = not self.expanded
        self.folded.emit()

    # ------------------------------------------------------------------------------------------- dragging
    def _under(self, number: int, point: QPoint) -> int:
        for place, chip in enumerate(self.chips):
            if place != number and not chip.isHidden() and chip.geometry().contains(point):
                return place
        return -1

    def _drag(self, number: int, point: QPoint) -> None:
        other = self._under(number, point)
        for place, chip in enumerate(self.chips):
            if chip.target != (place == other):
                chip.target = place == other
                chip.update()

    def _drop(self, number: int, point: QPoint) -> None:
        self._drag(number, QPoint(-1, -1))
        other = self._under(number, point)
        if other >= 0:
            self.joined.emit(number, other)
        elif self.chips[number].shown.group and not any(frame.contains(QPointF(point)) for frame in self._frames):
            self.acted.emit(number, "alone")

    # ------------------------------------------------------------------------------------------- places
    def arrange(self, width: int) -> tuple[int, int]:
        """Put the chips into lines of this width; gives the width used on the last line, and how many lines there are.

        Folded there is one line, and a number for what has no room on it.
        """
        self._frames, self._ors = [], []
        x, line, shown = 0, 0, 0
        blocks = list(self._blocks())
        for at, block in enumerate(blocks):
            need = self._width_of(block)
            rest = MORE + GAP if not self.expanded and at < len(blocks) - 1 else 0
            if x and x + need + rest > width:
                if not self.expanded:
                    break
                x, line = 0, line + 1
            elif not x and need + rest > width and not self.expanded:
                break
            x, line = self._place(block, x, line, width)
            x += GAP
            shown += len(block)
        for number, chip in enumerate(self.chips):
            chip.setVisible(number < shown)
        for group, tag in self._tags.items():
            tag.setVisible(any(chip.shown.group == group for chip in self.chips[:shown]))
        hidden = len(self.chips) - shown
        self.more.setVisible(hidden > 0 or (self.expanded and line > 0))
        if self.more.isVisibleTo(self):
            self.more.setText(f"+{hidden}" if hidden else "less")
            self.more.setGeometry(x, line * LINE + 8, MORE, HEIGHT)
            x += MORE + GAP
        self.update()
        return x, line + 1

    def _blocks(self) -> Iterator[list[Chip]]:
        block: list[Chip] = []
        for chip in self.chips:
            if block and (not chip.shown.group or chip.shown.group != block[-1].shown.group):
                yield block
                block = []
            block.append(chip)
        if block:
            yield block

    def _width_of(self, block: list[Chip]) -> int:
        wide = sum(chip.sizeHint().width() for chip in block)
        group = block[0].shown.group
        return wide + OR * (len(block) - 1) + 2 * FRAME + self._tags[group].width() if group in self._tags else wide

    def _place(self, block: list[Chip], x: int, line: int, width: int) -> tuple[int, int]:
        """Lay a chip or a group of them from x on; gives where and on which line it ends.

        A group that is longer than a line goes on on the next one.
        """
        start, tag = x, self._tags.get(block[0].shown.group)
        if tag is not None:
            tag.move(x + FRAME, line * LINE + 8)
            x += FRAME + tag.width()
        for number, chip in enumerate(block):
            chip.resize(chip.sizeHint())
            if number and x + OR + chip.width() + FRAME > width:
                self._frames.append(_frame(start, x + OR, line))
                self._ors.append(QRectF(x, line * LINE + 8, OR, HEIGHT))
                start, x, line = 0, FRAME, line + 1
            elif number:
                self._ors.append(QRectF(x, line * LINE + 8, OR, HEIGHT))
                x += OR
            chip.move(x, line * LINE + 8)
            x += chip.width()
        if tag is not None:
            x += FRAME
            self._frames.append(_frame(start, x, line))
        return x, line

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Frames of groups, and `or` between their chips."""
        self.text_boxes.clear()
        painter = QPainter(self)
        brush = Brush(painter, self.theme, self.text_boxes)
        for frame in self._frames:
            brush.round(frame, "", "line.strong")
        for place in self._ors:
            brush.text(place, "or", "text.tertiary", size=11, align="center")
        painter.end()


def _frame(start: int, end: int, line: int) -> QRectF:
    return QRectF(start, line * LINE + 4, end - start, HEIGHT + 8)


def _kind(text: ChipText) -> tuple[int, bool]:
    """What decides which widgets there are."""
    return text.group, text.out
