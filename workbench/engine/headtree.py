"""Which lines begin a record, and where their stamps and levels lie, for a whole batch of lines at once.

Lines of one log begin alike. What a line's first bytes decide is worked out once by the `Machine` and kept as an edge of
a tree: eight bytes, of which digits may be any digit where the pattern takes any, and what follows from them. All lines
whose words are the same go along it together. Where the machine waits in one state for something (the end of a bracket,
the blank behind a word), the lines jump there. What can't be told so (other characters than ASCII where the pattern counts
them, heads that are all different) is left to whoever reads line by line.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from workbench.engine.headlines import Bools, Group, Heads, Leaf, Reading, jumped
from workbench.engine.headmachine import END, AnyMachine, AnyState, Caps
from workbench.engine.headpattern import HIGH
from workbench.engine.words import EVERY, HIGHS, Bytes, Int64, Words, cut_off, rows_at, words_at

HEAD = 32  # bytes of a line that are fetched at once
EDGES, NODES, DEPTH = 48, 1500, 100
WIDE = 0.25  # a node whose edges miss more than this share of its lines is given up
_RANGES = 8


@dataclass(slots=True)
class _Edge:
    """Words that equal `text` where `care` has bits, digits being any digits."""

    text: np.uint64
    care: np.uint64
    reach: np.uint64
    to: _Node | Leaf
    hits: int = 0

    def takes(self, words: Words) -> Bools:
        """Which words go along. A byte off by 0 (by 0..9 for a digit) can't reach bit 7 when `reach` is added."""
        off = words ^ self.text
        if self.care != EVERY:
            off &= self.care
        wrong = off + self.reach
        wrong |= off
        wrong &= HIGHS
        return wrong == 0


@dataclass(slots=True)
class _First:
    """First bytes that all lead to the same: what is decided, or a jump."""

    bytes: Bools
    to: _Node | Leaf
    hits: int = 0

    def takes(self, words: Words) -> Bools:
        """Which words go along."""
        return self.bytes[words.astype(np.uint8)]


@dataclass(slots=True)
class _Node:
    """A state, `base` jumps behind the line's start and `offset` bytes from the last of them.

    stops: where lines that come here jump to first, as ranges of codes; high: other characters than ASCII stop, too ·
    known: for each base the bytes that led here, -1 where they vary
    """

    state: AnyState
    base: int
    offset: int
    depth: int
    known: tuple[tuple[int, ...], ...]
    stops: tuple[tuple[int, int], ...] = ()
    high: bool = False
    edges: list[_Edge] = field(default_factory=list)
    firsts: list[_First] = field(default_factory=list)
    closed: bool = False
    visits: int = 0
    misses: int = 0


# where lines go: to a node or leaf, which of a group (None: all)
_Going = tuple[_Node | Leaf, Group, Int64 | None]


class HeadTree:
    """Reads heads by one pattern, and learns as it goes. severity_of: the severity of a level's text. For any thread."""

    def __init__(self, machine: AnyMachine, severity_of: Callable[[str], int], default: int) -> None:
        self._machine, self._severity_of, self._default = machine, severity_of, default
        self._lock = threading.Lock()
        self._nodes = 1
        self._root = _Node(machine.begin(), 0, 0, 0, ((),))

    def read(self, block: Bytes, starts: Int64, lengths: Int64) -> Heads:
        """Read lines; the block must be `padded` behind the last of them."""
        reading = Reading(block, starts, self._default)
        shortest = int(lengths.min()) if len(lengths) else 0
        head = rows_at(block, starts, HEAD)
        group = Group(np.arange(len(starts)), starts + lengths, head, (starts,), shortest)
        todo: list[_Going] = [(self._root, group, None)]
        while todo:
            node, group, some = todo.pop()
            if isinstance(node, Leaf):
                reading.take(node, group, some)
            elif node.state.decided:
                reading.take(self._leaf(node.state.pending, node.known), group, some)
            elif node.closed:
                reading.take(Leaf(None), group, some)
            else:
                todo.extend(self._led(node, group if some is None else group.picked(some), block))
        return reading.heads(head)

    def _led(self, node: _Node, group: Group, block: Bytes) -> list[_Going]:
        """Where the lines at a node go."""
        if node.stops:
            group = jumped(group, len(node.known[-2]), node.stops, node.high, block)
        places = group.bases[-1]
        if node.base == 0 and node.offset % 8 == 0 and node.offset < HEAD:
            words = group.word(node.offset // 8)
        else:
            words = words_at(block, places + node.offset if node.offset else places)
        if node.base or group.shortest < node.offset + 8:
            words = cut_off(words, group.ends - places - node.offset)
        found: list[_Going] = []
        left = _follow(node.edges, words, None, group, found)
        left = _follow(node.firsts, words, left, group, found)
        node.visits += len(words)
        while left is None or len(left):
            learnt = self._learn(node, int(words[0 if left is None else left[0]]))
            if learnt is None:
                found.append((Leaf(None), group, left))
                node.misses += len(words) if left is None else len(left)
                break
            left = _follow([learnt], words, left, group, found)
        if node.misses > WIDE * node.visits and node.visits > 50_000:
            node.closed = True
        return found

    def _learn(self, node: _Node, sample: int) -> _Edge | _First | None:
        """An edge for words like this one; None where the node has enough of them."""
        with self._lock:
            if len(node.edges) + len(node.firsts) >= EDGES or self._nodes >= NODES or node.depth >= DEPTH:
                return None
            # a list that another thread goes through is never changed in its midst
            node.edges = sorted(node.edges, key=lambda edge: -edge.hits)
            first = self._first(node, sample & 255)
            if first is not None:
                node.firsts = [*node.firsts, first]
                return first
            edge = self._edge(node, sample)
            node.edges = [*node.edges, edge]
            return edge

    def _edge(self, node: _Node, sample: int) -> _Edge:
        text = sample.to_bytes(8, "little")
        state, known = node.state, list(node.known[-1])
        care = reach = 0
        to: _Node | Leaf | None = None
        size = 0
        while to is None and size < 8:
            code = text[size]
            after = self._after(state, code, (node.base, node.offset + size + 1))
            loop = self._loop(state, node, size) if size and after == state else 0
            if loop:
                to = self._waiting(node, state, loop, tuple(known))
                break
            digit = 48 <= code <= 57
            if digit and self._machine.tells_digits_apart(state):
                if size:  # where some digits lead on and others don't, a node of its own tells them by the first byte
                    path = (*node.known[:-1], tuple(known))
                    to = _Node(state, node.base, node.offset + size, node.depth + 1, path)
                    break
                digit = False
            care |= 0xFF << 8 * size
            reach |= (0x76 if digit else 0x7F) << 8 * size
            known.append(-1 if digit else code)
            size += 1
            if after.decided:
                to = self._leaf(after.pending, (*node.known[:-1], tuple(known)))
            elif code >= HIGH or after.opaque:
                to = Leaf(None)
            else:
                state = after
        if to is None:
            path = (*node.known[:-1], tuple(known))
            to = _Node(state, node.base, node.offset + 8, node.depth + 1, path)
        self._nodes += isinstance(to, _Node)
        masked = [48 if reach >> 8 * place & 0xFF == 0x76 else text[place] for place in range(8)]
        expected = int.from_bytes(bytes(masked), "little") & care
        return _Edge(np.uint64(expected), np.uint64(care), np.uint64(reach), to)

    def _after(self, state: AnyState, code: int, behind: tuple[int, int]) -> AnyState:
        if code == END:
            return self._machine.end(state, (behind[0], behind[1] - 1))
        return self._machine.step(state, min(code, HIGH), behind)

    def _first(self, node: _Node, code: int) -> _First | None:
        """What the first byte alone decides, and for which others it is the same."""
        behind = (node.base, node.offset + 1)
        after = self._after(node.state, code, behind)
        if after == node.state and not node.stops:
            loop = self._loop(node.state, node, 0)
            if loop:
                self._nodes += 1
                return _First(_table(loop), self._waiting(node, node.state, loop, node.known[-1]))
        settled = after.decided or after.opaque
        if code == END or not (settled or (48 <= code <= 57 and self._machine.tells_digits_apart(node.state))):
            return None
        alike = 0
        for atom in self._machine.atoms:
            if self._machine.step(node.state, atom.bit_length() - 1, behind) == after:
                alike |= atom
        if not settled:
            known = (*node.known[:-1], (*node.known[-1], code if alike.bit_count() == 1 else -1))
            self._nodes += 1
            return _First(_table(alike), _Node(after, node.base, node.offset + 1, node.depth + 1, known))
        to = Leaf(None) if after.opaque else self._leaf(after.pending, node.known)
        return _First(_table(alike), to)

    def _loop(self, state: AnyState, node: _Node, size: int) -> int:
        """The characters a state waits over; 0 where they are too few, or too scattered to jump."""
        loop = self._machine.loop(state, (node.base, node.offset + size + 1))
        return loop if loop.bit_count() >= self._machine.waits and len(_ranges(loop)) <= _RANGES else 0

    def _waiting(self, node: _Node, state: AnyState, loop: int, known: tuple[int, ...]) -> _Node:
        path = (*node.known[:-1], known, ())
        return _Node(state, node.base + 1, 0, node.depth + 1, path, _ranges(loop), not loop >> HIGH & 1)

    def _leaf(self, caps: Caps | None, known: tuple[tuple[int, ...], ...]) -> Leaf:
        if caps is None:
            return Leaf(False)
        stamp, level = (caps[0], caps[1]), (caps[2], caps[3])
        if caps[2] is None or caps[3] is None:
            return Leaf(True, stamp, (None, None), self._default)
        (base, first), (last_base, last) = caps[2], caps[3]
        text = known[base][first:last]
        if base != last_base or len(text) != last - first or -1 in text or max(text, default=0) >= HIGH:
            return Leaf(True, stamp, level)
        return Leaf(True, stamp, level, self._severity_of(bytes(text).decode("ascii")))


def _follow(
    edges: Sequence[_Edge | _First], words: Words, left: Int64 | None, group: Group, found: list[_Going]
) -> Int64 | None:
    """Send lines along edges; gives the places of those that are left (None: all of them)."""
    for edge in edges:
        some = words if left is None else words[left]
        if not len(some):
            break
        takes = edge.takes(some)
        count = int(np.count_nonzero(takes))
        if not count:
            continue
        edge.hits += count
        if count == len(words):
            found.append((edge.to, group, None))
            return np.zeros(0, dtype=np.int64)
        gone, rest = np.flatnonzero(takes), np.flatnonzero(~takes)
        found.append((edge.to, group, gone if left is None else left[gone]))
        left = rest if left is None else left[rest]
    return left


def _ranges(loop: int) -> tuple[tuple[int, int], ...]:
    """The ASCII codes outside a set, as ranges."""
    outside = [code for code in range(HIGH) if not loop >> code & 1]
    ranges: list[tuple[int, int]] = []
    for code in outside:
        if ranges and ranges[-1][1] == code - 1:
            ranges[-1] = (ranges[-1][0], code)
        else:
            ranges.append((code, code))
    return tuple(ranges)


def _table(chars: int) -> Bools:
    """A set of characters as 256 bytes' answers; `END` is in no set."""
    table = np.zeros(256, dtype=np.bool_)
    table[[code for code in range(HIGH) if chars >> code & 1]] = True
    table[HIGH:] = bool(chars >> HIGH & 1)
    return table
