"""The one place where panels meet: the shared focus, and the news of what changed in the case."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal
from shiboken6 import isValid

from workbench.model.focus import EMPTY, Focus

FRAME_MS = 16
SETTLED_MS = 600
HISTORY = 200


Follow = Callable[[Focus, object], None]


class Hub(QObject):
    """One a window. `move` delivers the first focus at once and merges later ones within a frame; there is no echo.

    Who moved it has moved already; those who joined follow one a turn of the event loop, so that each of them is painted
    before the next one works. Where nobody of them moved it, the first in line follows at once. Another move meanwhile
    makes them follow that instead; who still waited then goes first.

    focus_changed(focus, origin): told at once · origin is whoever moved it, so that it need not follow itself.
    case_changed(changes, origin): a frozenset of kinds of things that changed (`evidence`, `notes`, `sources`, …).
    """

    focus_changed = Signal(object, object)
    case_changed = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._focus = EMPTY
        self._delivering = False
        self._waiting: tuple[Focus, object] | None = None
        self._frame = QTimer(self, singleShot=True, interval=FRAME_MS)
        self._frame.timeout.connect(self._deliver_waiting)
        self._settled = QTimer(self, singleShot=True, interval=SETTLED_MS)
        self._settled.timeout.connect(self.remember)
        self._turn = QTimer(self, singleShot=True, interval=0)
        self._turn.timeout.connect(self._follow_next)
        self._line: dict[QObject, Follow] = {}
        self._behind: list[QObject] = []
        self._origin: object = None
        self._past: list[Focus] = []
        self._future: list[Focus] = []

    @property
    def focus(self) -> Focus:
        """What the panels look at now (the newest move, even while its delivery waits for the frame)."""
        return self._waiting[0] if self._waiting else self._focus

    @property
    def behind(self) -> bool:
        """Whether somebody has yet to follow the newest move."""
        return bool(self._behind or self._waiting)

    def join(self, follower: QObject, follow: Follow) -> None:
        """Have somebody follow from now on, behind those who joined before; a deleted one follows no more."""
        self._line[follower] = follow

    def move(self, focus: Focus, origin: object = None) -> None:
        """Look at something else. Called while a move is being delivered, it is an echo and is dropped."""
        if self._delivering or focus == self.focus:
            return
        if self._frame.isActive():
            self._waiting = (focus, origin)
            return
        self._deliver(focus, origin)

    def _deliver(self, focus: Focus, origin: object) -> None:
        self._focus, self._origin = focus, origin
        self._frame.start()
        self._settled.start()
        self._delivering = True
        try:
            self.focus_changed.emit(focus, origin)
        finally:
            self._delivering = False
        self._behind = [one for one in dict.fromkeys((*self._behind, *self._line)) if one is not origin]
        if origin not in self._line:
            self._follow_next()
        elif self._behind:
            self._turn.start()

    def _deliver_waiting(self) -> None:
        if self._waiting:
            (focus, origin), self._waiting = self._waiting, None
            self._deliver(focus, origin)

    def _follow_next(self) -> None:
        """Let the next in line follow."""
        follower = self._behind.pop(0) if self._behind else None
        if self._behind:
            self._turn.start()
        if follower is None or not isValid(follower):
            self._line.pop(follower, None)  # type: ignore[arg-type]
            return
        self._delivering = True
        try:
            self._line[follower](self._focus, self._origin)
        finally:
            self._delivering = False

    def flush(self) -> None:
        """Deliver what waits for the frame or for its turn, now."""
        self._frame.stop()
        self._deliver_waiting()
        self._turn.stop()
        while self._behind:
            self._follow_next()
        self._turn.stop()

    def close(self) -> None:
        """Nobody follows any more: the window is going, and with it what panels work with."""
        for timer in (self._frame, self._settled, self._turn):
            timer.stop()
        self._line, self._behind, self._waiting = {}, [], None

    def remember(self) -> None:
        """Put the present focus on the back list, as a settled one; a new one ends the forward list."""
        self._settled.stop()
        if not self._past or self._past[-1] != self.focus:
            self._past = [*self._past[-HISTORY:], self.focus]
            self._future = []

    def back(self) -> bool:
        """Look at what was looked at before; False when there is nothing."""
        self.remember()
        if len(self._past) < 2:
            return False
        self._future.append(self._past.pop())
        self._go(self._past[-1])
        return True

    def forward(self) -> bool:
        """Undo a `back`; False when there is nothing."""
        if not self._future:
            return False
        self._past.append(self._future.pop())
        self._go(self._past[-1])
        return True

    def _go(self, focus: Focus) -> None:
        self.flush()
        self._frame.stop()
        self._deliver(focus, self)
        self._settled.stop()

    def announce(self, changes: frozenset[str], origin: object = None) -> None:
        """Tell everyone which kinds of things changed in the case."""
        self.case_changed.emit(changes, origin)
