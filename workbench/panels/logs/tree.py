"""JSON and XML in a record's text as trees of lines: as written, bounded in depth and count, whoever wrote them."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from xml.parsers import expat

MOST, DEEPEST = 400, 64
"""Lines of a tree before the rest is only asked for; levels below which nothing is shown."""
SCANNED, TOKENS, SEEMING = 1 << 20, 20_000, 400
"""Characters, and tokens of JSON, looked through for the end of what is folded; tokens that tell whether it is any."""

_TOKEN = re.compile(
    r'\s*(?:(?P<text>"(?:[^"\\\x00-\x1f]|\\.)*")|(?P<word>-?\d[\d.eE+-]*|true|false|null)|(?P<mark>[{}\[\],:]))'
)
_START = re.compile(r'[{\[](?=\s*(?:["{\[\]}]|-?\d|true|false|null))')
_XML = re.compile(r"<(?:\?xml|[A-Za-z_][\w.:-]*[\s/>])")


@dataclass(frozen=True, slots=True)
class Node:
    """One line of a tree. path: what it is known by (`/a/0/b`) · open: None where it holds nothing · count: what it
    holds · kind: `text`, `number`, `word`, `object`, `array`, `element` · start, end: its characters in the text (JSON;
    end 0 where it wasn't found)
    """

    path: str
    depth: int
    name: str
    value: str
    kind: str
    open: bool | None = None
    count: int = 0
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Tree:
    """before, behind: the text around it · more: whether lines were left out · whole: whether its end was found."""

    before: str
    nodes: tuple[Node, ...]
    behind: str
    more: bool = False
    whole: bool = True


# ---------------------------------------------------------------------------------------------------------- JSON
def has_json(text: str) -> bool:
    """Whether a text seems to hold a JSON object or array: what `json_tree` would begin with, without its end."""
    return json_tree(text, most=2, tokens=SEEMING) is not None


def json_tree(text: str, shut: Collection[str] = (), most: int = MOST, tokens: int = TOKENS) -> Tree | None:
    """The first JSON object or array in a text as a tree; None where there is none with something in it.

    shut: paths whose content is left out. Never deeper in the stack than one call, whatever the nesting.
    """
    left = tokens
    for found, _tries in zip(_START.finditer(text), range(8), strict=False):
        walk = _Walk(text, found.start(), frozenset(shut), most)
        left = walk.run(left)
        if walk.tells:
            behind = text[walk.at :] if walk.whole else ""
            return Tree(text[: found.start()], tuple(walk.nodes), behind, walk.more, walk.whole)
    return None


class _Walk:
    """Goes through the tokens once, keeping what is open as a list."""

    def __init__(self, text: str, at: int, shut: frozenset[str], most: int) -> None:
        self.text, self.at, self.shut, self.most = text, at, shut, most
        self.nodes: list[Node] = []
        self.more, self.whole, self.bad, self.nested = False, False, False, False
        self._open: list[tuple[int, str, str, int]] = []  # node, bracket, path, members so far

    @property
    def tells(self) -> bool:
        """Whether it is more than a word in brackets, which many programs write before their messages."""
        if not self.nodes or not self.nodes[0].count:
            return False
        return self.nodes[0].kind == "object" or self.nodes[0].count > 2 or self.nested

    def run(self, most: int) -> int:
        """Until the end, or the first thing that is no JSON; how many of `most` tokens are left."""
        name, left = "", most
        while not self.whole and not self.bad and left > 0 and self.at < SCANNED:
            found = _TOKEN.match(self.text, self.at)
            if found is None:
                break
            left -= 1
            self.at = found.end()
            mark = found["mark"]
            if mark in ("}", "]"):
                self._close(mark)
            elif mark == ",":
                name = ""
            elif mark == ":":
                self.bad = not name and not self._open
            elif self._names(found):
                name = found["text"]
            else:
                self._value(name, found)
                name = ""
        while self._open:
            self._count(self._open.pop())
        return left

    def _names(self, found: re.Match[str]) -> bool:
        """Whether this text is a member's name: a colon follows."""
        if not found["text"] or not self._open or self._open[-1][1] != "{":
            return False
        rest = re.compile(r"\s*:").match(self.text, self.at)
        return rest is not None

    def _value(self, name: str, found: re.Match[str]) -> None:
        path, hidden = "", False
        if self._open:
            node, bracket, above, count = self._open[-1]
            label = name[1:65].removesuffix('"') if bracket == "{" else str(count)
            hidden = node < 0 or above in self.shut
            if len(self._open) >= DEEPEST and not hidden:
                hidden = self.more = True
            path = above if hidden else f"{above}/{label}#{count}"
            self._open[-1] = (node, bracket, above, count + 1)
        number = -1 if hidden else self._put(path, name, found)
        mark = found["mark"]
        if mark:
            self.nested = self.nested or bool(self._open)
            self._open.append((number, mark, path, 0))
        elif not self._open:
            self.bad = True

    def _put(self, path: str, name: str, found: re.Match[str]) -> int:
        if len(self.nodes) >= self.most:
            self.more = True
            return -1
        label = name or (path.rpartition("/")[2].rpartition("#")[0] if path else "")
        kinds = {"{": "object", "[": "array"}
        mark = found["mark"]
        kind = kinds.get(mark or "") or (
            "text" if found["text"] else "number" if found["word"][-1].isdigit() else "word"
        )
        is_open = None if kind not in ("object", "array") else path not in self.shut
        text, start = mark or found["text"] or found["word"], found.start(found.lastgroup or 0)
        self.nodes.append(Node(path, len(self._open), label, text, kind, is_open, 0, start, found.end()))
        return len(self.nodes) - 1

    def _close(self, mark: str) -> None:
        if not self._open or (self._open[-1][1], mark) not in (("{", "}"), ("[", "]")):
            self.bad = True
            return
        self._count(self._open.pop(), self.at)
        self.whole = not self._open

    def _count(self, closed: tuple[int, str, str, int], end: int = 0) -> None:
        """Write down how much something holds, and where it ends."""
        number, _bracket, _path, count = closed
        if number >= 0:
            node = self.nodes[number]
            self.nodes[number] = replace(node, count=count, open=node.open if count else None, end=end)


# ---------------------------------------------------------------------------------------------------------- XML
class _Refused(Exception):
    """It declares a document type or entities, or there is enough of it."""


def xml_tree(text: str, shut: Collection[str] = (), most: int = MOST) -> Tree | None:
    """The XML in a text as a tree of its elements, from its first tag to its end; None where it isn't well formed.

    What declares a document type is not read at all: nothing of it is expanded or loaded.
    """
    found = _XML.search(text[:SCANNED])
    if found is None:
        return None
    growing = _Elements(frozenset(shut), most)
    body = text[found.start() : SCANNED].rstrip()
    end = body.rfind(">") + 1
    try:
        growing.parser.Parse(body[:end].encode("utf-8", "replace"), True)
    except _Refused:
        return None if growing.refused else growing.tree(text[: found.start()], "")
    except (expat.ExpatError, LookupError):  # an encoding that nobody knows is a LookupError
        return None
    return growing.tree(text[: found.start()], body[end:])


class _Elements:
    """What expat tells, as nodes."""

    def __init__(self, shut: frozenset[str], most: int) -> None:
        self.nodes: list[Node] = []
        self.refused, self.more = False, False
        self._shut, self._most = shut, most
        self._open: list[tuple[int, str, int]] = []  # node, path, children so far
        self._words: list[str] = []
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self._refuse
        self.parser.EntityDeclHandler = self._refuse
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text

    def tree(self, before: str, behind: str) -> Tree:
        """All of it."""
        return Tree(before, tuple(self.nodes), behind, self.more, not self.more)

    def _refuse(self, *_what: object) -> None:
        self.refused = True
        raise _Refused

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._flush()
        number, path = -1, ""
        if self._open:
            above, path, count = self._open[-1]
            hidden = above < 0 or path in self._shut
            self._open[-1] = (above, path, count + 1)
            if len(self._open) >= DEEPEST and not hidden:
                hidden = self.more = True
            path = path if hidden else f"{path}/{count}"
        else:
            hidden = False
        if not hidden:
            listed = " ".join(f'{key}="{value}"' for key, value in attributes.items())
            number = self._put(Node(path, len(self._open), name, listed, "element", path not in self._shut))
        self._open.append((number, path, 0))

    def _end(self, _name: str) -> None:
        self._flush()
        number, _path, count = self._open.pop()
        if number >= 0:
            node = self.nodes[number]
            self.nodes[number] = replace(node, count=count, open=node.open if count else None)

    def _text(self, text: str) -> None:
        self._words.append(text)

    def _flush(self) -> None:
        """Text between tags: beside its element where it is all the element holds so far, else a line of its own."""
        text = " ".join("".join(self._words).split())
        self._words.clear()
        if not text or not self._open:
            return
        number, path, count = self._open[-1]
        if number < 0 or path in self._shut:
            return
        node = self.nodes[number]
        if count == 0 and number == len(self.nodes) - 1:
            self.nodes[number] = replace(node, value=f"{node.value}  {text}".strip())
        else:
            self._put(Node(f"{path}/t{len(self.nodes)}", len(self._open), "", text, "text"))

    def _put(self, node: Node) -> int:
        if len(self.nodes) >= self._most:
            self.more = True
            raise _Refused
        self.nodes.append(node)
        return len(self.nodes) - 1
