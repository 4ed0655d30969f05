"""The filter language: text to tree and back. `unparse(parse(x))` says the same in full, with times resolved."""

from __future__ import annotations

import re
from collections.abc import Callable

from workbench.engine.pattern import runs_on_python
from workbench.errors import QueryError, WorkbenchError
from workbench.model.instants import Instant, iso, parse_instant
from workbench.model.records import KINDS
from workbench.model.severity import LEVELS, WORDS
from workbench.query.fields import INSTANTS, NO, YES, canonical
from workbench.query.lexer import Token, tokens
from workbench.query.tree import All, And, Field, Has, Leaf, Node, Not, Op, Or, Regex, Text

DEEPEST = 100
MOST_LEAVES = 1000


def parse(text: str, *, day: Instant, zone: str, cursor: Instant | None = None) -> Node:
    """Read a filter. day: any instant of the day that a time without a date means, in `zone` · cursor: what `+30s`
    counts from. Raises `QueryError` with the position (in characters) it went wrong at.
    """
    return _Parser(tokens(text), lambda value: parse_instant(value, day=day, zone=zone, cursor=cursor)).whole()


class _Parser:
    """Recursive descent; the depth of parentheses is bounded, so the stack is."""

    def __init__(self, found: list[Token], instant: Callable[[str], Instant]) -> None:
        self._tokens, self._instant = found, instant
        self._place = self._depth = self._leaves = 0

    def whole(self) -> Node:
        if self._here.kind == "end":
            return All()
        node = self._either()
        if self._here.kind == ")":
            raise QueryError("a ) has no ( before it", "", "Take it out or quote it.", self._here.position)
        return node

    @property
    def _here(self) -> Token:
        return self._tokens[self._place]

    def _next(self) -> Token:
        token = self._tokens[self._place]
        self._place += 1
        return token

    def _either(self) -> Node:
        parts = [self._both()]
        while self._here.kind == "or":
            self._next()
            parts.append(self._both())
        return any_of(parts)

    def _both(self) -> Node:
        parts = [self._one()]
        while self._here.kind not in ("or", ")", "end"):
            if self._here.kind == "and":
                self._next()
            parts.append(self._one())
        return all_of(parts)

    def _one(self) -> Node:
        token = self._next()
        negated = False
        while token.kind == "-":
            negated = not negated
            token = self._next()
        node = self._group(token) if token.kind == "(" else self._leaf(token)
        return opposite(node) if negated else node

    def _group(self, opening: Token) -> Node:
        self._depth += 1
        if self._depth > DEEPEST:
            raise QueryError("the parentheses are nested too deeply", "", f"Keep below {DEEPEST}.", opening.position)
        node = self._either()
        if self._next().kind != ")":
            raise QueryError("the ( is not closed", "", "Add the ) that is missing.", opening.position)
        self._depth -= 1
        return node

    def _leaf(self, token: Token) -> Node:
        self._leaves += 1
        if self._leaves > MOST_LEAVES:
            raise QueryError(f"the filter has more than {MOST_LEAVES:,} terms", "", "", token.position)
        if token.kind == "field":
            return self._field(token)
        if token.kind in ("regex", "regex_i"):
            _check_regex(token, token.kind == "regex_i")
            return Regex(token.text, token.kind == "regex_i")
        if token.kind in ("phrase", "exact"):
            return Text(token.text, token.kind == "exact") if token.text else All()
        if token.kind == "word":
            return All() if token.text == "*" else Text(token.text)
        where = {"end": "the end", "or": "OR", "and": "AND", ")": ")"}.get(token.kind, token.text)
        raise QueryError(f"a term is missing before {where}", "", "Write a word or quote it.", token.position)

    def _field(self, token: Token) -> Node:
        name, op = canonical(token.name), _op(token)
        if token.quote in ("/", "/i"):
            if op != "=":
                raise QueryError("a regex can't be compared", "", f"Write {token.name}:/…/.", token.position)
            _check_regex(token, token.quote == "/i")
            return Field(name, "~", token.text, True, token.quote == "/i")
        value = token.text[:-1] + "*" if token.text.endswith("…") else token.text
        if name == "has":
            return Has(canonical(value))
        if name in INSTANTS:
            return self._time(token, name, op, value)
        _check_value(token, name, op, value)
        return Field(name, op, value)

    def _time(self, token: Token, name: str, op: Op, value: str) -> Node:
        try:
            return Field(name, op, iso(self._instant(value)) or "")
        except (WorkbenchError, OverflowError) as error:
            what = error.what if isinstance(error, WorkbenchError) else f"{value!r} is not a time"
            remedy = error.remedy if isinstance(error, WorkbenchError) else ""
            raise QueryError(what, "", remedy, token.position) from None


def _op(token: Token) -> Op:
    ops: dict[str, Op] = {"=": "=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
    return ops[token.op]


def _check_regex(token: Token, ignore_case: bool) -> None:
    try:
        runs_on_python(token.text, ignore_case)
    except QueryError as error:
        before = len(f"{token.name}{token.op}/") if token.kind == "field" else 1
        raise QueryError(error.what, error.where, error.remedy, token.position + before + error.position) from None


def _check_value(token: Token, name: str, op: Op, value: str) -> None:
    """Refuse a value that its field can't have, so that a slip doesn't look like an empty answer."""
    low = value.lower()
    number = low.isascii() and low.isdigit() and len(low) <= 2 and int(low) <= 24
    if name == "severity" and low not in WORDS and low not in LEVELS and not number:
        raise QueryError(f"{value!r} is not a severity", "", f"Write one of {', '.join(LEVELS)}.", token.position)
    if name == "kind" and "*" not in low and low not in KINDS:
        raise QueryError(f"there is no kind {value!r}", "", f"Write one of {', '.join(KINDS)}.", token.position)
    if name == "pinned" and low not in (*YES, *NO):
        raise QueryError(f"pinned can't be {value!r}", "", "Write pinned:yes or pinned:no.", token.position)


def all_of(parts: list[Node]) -> Node:
    """The parts joined by AND in their simplest form: flat, without `All`."""
    flat = [inner for part in parts for inner in (part.parts if isinstance(part, And) else (part,))]
    kept = [part for part in flat if not isinstance(part, All)]
    return And(tuple(kept)) if len(kept) > 1 else kept[0] if kept else All()


def any_of(parts: list[Node]) -> Node:
    """The parts joined by OR in their simplest form: flat."""
    flat = [inner for part in parts for inner in (part.parts if isinstance(part, Or) else (part,))]
    return Or(tuple(flat)) if len(flat) > 1 else flat[0]


def opposite(node: Node) -> Node:
    """The node negated; twice is not at all."""
    return node.part if isinstance(node, Not) else Not(node)


_PLAIN_WORD = re.compile(r"[\w.@#%+=,;][\w.@#%+=,;/-]*")
_PLAIN_VALUE = re.compile(r"[\w.@#%+=,;*-][\w.@#%+=,;*:/-]*")
_SIGN = {"=": ":", "~": ":"}


def unparse(node: Node) -> str:
    """A text that parses to the same tree, whatever the day, zone or cursor."""
    if isinstance(node, Or):
        return " OR ".join(unparse(part) for part in node.parts)
    if isinstance(node, And):
        return " ".join(_grouped(part) for part in node.parts)
    if isinstance(node, Not):
        # two dashes begin a word such as --limit, so a double negation, which parse never makes, is left out
        return _grouped(node.part.part) if isinstance(node.part, Not) else f"-{_grouped(node.part)}"
    return "*" if isinstance(node, All) else _leaf_text(node)


def _grouped(node: Node) -> str:
    return f"({unparse(node)})" if isinstance(node, And | Or) else unparse(node)


def _leaf_text(leaf: Leaf) -> str:
    if isinstance(leaf, Text):
        if leaf.case:
            return _quote(leaf.value, "'")
        plain = _PLAIN_WORD.fullmatch(leaf.value) and leaf.value not in ("OR", "AND")
        return leaf.value if plain else _quote(leaf.value, '"')
    if isinstance(leaf, Regex):
        return _slashed(leaf.pattern, leaf.ignore_case)
    if isinstance(leaf, Has):
        return f"has:{_value_text(leaf.name)}"
    if leaf.regex:
        return f"{leaf.name}:{_slashed(leaf.value, leaf.ignore_case)}"
    return f"{leaf.name}{_SIGN.get(leaf.op, leaf.op)}{_value_text(leaf.value)}"


def _value_text(value: str) -> str:
    return value if _PLAIN_VALUE.fullmatch(value) else _quote(value, '"')


def _quote(value: str, quote: str) -> str:
    return quote + value.replace("\\", "\\\\").replace(quote, f"\\{quote}") + quote


def _slashed(pattern: str, ignore_case: bool) -> str:
    pairs = re.sub(r"\\.|/", lambda found: r"\/" if found[0] == "/" else found[0], pattern, flags=re.DOTALL)
    return f"/{pairs}/{'i' if ignore_case else ''}"
