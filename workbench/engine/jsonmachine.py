"""JSON lines for the `HeadTree`: a machine that follows one object from brace to brace and notes its stamp and level.

It answers only for lines about which there is no doubt: well-formed (RFC 8259) and plain where it matters. Whatever else a
line holds (an escape in a key, a second stamp of the same name, an exponent, a control character, a broken end) makes the
state opaque, and the line is left to the JSON library.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from workbench.engine.headmachine import NOWHERE, Caps
from workbench.engine.headpattern import HIGH
from workbench.engine.lineformat import LineFormat

DEEPEST = 8
_BLANK = frozenset(b" \t\r")
_DIGITS = frozenset(b"0123456789")
_QUOTE, _BACKSLASH = 0x22, 0x5C
_ESCAPED = frozenset(b'"\\/bfnrt')
_WORDS = {0x74: b"true", 0x66: b"false", 0x6E: b"null"}


@dataclass(frozen=True, slots=True)
class JsonState:
    """Where the machine is. stack: the open brackets · text: the key so far while it may be one of ours, the rest of a
    word, or how many characters of an escape are left · role: 0 for a stamp's value, 2 for a level's, -1 for any other ·
    rank: of the key the value belongs to · ranks: of the stamp and the level noted in `caps` · seen: our keys so far
    """

    at: str = "start"
    stack: bytes = b""
    text: bytes | None = None
    role: int = -1
    rank: int = 0
    caps: Caps = NOWHERE
    ranks: tuple[int, int] = (1 << 30, 1 << 30)
    seen: frozenset[bytes] = frozenset()

    @property
    def decided(self) -> bool:
        """Whether no byte behind can change the answer."""
        return self.at in ("begins", "other")

    @property
    def pending(self) -> Caps | None:
        """What was noted; None where the line begins no record."""
        return self.caps if self.at == "begins" else None

    @property
    def opaque(self) -> bool:
        """Whether somebody else has to look."""
        return self.at == "opaque"


OPAQUE, OTHER = JsonState("opaque"), JsonState("other")
Spot = tuple[int, int]


class JsonMachine:
    """Follows the lines of one format."""

    # digits are waited over: numbers of any length lead to the same state
    waits = 10

    def __init__(self, format: LineFormat) -> None:
        self._keys: dict[bytes, list[tuple[int, int]]] = {}
        for role, keys in ((0, format.stamp_keys), (2, format.level_keys)):
            for rank, key in enumerate(keys):
                self._keys.setdefault(key.encode(), []).append((role, rank))
        # `a.b` may also be b in an object a: then the library looks
        self._outer = {key.partition(b".")[0] for key in self._keys if b"." in key}
        self.atoms = (*(1 << code for code in range(HIGH) if code != 10), 1 << HIGH)
        self._ways = {
            "start": self._start, "first": self._first, "key": self._key, "name": self._name, "colon": self._colon,
            "value": self._value, "empty": self._value, "text": self._text, "escape": self._escape, "minus": self._minus,
            "dot": self._dot, "word": self._word, "behind": self._behind, "done": self._done,
            "zero": self._number, "whole": self._number, "part": self._number,
        }  # fmt: skip

    def begin(self) -> JsonState:
        """Before the first byte."""
        return JsonState()

    def step(self, state: JsonState, bit: int, behind: Spot) -> JsonState:
        """After one character (its ASCII code, or `HIGH` for any other); behind: the position after it."""
        return state if state.decided or state.opaque else self._ways[state.at](state, bit, behind)

    def end(self, state: JsonState, here: Spot) -> JsonState:
        """After the line's end."""
        if state.at == "done":
            return replace(state, at="begins")
        return OTHER if state.at == "start" else state if state.decided else OPAQUE

    def tells_digits_apart(self, state: JsonState) -> bool:
        """Whether the next byte, if it is a digit, matters by more than being one."""
        return state.at in ("value", "empty", "minus", "name", "escape")

    def loop(self, state: JsonState, behind: Spot) -> int:
        """The characters after which the machine is where it was."""
        return sum(atom for atom in self.atoms if self.step(state, atom.bit_length() - 1, behind) == state)

    def _start(self, state: JsonState, bit: int, _behind: Spot) -> JsonState:
        if bit in _BLANK:
            return state
        return replace(state, at="first", stack=b"{") if bit == 0x7B else OTHER

    def _first(self, state: JsonState, bit: int, behind: Spot) -> JsonState:
        return self._closed(state) if bit == 0x7D else self._key(state, bit, behind)

    def _key(self, state: JsonState, bit: int, _behind: Spot) -> JsonState:
        if bit in _BLANK:
            return state
        return replace(state, at="name", text=b"" if len(state.stack) == 1 else None) if bit == _QUOTE else OPAQUE

    def _name(self, state: JsonState, bit: int, _behind: Spot) -> JsonState:
        if bit == _QUOTE:
            return self._named(state)
        if bit < 0x20 or bit in (_BACKSLASH, HIGH):
            return OPAQUE
        if state.text is None:
            return state
        text = state.text + bytes([bit])
        ours = any(key.startswith(text) for key in (*self._keys, *self._outer))
        return replace(state, text=text if ours else None)

    def _named(self, state: JsonState) -> JsonState:
        """Behind a key: whether its value is a stamp or a level, and which of several counts."""
        if state.text is None or state.text not in (self._keys.keys() | self._outer):
            return replace(state, at="colon", text=None, role=-1)
        ways = self._keys.get(state.text, [])
        if state.text in state.seen or len(ways) > 1:
            return OPAQUE
        role, rank = ways[0] if ways else (-1, 0)
        # an object behind the outer part of a path would be looked into
        text = b"." if state.text in self._outer else None
        return replace(state, at="colon", text=text, role=role, rank=rank, seen=state.seen | {state.text})

    def _colon(self, state: JsonState, bit: int, _behind: Spot) -> JsonState:
        if bit in _BLANK:
            return state
        return replace(state, at="value") if bit == 0x3A else OPAQUE

    def _value(self, state: JsonState, bit: int, behind: Spot) -> JsonState:
        if bit in _BLANK:
            return state
        here = (behind[0], behind[1] - 1)
        if bit == _QUOTE:
            return replace(self._noted(state, 0, behind), at="text", text=None)
        if bit == 0x2D or bit in _DIGITS:
            at = "minus" if bit == 0x2D else "zero" if bit == 0x30 else "whole"
            return replace(self._noted(state, 0, here), at=at, text=None)
        if bit in _WORDS and (state.role < 0 or bit == 0x6E):
            return replace(state, at="word", text=_WORDS[bit][1:])
        if bit == 0x5D and state.at == "empty":
            return self._closed(state)
        if bit not in (0x5B, 0x7B) or state.role >= 0 or state.text is not None or len(state.stack) >= DEEPEST:
            return OPAQUE
        return replace(state, at="first" if bit == 0x7B else "empty", stack=state.stack + bytes([bit]))

    def _noted(self, state: JsonState, side: int, spot: Spot) -> JsonState:
        """Note where a stamp or level begins (side 0) or ends (1), where its key comes before the one noted so far."""
        if state.role < 0 or (state.rank > state.ranks[state.role // 2]):
            return state
        ranks = (state.rank, state.ranks[1]) if state.role == 0 else (state.ranks[0], state.rank)
        first, second, third, fourth = (
            spot if number == state.role + side else known for number, known in enumerate(state.caps)
        )
        return replace(state, caps=(first, second, third, fourth), ranks=ranks)

    def _text(self, state: JsonState, bit: int, behind: Spot) -> JsonState:
        if bit == _QUOTE:
            return replace(self._noted(state, 1, (behind[0], behind[1] - 1)), at="behind", role=-1)
        if bit < 0x20 or (state.role >= 0 and bit in (HIGH, _BACKSLASH)):
            return OPAQUE
        return replace(state, at="escape", text=b"") if bit == _BACKSLASH else state

    def _escape(self, state: JsonState, bit: int, _behind: Spot) -> JsonState:
        """Only the escapes of one character: what an escaped surrogate is worth the library knows."""
        return replace(state, at="text", text=None) if bit in _ESCAPED else OPAQUE

    def _minus(self, state: JsonState, bit: int, _behind: Spot) -> JsonState:
        return replace(state, at="zero" if bit == 0x30 else "whole") if bit in _DIGITS else OPAQUE

    def _dot(self, state: JsonState, bit: int, _behind: Spot) -> JsonState:
        return replace(state, at="part") if bit in _DIGITS else OPAQUE

    def _number(self, state: JsonState, bit: int, behind: Spot) -> JsonState:
        if bit in _DIGITS:
            return OPAQUE if state.at == "zero" else state
        if bit == 0x2E and state.at != "part":
            return replace(state, at="dot")
        ended = self._noted(state, 1, (behind[0], behind[1] - 1))
        return self._behind(replace(ended, at="behind", role=-1), bit, behind)

    def _word(self, state: JsonState, bit: int, _behind: Spot) -> JsonState:
        if not state.text or bit != state.text[0]:
            return OPAQUE
        rest = state.text[1:]
        return replace(state, text=rest) if rest else replace(state, at="behind", text=None, role=-1)

    def _behind(self, state: JsonState, bit: int, _behind: Spot) -> JsonState:
        if bit in _BLANK:
            return state
        inside = state.stack[-1:]
        if bit == 0x2C:
            return replace(state, at="key" if inside == b"{" else "value")
        return self._closed(state) if bit == (0x7D if inside == b"{" else 0x5D) else OPAQUE

    def _closed(self, state: JsonState) -> JsonState:
        stack = state.stack[:-1]
        return replace(state, at="behind" if stack else "done", stack=stack, role=-1)

    def _done(self, state: JsonState, bit: int, _behind: Spot) -> JsonState:
        return state if bit in _BLANK else OPAQUE
