"""The trail: what one trace, request, session or message went through, as the focus or a clicked record names it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QTimer, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication, QHideEvent, QShowEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from workbench.analysis.trails.spans import aligned
from workbench.analysis.trails.visits import replay_at
from workbench.casework.trails import FaceName, Trail, followable
from workbench.errors import WorkbenchError
from workbench.jobs import JobContext
from workbench.model.entities import Citation, Entity
from workbench.model.focus import EMPTY, Focus
from workbench.model.instants import Instant
from workbench.panels.base import Panel, Surroundings
from workbench.panels.command import Command
from workbench.panels.trail.commands import commands_of
from workbench.panels.trail.first import first_trail
from workbench.panels.trail.places import Places
from workbench.panels.trail.summary import caption, skew_sentence, summary, tab_title
from workbench.views.empty_state import EmptyState, FaultStrip, LoadingState
from workbench.views.theme import Theme
from workbench.views.trail.exchange_list import ExchangeList
from workbench.views.trail.face_bar import FaceBar
from workbench.views.trail.mail_lanes import MailLanes
from workbench.views.trail.trail_list import TrailList
from workbench.views.trail.visit_list import VisitList
from workbench.views.trail.waterfall import Waterfall

EMPTY_SENTENCE = "Click a record that carries a trace, session, request or message id, or light one, to see its way."
FIRST = "Go to the first one"
NO_ID_SENTENCE = "This record carries no trace, session, request or message id. Click one that does."
PATIENCE_MS = 120
"""Ms that a clicked record must stay the one pointed at before it is followed: arrows run through a log faster."""
AGAIN_MS = 1000
"""Ms after which a trail is read again when records came: those of a growing file come several times a second."""


class TrailPanel(Panel):
    """Works only while it can be seen; what the focus was when it comes up is followed then.

    Whichever was chosen last counts: an id that is lit, or a record. A record that is among the rows already is stood on.
    """

    id, title, icon = "trail", "Trail", "trail"

    def __init__(
        self,
        around: Surroundings,
        parent: QWidget | None = None,
        *,
        open_url: Callable[[QUrl], bool] = QDesktopServices.openUrl,
    ) -> None:
        super().__init__(around, parent)
        theme, self._open_url = around.theme, open_url
        self.waterfall, self.requests = Waterfall(theme, self), ExchangeList(theme, self)
        self.session, self.mails = VisitList(theme, self), MailLanes(theme, self)
        self.lists: dict[FaceName, TrailList] = {
            "trace": self.waterfall, "http": self.requests, "session": self.session, "email": self.mails,
        }  # fmt: skip
        self.bar, self.strip = FaceBar(theme, self), FaultStrip(theme, "", self, tone="warn")
        self.empty, self.loading = (
            EmptyState(theme, "trail", EMPTY_SENTENCE, FIRST, self),
            LoadingState(theme, "", parent=self),
        )
        self.stack = QStackedWidget(self)
        for widget in (self.empty, self.loading, *self.lists.values()):
            self.stack.addWidget(widget)
        for widget in (self.bar, self.strip):
            self.column.addWidget(widget)
            widget.hide()
        self.column.addWidget(self.stack, 1)
        self.trail: Trail | None = None
        self.face: FaceName = "trace"
        self.current_key = ""
        self.aligned = False
        self._places = Places()
        self._seen = self._followed = EMPTY
        self._asked: Entity | Citation | None = None
        self._stale = self._busy = False
        self._ticket, self._job = 0, JobContext()
        self._patience = QTimer(self, singleShot=True, interval=PATIENCE_MS)
        self._patience.timeout.connect(self._ask_waiting)
        self._waiting: Citation | None = None
        self._again = QTimer(self, singleShot=True, interval=AGAIN_MS)
        self._again.timeout.connect(self._ask_again)
        self.empty.pressed.connect(self.go_to_first)
        self.bar.face_chosen.connect(self.show_face)
        for view in self.lists.values():
            view.chosen.connect(self.go_to)
            view.entered.connect(self._entered)
            view.pressed.connect(self._pressed)
        self.setFocusProxy(self.stack)

    # ------------------------------------------------------------------------------------------------ the focus
    def follow(self, focus: Focus) -> None:
        """Stand on the record pointed at, or read the trail of what was chosen."""
        self._seen = focus
        for view in self.lists.values():
            view.set_cursor(focus.cursor)
        if self.isVisible():
            self._catch_up()

    def showEvent(self, event: QShowEvent) -> None:
        """Follow what was chosen while nobody looked."""
        super().showEvent(event)
        if self._stale and self._asked is not None:
            self._ask(self._asked)
        self._catch_up()

    def hideEvent(self, event: QHideEvent) -> None:
        """A record that was about to be followed waits until somebody looks again."""
        super().hideEvent(event)
        if self._patience.isActive():
            self._patience.stop()
            self._followed = replace(self._followed, citation=None)

    def _catch_up(self) -> None:
        focus, before = self._seen, self._followed
        self._followed = focus
        chosen = focus.entity if focus.entity != before.entity and followable(focus.entity) else None
        pointed = focus.citation if focus.citation != before.citation else None
        known = pointed is not None and self._stand_on(pointed)
        about = self.trail.about if self.trail is not None else None
        self._patience.stop()
        if chosen is not None and chosen != about:
            self._ask(chosen)
        elif pointed is not None and not known and chosen is None:
            self._waiting = pointed
            self._patience.start()

    def _ask_waiting(self) -> None:
        if self._waiting is not None:
            self._ask(self._waiting)

    def _ask(self, what: Entity | Citation) -> None:
        """Read the trail of an id or record in the background; what was asked before is let go."""
        self._ticket += 1
        ticket = self._ticket
        self._job.stop()
        self._stale, self._busy = False, True
        if self.trail is None:
            self.loading.set_progress(-1.0, "Looking for what this went through.")
            self.stack.setCurrentWidget(self.loading)
        self._job = self.around.start(
            "Following an id",
            lambda context: self._read(what, context),
            lambda found: self._came(ticket, what, *found),
            lambda error: self._failed(ticket, error),
        )

    def _read(self, what: Entity | Citation, context: JobContext) -> tuple[Trail | None, Places]:
        trail = self.case.trail(what, context)
        return trail, Places(trail)

    def _came(self, ticket: int, what: Entity | Citation, trail: Trail | None, places: Places) -> None:
        if ticket != self._ticket:
            return
        self._busy = False
        if trail is None or not trail.faces:
            if self.trail is None or what == self._asked:
                self._say_nothing(NO_ID_SENTENCE if trail is None else "No record of the case carries this id.")
            elif isinstance(what, Entity):
                self.around.say("No record of the case carries this id.")
            return
        if what == self._asked and trail == self.trail:
            return
        again, face, key = what == self._asked, self.face, self.current_key
        self._asked, self.trail, self._places = what, trail, places
        self._fill(trail)
        self.show_face(face if again and face in trail.faces else trail.face)
        if not (again and self._stand(key)) and self._seen.citation is not None:
            self._stand_on(self._seen.citation)

    def _failed(self, ticket: int, error: Exception) -> None:
        if ticket == self._ticket:
            self._busy = False
            sentence = error.sentence() if isinstance(error, WorkbenchError) else f"{type(error).__name__}: {error}"
            self._say_nothing(f"What this went through could not be read. {sentence}")

    def _say_nothing(self, sentence: str) -> None:
        self.trail, self._asked, self._places, self.current_key = None, None, Places(), ""
        self.empty.set_sentence(sentence, FIRST)
        self.stack.setCurrentWidget(self.empty)
        self.bar.hide()
        self.strip.hide()
        self.set_caption("")
        self.set_count("")
        self.set_left_out("")

    def refresh(self, changes: frozenset[str]) -> None:
        """Read again where records were added, moved or taken out; of files that grow, once a while."""
        if changes & {"spine", "sources", "case"} and self._asked is not None:
            self._stale = True
            if not self._again.isActive():
                self._again.start()

    def _ask_again(self) -> None:
        if self._busy:
            self._again.start()
        elif self._stale and self._asked is not None and self.isVisible():
            self._ask(self._asked)

    # ------------------------------------------------------------------------------------------------ showing
    def _fill(self, trail: Trail) -> None:
        zone = self.zone
        self.aligned = False
        self.waterfall.show_trace(trail.trace, trail.lines, trail.beside, zone)
        self.requests.show_exchanges(trail.exchanges, zone)
        if trail.visit is not None:
            self.session.show_visit(trail.visit, zone)
        self.mails.show_lanes(trail.lanes, zone)
        self.set_caption(caption(trail))
        self.set_left_out(trail.left_out)
        self.current_key = ""

    def show_face(self, face: str) -> None:
        """Show one of the faces that have something to show."""
        trail = self.trail
        if trail is None or face not in trail.faces:
            return
        had = any(view.hasFocus() for view in self.lists.values())
        self.face = next(name for name in trail.faces if name == face)
        self.bar.show_faces(tuple((name, tab_title(trail, name)) for name in trail.faces), face)
        self.bar.show()
        self._say_summary(trail)
        view = self.lists[self.face]
        self.stack.setCurrentWidget(view)
        self.stack.setFocusProxy(view)
        if had:
            view.setFocus()
        self._stand(self.current_key)
        self.commands_changed.emit()

    def _say_summary(self, trail: Trail) -> None:
        """Say what is shown, that clocks differ, and that bars may be drawn as if they didn't."""
        self.bar.summary.say(summary(replace(trail, trace=self.waterfall.trace), self.face))
        skew = skew_sentence(trail, self.aligned) if self.face == "trace" else ""
        if skew:
            self.strip.show_fault(skew, (("As stamped" if self.aligned else "Align", self.align),))
        self.strip.setVisible(bool(skew))

    def align(self) -> None:
        """Draw the trace as if its clocks agreed, or as it was stamped again."""
        trail = self.trail
        if trail is None or not trail.trace.skews:
            return
        self.aligned = not self.aligned
        shown = aligned(trail.trace) if self.aligned else trail.trace
        self.waterfall.show_trace(shown, trail.lines, trail.beside, self.zone)
        self._say_summary(trail)
        self._stand(self.current_key)

    def next_face(self) -> None:
        """Go round the faces."""
        if self.trail is not None and self.trail.faces:
            faces = self.trail.faces
            self.show_face(faces[(faces.index(self.face) + 1) % len(faces)])

    def _stand_on(self, citation: Citation) -> bool:
        """Make the row of a cited record the current one; whether any face has one."""
        return self._stand(self._places.key_of(citation, self.face, self.current_key))

    def _stand(self, key: str) -> bool:
        """Make a record's row the current one, a span's for a line of it; whether the face shown has one."""
        self.current_key = key
        if not key:
            for view in self.lists.values():
                view.set_current("")
            return False
        if self.face == "trace" and self.trail is not None:
            lines = self.trail.lines.items()
            shown = next((span for span, held in lines if any(line.key == key for line in held)), key)
            self.waterfall.bring(shown)
            self.waterfall.set_current(shown)
        else:
            self.lists[self.face].set_current(key)
        return self._places.find(key) is not None

    # ------------------------------------------------------------------------------------------------ moving
    def go_to_first(self) -> None:
        """Move to the first record whose id leads somewhere, one that failed before all others."""
        case = self.case

        def came(found: tuple[Instant | None, Citation] | None) -> None:
            if found is None:
                self.around.say("No record here carries a trace, session, request or message id.")
                return
            before = self.hub.focus if self.linked else self._seen
            focus = before.at(found[0] if found[0] is not None else before.cursor, found[1])
            if self.linked:
                self.hub.move(focus, self)
            self.follow(focus)

        self.around.start("Looking for the first trail", lambda context: first_trail(case, context), came)

    def go_to(self, key: str) -> None:
        """Move every panel to a record of the trail, and light the trail's id."""
        place = self._places.find(key)
        self.current_key = key if place else ""
        if place is None or self.trail is None:
            return
        t, citation = place
        focus = self.hub.focus if self.linked else self._seen
        if t is not None and focus.window is not None and t not in focus.window:
            focus = focus.over(None)
        self._go(focus.at(t if t is not None else focus.cursor, citation).lit(self.trail.about or focus.entity))

    def _go(self, focus: Focus) -> None:
        """Move to a focus of our own making, which asks for nothing new here."""
        self._seen = self._followed = focus
        for view in self.lists.values():
            view.set_cursor(focus.cursor)
        self.move(focus)
        self.commands_changed.emit()

    def _entered(self, key: str) -> None:
        if self.face == "trace" and self.trail is not None:
            lines = self.waterfall.lines_at(self.waterfall.current)
            key = lines[0].key if lines and self.waterfall.current_key == key else key
        self.go_to(key)
        if self.current_key:
            self.around.ask("go.logs")

    def show_in_log(self) -> None:
        """Enter the current row."""
        self._entered(self.lists[self.face].current_key or self.current_key)

    def _pressed(self, part: str) -> None:
        """A trace that a request or step belongs to, the next line of a span, or one line or step by its mark."""
        if part.startswith("trace:"):
            entity = Entity("trace_id", part.removeprefix("trace:"))
            focus = (self.hub.focus if self.linked else self._seen).lit(entity)
            self._go(focus)
            if (
                self.trail is not None
                and entity == self.trail.about
                or entity.value == getattr(self.trail, "trace_id", "")
            ):
                self.show_face("trace")
            else:
                self._ask(entity)
        elif part.startswith("lines:"):
            keys = [line.key for line in self.waterfall.lines_at(self.waterfall.current)]
            at = keys.index(self.current_key) + 1 if self.current_key in keys else 0
            self.go_to(keys[at % len(keys)])
        else:
            self.go_to(part)

    def step(self, way: int) -> None:
        """Go to the next or previous record of the trail in order of time."""
        key = self._places.beside(self.current_key, way)
        if not key:
            self.around.say(f"This is the {'last' if way > 0 else 'first'} record of the trail.")
            return
        self.show_face(self._places.face_of(key, self.face))
        self._stand(key)
        self.go_to(key)

    # ------------------------------------------------------------------------------------------------ replay and id
    def replay(self) -> str:
        """The link that replays the session at the current step."""
        visit = self.trail.visit if self.trail is not None else None
        return replay_at(visit, self.current_key) if visit is not None else ""

    def copy_replay(self) -> None:
        """Put the replay's link on the clipboard."""
        QGuiApplication.clipboard().setText(self.replay())
        self.around.say(f"Copied {self.replay()[:120]}")

    def open_replay(self) -> None:
        """Open the replay's link in the browser."""
        if not self._open_url(QUrl(self.replay(), QUrl.ParsingMode.StrictMode)):
            self.around.say("The link could not be opened. Copy it and open it in a browser.")

    def copy_id(self) -> None:
        """Put the trail's id on the clipboard."""
        if self.trail is not None and self.trail.about is not None:
            QGuiApplication.clipboard().setText(self.trail.about.value)
            self.around.say(f"Copied {self.trail.about.value[:120]}")

    def commands(self) -> tuple[Command, ...]:
        """What can be done here."""
        return commands_of(self)

    def cited(self) -> tuple[Citation, ...]:
        """The current record."""
        place = self._places.find(self.current_key)
        return (place[1],) if place else ()

    def set_theme(self, theme: Theme) -> None:
        """Repaint in another theme."""
        for view in (*self.lists.values(), self.bar, self.strip, self.empty, self.loading):
            view.set_theme(theme)
