"""The docks of a window: one a panel, arranged by a layout, filled when the panel is there."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QPalette, QResizeEvent
from PySide6.QtWidgets import QDockWidget, QMainWindow, QTabBar, QTabWidget, QVBoxLayout, QWidget
from shiboken6 import isValid

from workbench.panels.base import Panel
from workbench.shell.dock_header import DockHeader, Tab
from workbench.shell.layouts import Layout, Split, Tabs, is_roomy
from workbench.shell.panel_list import PANELS, PanelRow
from workbench.views.empty_state import FaultState, LoadingState
from workbench.views.theme import Theme

SEPARATOR = 5
USUAL_LENGTH = 1080
"""Pixels from side to side for which fixed parts are as large as a layout says."""
_HIDDEN_TABS = """
QMainWindow#docks > QTabBar { max-height: 0px; min-height: 0px; }
QMainWindow#docks > QTabBar::tab { height: 0px; padding: 0; margin: 0; border: none; min-height: 0; }
QMainWindow#docks > QTabBar::scroller { width: 0px; }
QMainWindow#docks QDockWidget { border: none; }
"""


class DockBody(QWidget):
    """Holds a panel, or what stands there instead; no panel can keep the window from getting small."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSizeConstraint(QVBoxLayout.SizeConstraint.SetNoConstraint)
        self.content: QWidget | None = None
        self.setAutoFillBackground(True)
        self.setBackgroundRole(QPalette.ColorRole.Base)

    def put(self, content: QWidget) -> None:
        """Show this instead of what was shown."""
        if self.content is not None:
            self._column.removeWidget(self.content)
            self.content.hide()
            self.content.deleteLater()
        self.content = content
        self._column.addWidget(content)

    def minimumSizeHint(self) -> QSize:
        """Small; what doesn't fit is the panel's to fold."""
        return QSize(120, 60)

    def sizeHint(self) -> QSize:
        """Any size will do: the layout decides."""
        return QSize(300, 200)


class PanelDock(QDockWidget):
    """One panel's dock, before and after the panel is there. count_changed(): the number behind its title did."""

    count_changed = Signal()

    def __init__(self, row: PanelRow, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(row.title, parent)
        self.row, self.panel = row, None
        self._theme = theme
        self.setObjectName(f"dock.{row.id}")
        self.header = DockHeader(theme, row.id, (Tab(row.id, row.title, row.icon),), self)
        self.setTitleBarWidget(self.header)
        self.body = DockBody(self)
        self.setWidget(self.body)
        self.body.put(LoadingState(theme, f"Opening {row.title}"))
        self.setAccessibleName(row.title)
        self.panel: Panel | None

    def fill(self, panel: Panel) -> None:
        """Put the panel in, and connect it with its header."""
        self.panel = panel
        self.body.put(panel)
        panel.caption_changed.connect(self._caption)
        panel.linked_changed.connect(self.header.set_linked)
        panel.count_changed.connect(lambda _text: self.count_changed.emit())
        self.header.link_toggled.connect(panel.set_linked)
        self._caption(panel.caption)

    def fail(self, text: str) -> None:
        """Say why there is no panel here."""
        self.panel = None
        for unfinished in self.body.findChildren(Panel, options=Qt.FindChildOption.FindDirectChildrenOnly):
            unfinished.hide()
            unfinished.deleteLater()
        self.body.put(FaultState(self._theme, text))

    def _caption(self, text: str) -> None:
        self.header.set_caption(text)
        self.setAccessibleName(f"{self.row.title}, {text}" if text else self.row.title)

    def set_theme(self, theme: Theme) -> None:
        """Repaint header and content in another theme."""
        self._theme = theme
        self.header.set_theme(theme)
        content = self.body.content
        if isinstance(content, Panel | LoadingState | FaultState):
            content.set_theme(theme)


class DockArea(QMainWindow):
    """The docks without a middle. arranged(): docks were moved, shown or hidden, so headers show other tabs."""

    arranged = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # A QMainWindow makes itself a window whatever it is asked for; here it is a part of one.
        self.setWindowFlags(Qt.WindowType.Widget)
        self.setObjectName("docks")
        self.setDockNestingEnabled(True)
        self.setDocumentMode(True)
        self.setTabPosition(Qt.DockWidgetArea.AllDockWidgetAreas, QTabWidget.TabPosition.North)
        self.setStyleSheet(_HIDDEN_TABS)
        self.layout_now: Layout | None = None
        self._roomy = True
        self._by_hand = False
        self._arranging = False
        self.docks = {row.id: PanelDock(row, theme, self) for row in PANELS}
        for dock in self.docks.values():
            dock.header.tab_chosen.connect(self.raise_panel)
            dock.count_changed.connect(self._retab)
            dock.visibilityChanged.connect(lambda _on: self._retab())
            dock.dockLocationChanged.connect(lambda _area: self._retab())
            dock.topLevelChanged.connect(lambda _on: self._retab())

    def minimumSizeHint(self) -> QSize:
        """Whatever the window leaves."""
        return QSize(600, 300)

    def arrange(self, layout: Layout) -> None:
        """Stand as this layout says, at the present size."""
        self.layout_now = layout
        self._by_hand = False
        self._roomy = is_roomy(self.window().width(), self.window().height())
        tree = layout.roomy if self._roomy else layout.small
        self._arranging = True
        self.setUpdatesEnabled(False)
        for dock in self.docks.values():
            dock.setFloating(False)
            self.removeDockWidget(dock)
        leaves = list(_leaves(tree))
        self.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, self._dock(leaves[0]))
        self._split(tree)
        for leaf in leaves:
            self._stack(leaf)
        self._resize(tree, self.size())
        self.setUpdatesEnabled(True)
        self._arranging = False
        self._retab()

    def _dock(self, place: Split | Tabs) -> PanelDock:
        return self.docks[place.panels[0]]

    def _split(self, tree: Split | Tabs) -> None:
        if isinstance(tree, Tabs):
            return
        way = Qt.Orientation.Horizontal if tree.way == "row" else Qt.Orientation.Vertical
        for before, after in zip(tree.parts, tree.parts[1:], strict=False):
            self.splitDockWidget(self._dock(before), self._dock(after), way)
        for part in tree.parts:
            self._split(part)

    def _stack(self, leaf: Tabs) -> None:
        first = self.docks[leaf.panels[0]]
        first.show()
        for name in leaf.panels[1:]:
            self.tabifyDockWidget(first, self.docks[name])
            self.docks[name].show()
        first.raise_()

    def _resize(self, tree: Split | Tabs, room: QSize) -> None:
        """Give every place its size. All at once: Qt adds the sizes of inner places up to those of outer ones."""
        sizes = list(_sizes(tree, room))
        docks = [self._dock(leaf) for leaf, _ in sizes]
        self.resizeDocks(docks, [max(1, size.width()) for _, size in sizes], Qt.Orientation.Horizontal)
        self.resizeDocks(docks, [max(1, size.height()) for _, size in sizes], Qt.Orientation.Vertical)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold or unfold the layout when the window becomes small or roomy; keep its proportions otherwise."""
        super().resizeEvent(event)
        if self.layout_now is None:
            return
        if is_roomy(self.window().width(), self.window().height()) != self._roomy:
            self.arrange(self.layout_now)
        elif not self._by_hand:
            self._resize(self.layout_now.roomy if self._roomy else self.layout_now.small, self.size())

    def event(self, event: QEvent) -> bool:
        """A press that no dock takes is on a separator: from then on sizes are the user's."""
        if event.type() == QEvent.Type.MouseButtonPress:
            self._by_hand = True
        return super().event(event)

    def raise_panel(self, name: str) -> None:
        """Bring a panel to the front; one that the layout leaves out stands as a tab beside the logs or the notes."""
        dock = self.docks[name]
        if dock.isHidden() and not any(dock in self.tabifiedDockWidgets(other) for other in self.docks.values()):
            host = next(other for other in ("logs", "notes", "code") if other != name and self.shown(other))
            self.tabifyDockWidget(self.docks[host], dock)
        dock.show()
        dock.raise_()
        self._retab()

    def shown(self, name: str) -> bool:
        """Whether a panel has a place in the window now, on top or as a tab."""
        return not self.docks[name].isHidden()

    def on_top(self, name: str) -> bool:
        """Whether a panel can be seen."""
        dock = self.docks[name]
        return dock.isVisible() and not dock.visibleRegion().isEmpty()

    def place_of(self, name: str) -> tuple[str, ...]:
        """The panels that share a place with this one, itself among them, in the order of `PANELS`."""
        together = {self.docks[name], *self.tabifiedDockWidgets(self.docks[name])}
        return tuple(row.id for row in PANELS if self.docks[row.id] in together)

    def _retab(self) -> None:
        if self._arranging:  # each dock says several times that it was moved; what stands then is looked at once
            return
        if not all(map(isValid, self.docks.values())):  # docks that are taken apart with the window say so one by one
            return
        for name, dock in self.docks.items():
            tabs = tuple(self._tab(other) for other in self.place_of(name) if other == name or self.shown(other))
            dock.header.set_tabs(tabs)
        for bar in self.findChildren(QTabBar, options=Qt.FindChildOption.FindDirectChildrenOnly):
            bar.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.arranged.emit()

    def _tab(self, name: str) -> Tab:
        row = self.docks[name].row
        return Tab(
            name,
            row.title,
            row.icon,
            short=row.short or row.title,
            count=panel.count if (panel := self.docks[name].panel) else "",
        )

    def set_theme(self, theme: Theme) -> None:
        """Repaint all docks in another theme."""
        for dock in self.docks.values():
            dock.set_theme(theme)


def _leaves(tree: Split | Tabs) -> Iterator[Tabs]:
    if isinstance(tree, Tabs):
        yield tree
    else:
        for part in tree.parts:
            yield from _leaves(part)


def _sizes(tree: Split | Tabs, room: QSize) -> Iterator[tuple[Tabs, QSize]]:
    """The places of a tree and how large each is in a room."""
    if isinstance(tree, Tabs):
        yield tree, room
        return
    row = tree.way == "row"
    length = (room.width() if row else room.height()) - SEPARATOR * (len(tree.parts) - 1)
    for part, size in zip(tree.parts, _lengths(tree.parts, length), strict=True):
        yield from _sizes(part, QSize(size, room.height()) if row else QSize(room.width(), size))


def _lengths(parts: tuple[Split | Tabs, ...], length: int) -> list[int]:
    """Pixels of each part: fixed ones as they say, more on a screen that is larger than usual; the others share the rest."""
    tall = max(length, USUAL_LENGTH)
    fixed = [part.share * tall // USUAL_LENGTH if part.fixed else 0 for part in parts]
    shares = sum(part.share for part in parts if not part.fixed) or 1
    rest = max(0, length - sum(fixed))
    return [size if part.fixed else rest * part.share // shares for part, size in zip(parts, fixed, strict=True)]
