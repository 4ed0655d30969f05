"""One record in full, in the pane beside the log: sections that fold, fields that are copied and filtered by, a body."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from workbench.views.log.record_items import INDENT, Item, Piece, Tint, names_width, pieces
from workbench.views.paint import Brush, TextBox
from workbench.views.theme import Theme

ROW, HEAD, PAD, FOLD, BUTTON = 19, 24, 10, 14, 20
ACTS: tuple[tuple[str, str], ...] = (("copy", "copy"), ("include", "plus"), ("exclude", "minus"))
Act = Literal["toggle", "more", "link", "copy", "include", "exclude"]
CLAIMED = (Qt.Key.Key_Plus, Qt.Key.Key_Minus, Qt.Key.Key_Equal, Qt.Key.Key_Return, Qt.Key.Key_Enter)


class RecordView(QAbstractScrollArea):
    """asked(act, key): `toggle` a fold, show `more`, follow a `link`, `copy`, `include` or `exclude` the value of an item.

    For a `choice` the key ends in the label that was clicked: `form:text`.
    """

    asked = Signal(str, str)
    narrowed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.items: tuple[Item, ...] = ()
        self.current = ""
        self.text_boxes: list[TextBox] = []
        self._pieces: list[Piece] = []
        self._tops: list[int] = [0]
        self._names = 100.0
        self._hover = -1
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("Record")
        self.viewport().setMouseTracking(True)

    def set_theme(self, theme: Theme) -> None:
        """Repaint in another theme."""
        self.theme = theme
        self._lay_out()

    def sizeHint(self) -> QSize:
        """Room for names and some of their values."""
        return QSize(400, 300)

    @property
    def letters(self) -> int:
        """Characters of a line of the body that fit."""
        return max(int((self.viewport().width() - 2 * PAD - 8) / self._advance()), 12)

    def _advance(self) -> float:
        return self.theme.metrics(12, 400, True).horizontalAdvance("0")

    def set_items(self, items: tuple[Item, ...], keep_place: bool = False) -> None:
        """Show another record, from its top, or the same one otherwise, from where it stands."""
        self.items = items
        if self.current not in {item.key for item in items}:
            self.current = ""
        self._lay_out()
        if not keep_place:
            self.verticalScrollBar().setValue(0)

    # ------------------------------------------------------------------------------------------- layout
    def _lay_out(self) -> None:
        width = self.viewport().width() - 2 * PAD
        shown = [
            self.theme.width(item.name, 12) + item.depth * INDENT + FOLD for item in self.items if item.kind == "field"
        ]
        self._names = names_width(shown, width)
        values = max(int((width - self._names - 8) / self._advance()), 12)
        note = max(int(width / (self.theme.metrics(11).averageCharWidth() * 1.15)), 12)
        self._pieces = pieces(self.items, {"field": values, "code": self.letters, "note": note})
        self._tops = [0]
        for piece in self._pieces:
            tall = self.items[piece.item].kind in ("head", "choice")
            self._tops.append(self._tops[-1] + (HEAD if tall else ROW))
        bar, room = self.verticalScrollBar(), self.viewport().height()
        bar.setRange(0, max(self._tops[-1] + 8 - room, 0))
        bar.setPageStep(room)
        bar.setSingleStep(ROW)
        self.viewport().update()

    def resizeEvent(self, _event: QResizeEvent) -> None:
        """Break the values anew."""
        self._lay_out()
        self.narrowed.emit()

    def _rect(self, number: int) -> QRectF:
        top = self._tops[number] - self.verticalScrollBar().value()
        return QRectF(0, top, self.viewport().width(), self._tops[number + 1] - self._tops[number])

    def _at(self, y: float) -> int:
        y += self.verticalScrollBar().value()
        low, high = 0, len(self._pieces)
        while low < high:
            middle = (low + high) // 2
            if self._tops[middle + 1] <= y:
                low = middle + 1
            else:
                high = middle
        return low if low < len(self._pieces) and y >= 0 else -1

    def item_rect(self, key: str) -> QRectF:
        """Where an item's first line is on the viewport, for tests and menus."""
        return self._rect(self._first(key))

    def _first(self, key: str) -> int:
        return next(n for n, piece in enumerate(self._pieces) if piece.first and self.items[piece.item].key == key)

    def button_rect(self, key: str, act: str) -> QRectF:
        """Where a button of an item is while the pointer is over it."""
        item = next(item for item in self.items if item.key == key)
        places = dict(self._buttons(item, self.item_rect(key)))
        return places[act]

    def _buttons(self, item: Item, rect: QRectF) -> list[tuple[str, QRectF]]:
        acts = (
            [name for name, _icon in ACTS if name == "copy" or item.filtered] if item.kind in ("field", "code") else []
        )
        right = rect.right() - 4
        return [
            (name, QRectF(right - (len(acts) - n) * BUTTON, rect.top(), BUTTON, ROW)) for n, name in enumerate(acts)
        ]

    # ------------------------------------------------------------------------------------------- painting
    def paintEvent(self, _event: QPaintEvent) -> None:
        """The lines in sight."""
        painter = QPainter(self.viewport())
        self.text_boxes.clear()
        brush = Brush(painter, self.theme, self.text_boxes)
        brush.fill(QRectF(self.viewport().rect()), "bg.panel")
        number = max(self._at(0), 0)
        while number < len(self._pieces) and self._rect(number).top() < self.viewport().height():
            self._paint(brush, number)
            number += 1
        painter.end()

    def _paint(self, brush: Brush, number: int) -> None:
        piece = self._pieces[number]
        item, rect = self.items[piece.item], self._rect(number)
        hovered = self._hover >= 0 and self._pieces[self._hover].item == piece.item
        if item.key == self.current and self.hasFocus():
            brush.fill(rect, "bg.selected")
        elif hovered and item.kind not in ("head", "note"):
            brush.fill(rect, "bg.hover")
        if item.kind == "head":
            self._head(brush, item, rect)
        elif item.kind == "choice":
            self._choice(brush, item, rect)
        else:
            taken = self._acts(brush, item, rect) if piece.first and (hovered or item.key == self.current) else 0.0
            self._line(brush, item, piece, rect, taken)

    def _head(self, brush: Brush, item: Item, rect: QRectF) -> None:
        brush.line(0, rect.top(), rect.width(), rect.top(), "line.subtle")
        brush.icon("chev-down" if item.open else "chev-right", PAD - 5, rect.center().y() - 7, 14, "text.tertiary")
        place = rect.adjusted(PAD + FOLD, 0, -PAD, 0)
        used = brush.text(place, item.name, "text.secondary", size=11, weight=600)
        brush.text(place.adjusted(used + 8, 0, 0, 0), item.value, "text.tertiary", size=11, elide=True)

    def _choice(self, brush: Brush, item: Item, rect: QRectF) -> None:
        for label, place in self._labels(item, rect):
            if label == item.name:
                brush.round(place, "accent.tint", radius=3)
            ink, weight = ("accent.text", 600) if label == item.name else ("text.tertiary", 500)
            brush.text(place, label, ink, size=11, weight=weight, align="center")

    def _labels(self, item: Item, rect: QRectF) -> list[tuple[str, QRectF]]:
        found, left = [], float(PAD)
        for label in item.value.split("|"):
            width = self.theme.width(label, 11, 600) + 14
            found.append((label, QRectF(left, rect.top() + 3, width, rect.height() - 6)))
            left += width + 4
        return found

    def _line(self, brush: Brush, item: Item, piece: Piece, rect: QRectF, taken: float) -> None:
        left = PAD + item.depth * INDENT
        if item.open is not None and piece.first:
            brush.icon("chev-down" if item.open else "chev-right", left - 4, rect.center().y() - 6, 12, "text.tertiary")
        left += FOLD if item.open is not None or item.tree else 0
        if item.kind == "field":
            if piece.first:
                room = max(PAD + self._names - left - 6, 0)
                brush.text(QRectF(left, rect.top(), room, ROW), item.name, "text.tertiary", elide=True)
            left = PAD + self._names
        place = QRectF(left, rect.top(), max(rect.right() - left - 4 - taken, 0), ROW)
        if item.kind in ("note", "more"):
            ink = "accent.text" if item.kind == "more" else item.token
            brush.text(place, item.value[piece.start : piece.end], ink, size=11, elide=True)
            return
        self._value(brush, item, piece, place)

    def _value(self, brush: Brush, item: Item, piece: Piece, place: QRectF) -> None:
        """The characters of a piece in the colours of their tints, cut where there is no room."""
        advance, ink = self._advance(), "accent.text" if item.link else item.token
        text = item.value[piece.start : piece.end]
        if not text.isascii() or len(text) * advance > place.width():
            brush.text(place, text, ink, mono=True, elide=True)
            return
        at = piece.start
        for tint in (*item.tints, Tint(piece.end, piece.end, "")):
            start, end = max(tint.start, piece.start), min(tint.end, piece.end)
            if start > at:
                self._stretch(brush, item.value[at : min(start, piece.end)], ink, place, (at - piece.start) * advance)
            if end > start:
                self._stretch(brush, item.value[start:end], tint.token, place, (start - piece.start) * advance)
            at = max(at, end, min(start, piece.end))

    def _stretch(self, brush: Brush, text: str, ink: str, place: QRectF, offset: float) -> None:
        width = len(text) * self._advance()
        brush.text(QRectF(place.left() + offset, place.top(), width + 0.5, place.height()), text, ink, mono=True)

    def _acts(self, brush: Brush, item: Item, rect: QRectF) -> float:
        places = self._buttons(item, rect)
        icons = dict(ACTS)
        for name, place in places:
            brush.icon(icons[name], place.center().x() - 7, place.center().y() - 7, 14, "text.secondary")
        return len(places) * BUTTON + 4.0 if places else 0.0

    # ------------------------------------------------------------------------------------------- pointer and keys
    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Buttons act, heads fold, links lead on; anything else becomes current."""
        number = self._at(event.position().y())
        if number < 0 or event.button() != Qt.MouseButton.LeftButton:
            return
        piece = self._pieces[number]
        item, rect = self.items[piece.item], self._rect(number)
        self._make_current(item)
        if item.kind == "choice":
            label = next((label for label, place in self._labels(item, rect) if place.contains(event.position())), "")
            if label:
                self.asked.emit("toggle", f"{item.key}:{label}")
            return
        buttons = self._buttons(item, rect) if piece.first else []
        act = next((name for name, place in buttons if place.contains(event.position())), "")
        self._act(item, act, event.position().x())

    def _act(self, item: Item, act: str, x: float) -> None:
        fold = PAD + item.depth * INDENT + FOLD
        if act:
            self.asked.emit(act, item.key)
        elif item.kind == "head" or (item.open is not None and (x < fold or not item.link)):
            self.asked.emit("toggle", item.key)
        elif item.kind == "more":
            self.asked.emit("more", item.key)
        elif item.link and (item.kind != "field" or x >= PAD + self._names):
            self.asked.emit("link", item.key)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Light the item under the pointer."""
        number = self._at(event.position().y())
        if number != self._hover:
            self._hover = number
            self.viewport().update()
        item = self.items[self._pieces[number].item] if number >= 0 else None
        hand = item is not None and bool(item.link or item.kind in ("head", "more", "choice") or item.open is not None)
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if hand else Qt.CursorShape.ArrowCursor)

    def leaveEvent(self, _event: QEvent) -> None:
        """Nothing is under the pointer."""
        self._hover = -1
        self.viewport().update()

    def event(self, event: QEvent) -> bool:
        """The keys that mean the current item here are not the log's while the pane has the keyboard."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self.current:
            copies = event.key() == Qt.Key.Key_C and event.modifiers() == Qt.KeyboardModifier.ControlModifier
            if copies or (event.key() in CLAIMED and not event.modifiers() & Qt.KeyboardModifier.ControlModifier):
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move and fold, Enter follows, + and - filter, Ctrl+C copies."""
        key = event.key()
        item = next((item for item in self.items if item.key == self.current), None)
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and not event.modifiers():
            self._step(1 if key == Qt.Key.Key_Down else -1)
        elif item is None:
            super().keyPressEvent(event)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right) and item.open is not None:
            if item.open == (key == Qt.Key.Key_Left):
                self.asked.emit("toggle", item.key)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._act(item, "", 1e9)
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal) and item.filtered:
            self.asked.emit("include", item.key)
        elif key == Qt.Key.Key_Minus and item.filtered:
            self.asked.emit("exclude", item.key)
        elif key == Qt.Key.Key_C and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            self.asked.emit("copy", item.key)
        else:
            super().keyPressEvent(event)

    def _step(self, step: int) -> None:
        keys = [item.key for item in self.items if item.kind != "note"]
        if keys:
            at = keys.index(self.current) + step if self.current in keys else (0 if step > 0 else len(keys) - 1)
            chosen = keys[max(0, min(at, len(keys) - 1))]
            self._make_current(next(item for item in self.items if item.key == chosen))

    def _make_current(self, item: Item) -> None:
        self.current = item.key
        self.setAccessibleDescription(f"{item.name} {item.value[:200]}".strip())
        number = self._first(item.key)
        bar, room = self.verticalScrollBar(), self.viewport().height()
        if self._tops[number] < bar.value():
            bar.setValue(self._tops[number])
        elif self._tops[number + 1] > bar.value() + room:
            bar.setValue(self._tops[number + 1] - room)
        self.viewport().update()

    def focusInEvent(self, _event: QEvent) -> None:
        """Show where the keyboard is."""
        self.viewport().update()

    def focusOutEvent(self, _event: QEvent) -> None:
        """The keyboard is elsewhere."""
        self.viewport().update()
