"""What a chip's menu offers, as rows of data; the eight colours by name."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QAction, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QMenu, QWidget

from workbench.views.filter_chips import ChipText
from workbench.views.paint import Brush
from workbench.views.theme import Theme

INK_NAMES = ("Red", "Orange", "Lime", "Green", "Sky", "Blue", "Violet", "Pink")


def chip_menu(parent: QWidget, theme: Theme, chip: ChipText, number: int, alone: bool) -> QMenu:
    """The menu of a chip; each action's data is the verb. alone: only one part is on and others wait to return."""
    menu = QMenu(parent)
    turned = "Show only these lines" if chip.exclude else "Hide these lines"
    rows: list[tuple[str, str, bool]] = [
        ("Switch off" if chip.on else "Switch on", "toggle", True),
        ("All as before" if alone and chip.on else "Only this", "only", not chip.ink),
        ("Switch all on", "all", True),
        ("", "", True),
        ("Filter by it" if chip.ink else turned, "ink 0" if chip.ink else "invert", True),
        ("Match it or the chip before", "or", number > 0),
        ("Take it out of its group", "alone", bool(chip.group)),
        ("Show what the group matches" if chip.out else "Hide what the group matches", "turn", bool(chip.group)),
        ("", "", True),
        ("Edit", "edit", True),
        ("Copy as text", "copy", True),
        ("Remove", "remove", True),
    ]
    for title, verb, offered in rows:
        if not title:
            menu.addSeparator()
        elif offered:
            _add(menu, title, verb)
        if verb in ("invert", "ink 0"):
            menu.addMenu(ink_menu(menu, theme, "Only colour", chip.ink))
    return menu


def ink_menu(parent: QWidget, theme: Theme, title: str, now: int = 0) -> QMenu:
    """The colours; each action's data is `ink N`."""
    menu = QMenu(title, parent)
    for ink, name in enumerate(INK_NAMES, 1):
        action = _add(menu, name, f"ink {ink}")
        action.setIcon(swatch(theme, ink))
        action.setCheckable(ink == now)
        action.setChecked(ink == now)
    return menu


def swatch(theme: Theme, ink: int) -> QIcon:
    """A square of a colour."""
    pixmap = QPixmap(32, 32)
    pixmap.setDevicePixelRatio(2)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    Brush(painter, theme).round(QRectF(2, 2, 12, 12), f"ink.{ink}", "line.field", radius=2)
    painter.end()
    return QIcon(pixmap)


def _add(menu: QMenu, title: str, verb: str) -> QAction:
    action = menu.addAction(title)
    action.setData(verb)
    return action
