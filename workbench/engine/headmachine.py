"""Where a line's head decides whether it begins a record: a Pike machine that stops as soon as nothing can change.

The machine's states are values, so that what was learnt from one line holds for every line that leads to the same state.
A byte 10 stands for the end of the line, which no text holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from workbench.engine.headpattern import HIGH, Step

END = 10
DIGITS = sum(1 << code for code in range(48, 58))
# Where something was captured: (how many jumps were made before, bytes from there); None where nothing was.
Spot = tuple[int, int] | None
Caps = tuple[Spot, Spot, Spot, Spot]
NOWHERE: Caps = (None, None, None, None)


class AnyState(Protocol):
    """Where a machine is; equal states go on alike."""

    @property
    def decided(self) -> bool:
        """Whether no byte behind can change the answer."""
        ...

    @property
    def pending(self) -> Caps | None:
        """The answer, once decided; None: the line begins no record."""
        ...

    @property
    def opaque(self) -> bool:
        """Whether the line must be read another way."""
        ...


class AnyMachine(Protocol):
    """What a tree learns from; see `Machine`."""

    waits: int
    atoms: tuple[int, ...]

    def begin(self) -> Any:
        """Before the first byte."""
        ...

    def step(self, state: Any, bit: int, behind: tuple[int, int]) -> Any:
        """After one character."""
        ...

    def end(self, state: Any, here: tuple[int, int]) -> Any:
        """After the line's end."""
        ...

    def tells_digits_apart(self, state: Any) -> bool:
        """Whether the next byte, if it is a digit, matters by more than being one."""
        ...

    def loop(self, state: Any, behind: tuple[int, int]) -> int:
        """The characters after which the machine is where it was."""
        ...


@dataclass(frozen=True, slots=True)
class State:
    """threads: steps that wait for the next byte, the preferred one first · pending: what a less preferred way found."""

    threads: tuple[tuple[int, Caps], ...]
    pending: Caps | None

    @property
    def decided(self) -> bool:
        """Whether no byte behind can change the answer, which is `pending` (None: the line begins no record)."""
        return not self.threads

    @property
    def opaque(self) -> bool:
        """Whether somebody else has to look: never."""
        return False


class Machine:
    """Runs one program. All positions are given as they are to be remembered."""

    # characters that a state must wait over before it is worth jumping
    waits = 20

    def __init__(self, program: tuple[Step, ...]) -> None:
        self._program = program
        self._classes = sorted({step.chars for step in program if step.op == "char"})
        atoms: dict[tuple[bool, ...], int] = {}
        for bit in range(HIGH + 1):
            if bit != END:
                key = tuple(bool(chars >> bit & 1) for chars in self._classes)
                atoms[key] = atoms.get(key, 0) | 1 << bit
        # sets of characters that no step tells apart
        self.atoms = tuple(atoms.values())

    def begin(self) -> State:
        """Before the first byte."""
        return self._settled([(0, NOWHERE)], (0, 0), None, False)

    def step(self, state: State, bit: int, behind: tuple[int, int]) -> State:
        """After one character (its ASCII code, or `HIGH` for any other); behind: the position after it."""
        program = self._program
        moved = [
            (at + 1, caps) for at, caps in state.threads if program[at].op == "char" and program[at].chars >> bit & 1
        ]
        return self._settled(moved, behind, state.pending, False)

    def end(self, state: State, here: tuple[int, int]) -> State:
        """After the line's end; always decided."""
        at_end = [(at + 1, caps) for at, caps in state.threads if self._program[at].op == "end"]
        found = self._settled(at_end, here, state.pending, True)
        return State((), found.pending)

    def tells_digits_apart(self, state: State) -> bool:
        """Whether the next byte, if it is a digit, matters by more than being one."""
        for at, _ in state.threads:
            step = self._program[at]
            if step.op == "char" and step.chars & DIGITS not in (0, DIGITS):
                return True
        return False

    def loop(self, state: State, behind: tuple[int, int]) -> int:
        """The characters after which the machine is where it was."""
        chars = 0
        for atom in self.atoms:
            bit = atom.bit_length() - 1
            if self.step(state, bit, behind) == state:
                chars |= atom
        return chars

    def _settled(
        self, starts: list[tuple[int, Caps]], here: tuple[int, int], pending: Caps | None, at_end: bool
    ) -> State:
        """Follow every step that takes no byte, in order of preference; what is behind a match can't win any more."""
        program = self._program
        threads: list[tuple[int, Caps]] = []
        seen: set[int] = set()
        todo = list(reversed(starts))
        while todo:
            at, caps = todo.pop()
            if at in seen:
                continue
            seen.add(at)
            step = program[at]
            if step.op == "match":
                return State(tuple(threads), caps)
            if step.op == "jump":
                todo.append((step.a, caps))
            elif step.op == "split":
                todo += [(step.b, caps), (step.a, caps)]
            elif step.op == "save":
                todo.append((at + 1, _noted(caps, step.a, here)))
            elif step.op == "end" and at_end:
                todo.append((at + 1, caps))
            else:
                threads.append((at, caps))
        return State(tuple(threads), pending)


def _noted(caps: Caps, slot: int, here: tuple[int, int]) -> Caps:
    first, second, third, fourth = (here if slot == number else spot for number, spot in enumerate(caps))
    return first, second, third, fourth
