"""The body of a record in the form that suits it: a tree, a statement, a trace folded to our own code, text, or bytes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from workbench.model.code import Frame, StackTrace
from workbench.panels.logs.rawlines import hex_lines, is_binary
from workbench.panels.logs.sql import SqlLine, sql_lines
from workbench.panels.logs.trace import body_lines
from workbench.panels.logs.tree import Node, Tree, has_json, json_tree, xml_tree
from workbench.views.code_frames import frames_of
from workbench.views.log.record_items import Item, Tint
from workbench.views.log.text import PAINTED, harmless

LINES, NODES, HEX_LINES = 200, 300, 64
"""What is shown of a body before the rest is asked for: lines of text, lines of a tree, lines of bytes."""
LOOKED_AT = 1 << 15
"""Characters that are looked through for a structure, unless more is asked for."""
_INKS = {"text": "syn.str", "number": "syn.num", "word": "syn.kw", "note": "syn.com"}


@dataclass(frozen=True, slots=True)
class Body:
    """What there is to show. text: the record's own words · raw: its bytes as they stand in the file, as far as read ·
    size: of all of them · start: their offset in the source · trace: its stack trace · own: whether a frame is of
    our own code
    """

    text: str
    raw: bytes
    size: int
    start: int
    trace: StackTrace | None
    own: Callable[[Frame], bool]


@dataclass(slots=True)
class Shown:
    """A body as items, and what each gives when it is copied, filtered by, or followed."""

    items: list[Item]
    copies: dict[str, str]
    phrases: dict[str, str]
    names: dict[str, tuple[str, str]]
    links: dict[str, str]


def forms_of(body: Body) -> tuple[str, ...]:
    """The forms it may be shown in, the most telling first."""
    found: list[str] = []
    some = body.text[:LOOKED_AT]
    if body.trace is not None:
        found.append("Trace")
    if has_json(some):
        found.append("JSON")
    elif xml_tree(some, most=8) is not None:
        found.append("XML")
    elif sql_lines(some, most=2) is not None:
        found.append("SQL")
    raw = body.raw.decode("utf-8", "replace")
    plain = ["Text", "Raw"] if raw.strip() != body.text.strip() else ["Text"]
    if "JSON" not in found and has_json(raw[:LOOKED_AT]):
        plain.insert(1, "JSON")
    return (*found, "Bytes", *plain) if is_binary(body.raw) and not found else (*found, *plain, "Bytes")


def shown(body: Body, form: str, shut: Collection[str], limit: int, letters: int) -> Shown:
    """The body in one of its forms. limit: times that more of it was asked for · letters: that fit into a line."""
    made = Shown([], {}, {}, {}, {})
    text = body.text[: LOOKED_AT * (1 + limit)]
    if form == "JSON" and not has_json(text):
        text = body.raw.decode("utf-8", "replace")  # the line itself is JSON, its message is none
    if form == "Bytes":
        _bytes(made, body, limit, letters)
    elif form == "Trace":
        lines = text.split("\n")
        first = next((n for n, line in enumerate(lines) if line.strip()), 0)
        _text(made, lines[: first + 1], limit)
        _trace(made, lines[first + 1 :], body)
    elif form == "JSON" and (tree := json_tree(text, shut, NODES * (1 + limit))) is not None:
        _tree(made, tree, text, shut, _json_item)
    elif form == "XML" and (tree := xml_tree(text, shut, NODES * (1 + limit))) is not None:
        _tree(made, tree, text, shut, _xml_item)
    elif form == "SQL" and (found := sql_lines(text, NODES * (1 + limit))) is not None:
        _sql(made, *found)
    elif form == "Raw":
        _text(made, body.raw.decode("utf-8", "replace").rstrip("\r\n").split("\n"), limit)
    else:
        _text(made, text.rstrip("\r\n").split("\n"), limit)
    return made


# ------------------------------------------------------------------------------------------------ text
def _text(made: Shown, lines: list[str], limit: int, start: int = 0) -> None:
    """Lines as they are, each cut where it is very long."""
    most = LINES * (1 + limit)
    for number, line in enumerate(lines[:most], start):
        key = f"t{number}"
        value = harmless(line.rstrip("\r"))
        made.items.append(Item(key, "code", value=value))
        made.copies[key] = line.rstrip("\r")
    if len(lines) > most:
        made.items.append(_more(f"{len(lines) - most:,} more lines"))


def _more(words: str) -> Item:
    return Item("more:body", "more", value=f"Show more: {words}")


def _trace(made: Shown, lines: list[str], body: Body) -> None:
    """Frames of our own code as links, runs of library frames as one dim line; all as they stand where none is ours."""
    if body.trace is None or not any(body.own(frame) for _exception, frame in frames_of(body.trace)):
        _text(made, lines, 0, start=1)
        return
    for number, line in enumerate(body_lines(lines, body.trace, body.own)):
        key = f"f{number}"
        value = f"{line.text}  {line.tail}" if line.tail else line.text
        tints = (Tint(len(line.text), len(value), "text.tertiary"),) if line.tail else ()
        token = "text.tertiary" if line.dim else "text.primary"
        made.items.append(Item(key, "code", value=value, link=line.key, token=token, tints=tints))
        made.copies[key] = line.key or line.text
        if line.key:
            made.links[key] = line.key


# ------------------------------------------------------------------------------------------------ trees
Made = Callable[[Node, bool], tuple[Item, str, str]]


def _tree(made: Shown, tree: Tree, text: str, shut: Collection[str], item_of: Made) -> None:
    if tree.before.strip():
        _text(made, tree.before.strip("\n").split("\n"), 0)
    names: list[str] = []
    for node in tree.nodes:
        item, copy, phrase = item_of(node, node.path in shut)
        del names[max(node.depth - 1, 0) :]
        names.append(item.name)
        made.items.append(item)
        made.copies[item.key] = text[node.start : node.end] if node.end else copy
        if phrase:
            made.phrases[item.key] = phrase
            made.names[item.key] = (".".join(name for name in names if name), copy)
    if tree.more:
        made.items.append(_more("the tree goes on"))
    elif not tree.whole:
        made.items.append(Item("cut", "note", value="It ends here without being closed.", token="warn"))
    if tree.behind.strip():
        _text(made, tree.behind.strip("\n").split("\n"), 0, start=10_000)


def _json_item(node: Node, is_shut: bool) -> tuple[Item, str, str]:
    """A member: its name as written without the quotes, its value as written; what holds more says how much."""
    name = harmless(node.name[1:-1] if node.name.startswith('"') else node.name)[:200]
    if node.kind in ("object", "array"):
        word = "member" if node.kind == "object" else "item"
        count = f"{node.count:,} {word}{'' if node.count == 1 else 's'}" if node.count else "empty"
        value = f"{{{count}}}" if node.kind == "object" else f"[{count}]"
        if is_shut:
            value += " …"
        item = Item(
            f"j{node.path}", "field", name or "JSON", value, node.depth, node.open, token="text.tertiary", tree=True
        )
        return item, node.value, ""
    value = node.value
    plain = value[1:-1] if node.kind == "text" else value
    item = Item(f"j{node.path}", "field", name, harmless(value), node.depth, token=_INKS[node.kind],
                filtered=bool(plain), tree=True)  # fmt: skip
    return item, plain, plain


def _xml_item(node: Node, _is_shut: bool) -> tuple[Item, str, str]:
    key = f"x{node.path}"
    if node.kind == "text":
        return Item(key, "code", value=harmless(node.value), depth=node.depth, tree=True), node.value, ""
    name = f"<{node.name}>"
    value = harmless(f"{name} {node.value}".rstrip())
    tints = (Tint(0, len(name), "syn.kw"),)
    item = Item(key, "code", value=value, depth=node.depth, open=node.open, tints=tints, tree=True)
    return item, node.value or name, ""


# ------------------------------------------------------------------------------------------------ statements, bytes
def _sql(made: Shown, before: str, lines: tuple[SqlLine, ...]) -> None:
    if before.strip():
        _text(made, before.strip("\n").split("\n"), 0)
    for number, line in enumerate(lines):
        value, tints = "", []
        for part, kind in line.parts:
            text = harmless(part)
            if kind:
                tints.append(Tint(len(value), len(value) + len(text), _INKS[kind]))
            value += text
        key = f"s{number}"
        made.items.append(Item(key, "code", value=value[:PAINTED], depth=line.depth, tints=tuple(tints)))
        made.copies[key] = value


def _bytes(made: Shown, body: Body, limit: int, letters: int) -> None:
    width = 16 if letters >= 75 else 8
    most = HEX_LINES * (1 + limit) * width
    for number, line in enumerate(hex_lines(body.raw[:most], body.start, width)):
        key = f"b{number}"
        made.items.append(Item(key, "code", value=line, tints=(Tint(0, line.index(" "), "text.tertiary"),)))
        made.copies[key] = line
    if body.size > most:
        made.items.append(_more(f"{body.size - min(most, len(body.raw)):,} more bytes"))


def cut(text: str, most: int) -> Iterator[str]:
    """The first characters of a value made harmless, line by line."""
    for line in text[:most].split("\n"):
        yield "".join(harmless(line[at : at + PAINTED]) for at in range(0, max(len(line), 1), PAINTED))
