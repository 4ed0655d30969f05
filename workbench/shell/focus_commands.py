"""Commands that move the shared focus: around this moment, go to time, back and forward, clear."""

from __future__ import annotations

from workbench.model.focus import EMPTY
from workbench.model.instants import HOUR, MINUTE, SECOND, TimeWindow, duration_text
from workbench.panels.command import Command
from workbench.shell.finder import Finder
from workbench.shell.main_window import MainWindow

AROUND = (SECOND, 5 * SECOND, 10 * SECOND, MINUTE, 5 * MINUTE, 10 * MINUTE, 30 * MINUTE, HOUR)


def focus_commands(window: MainWindow, finder: Finder) -> tuple[Command, ...]:
    """Commands of the Go menu."""
    hub = window.hub
    return (
        Command("go.anything", "Go to anything", finder.ask_anything,
                "Goes to a source, a piece of evidence, a hypothesis, a host, a commit or a time by its name.",
                ("Ctrl+P",), lambda: window.case is not None, "search", menu="Go"),
        Command("go.time", "Go to time", finder.ask_time,
                "Moves the cursor to a time typed as 14:02:11.5, +30s or an epoch.", ("G",),
                lambda: window.case is not None, "clock", menu="Go"),
        Command("go.anchor", "Go to the incident's start", lambda: _anchor(window),
                "Moves the cursor to where the case says that the incident began.", ("Shift+G",),
                lambda: window.case is not None and window.case.notebook.case.started is not None, "flag", menu="Go"),
        Command("go.next_evidence", "Next piece of evidence", lambda: _to_evidence(window, forward=True),
                "Goes to the piece of evidence that happened next after the cursor.", ("]",),
                lambda: window.case is not None, "pin", menu="Go"),
        Command("go.previous_evidence", "Previous piece of evidence", lambda: _to_evidence(window, forward=False),
                "Goes to the piece of evidence that happened last before the cursor.", ("[",),
                lambda: window.case is not None, "pin", menu="Go"),
        Command("go.back", "Back", lambda: _step(window, hub.back(), "Nothing was looked at before."),
                "Looks at what was looked at before.", ("Alt+Left",), menu="Go"),
        Command("go.forward", "Forward", lambda: _step(window, hub.forward(), "Nothing was looked at after this."),
                "Takes a step back back.", ("Alt+Right",), menu="Go"),
        Command("focus.clear", "Clear cursor, window and highlight", lambda: hub.move(EMPTY),
                "Looks at the whole case again; a popup or find bar that is open closes first.", ("Esc",), menu="Go"),
        Command("focus.clear_window", "Whole case", lambda: hub.move(hub.focus.over(None)),
                "Takes the time window away and leaves cursor and highlight.",
                (), lambda: hub.focus.window is not None, "fit", menu="Go"),
        *(_around(window, number, width) for number, width in enumerate(AROUND, 1)),
    )  # fmt: skip


def _anchor(window: MainWindow) -> None:
    if window.case is not None:
        hub = window.hub
        hub.move(hub.focus.at(window.case.notebook.case.started))


def _to_evidence(window: MainWindow, *, forward: bool) -> None:
    """Step through what was pinned in order of time; from no cursor, begin at the near end."""
    assert window.case is not None
    pins = sorted(
        (p for p in window.case.notebook.evidence.values() if p.t is not None), key=lambda p: (p.t or 0, p.number)
    )
    hub = window.hub
    places = [(pin.t or 0, pin.number) for pin in pins]
    here = next((place for place, pin in zip(places, pins, strict=True) if pin.citation == hub.focus.citation), None)
    if here is None and hub.focus.cursor is not None:
        here = (hub.focus.cursor, 0)
    beyond = [n for n, place in enumerate(places) if here is None or (place > here if forward else place < here)]
    if not beyond:
        window.say("There is no piece of evidence further on." if forward else "There is no piece of evidence before.")
        return
    pin = pins[beyond[0] if forward else beyond[-1]]
    focus = hub.focus if hub.focus.window is None or (pin.t or 0) in hub.focus.window else hub.focus.over(None)
    hub.move(focus.at(pin.t, pin.citation))


def _step(window: MainWindow, moved: bool, otherwise: str) -> None:
    if not moved:
        window.say(otherwise)


def _around(window: MainWindow, number: int, reach: int) -> Command:
    hub = window.hub

    def act() -> None:
        cursor = hub.focus.cursor
        if cursor is not None:
            hub.move(hub.focus.over(TimeWindow(cursor - reach, cursor + reach)))

    words = duration_text(reach)
    return Command(
        f"focus.around_{number}",
        f"Around this moment, {words} each side",
        act,
        f"Sets the window of all panels to {words} before and after the cursor.",
        (f"X, {number}",),
        lambda: hub.focus.cursor is not None,
        "clock",
        menu="Around this moment",
    )
