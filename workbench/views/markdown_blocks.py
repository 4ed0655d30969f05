"""A note's Markdown as blocks and runs that can be painted: no HTML, nothing loaded, chips found in the text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from markdown_it import MarkdownIt
from markdown_it.token import Token

from workbench.model.display import visible

BlockKind = Literal["heading", "paragraph", "item", "code", "quote", "rule", "row"]


@dataclass(frozen=True, slots=True)
class Run:
    """Some text in one style. chip: the citation a link of the `case://` scheme leads to, else empty."""

    text: str
    bold: bool = False
    italic: bool = False
    code: bool = False
    struck: bool = False
    chip: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, paragraph, list item (`mark` is its bullet or number), code block, quote, rule or table row.

    level: of a heading 1..6, of an item its depth from 0 · line: the source line it begins at, from 0
    """

    kind: BlockKind
    runs: tuple[Run, ...]
    level: int = 0
    mark: str = ""
    line: int = 0

    @property
    def text(self) -> str:
        """All words of it."""
        return "".join(run.text for run in self.runs)

    @property
    def chips(self) -> tuple[str, ...]:
        """The citations in it."""
        return tuple(run.chip for run in self.runs if run.chip)


CLAIM_WORDS = 4
_parser = MarkdownIt("commonmark", {"html": False, "maxNesting": 30}).enable(["table", "strikethrough"])


def is_claim(block: Block) -> bool:
    """Whether a paragraph or item says something that evidence should show: four words or more, neither a question nor
    the lead-in of a list.
    """
    words = block.text.split()
    return block.kind in ("paragraph", "item") and len(words) >= CLAIM_WORDS and not words[-1].endswith(("?", ":"))


def blocks_of(text: str) -> tuple[Block, ...]:
    """Read Markdown (CommonMark with tables and strike-through; raw HTML is shown as the text that it is)."""
    return tuple(_blocks(_parser.parse(visible(text))))


def _blocks(tokens: list[Token]) -> Iterator[Block]:
    lists: list[list[int]] = []
    pending = Block("paragraph", ())
    for token in tokens:
        if token.type == "tr_close":
            yield pending
        elif token.type == "inline":
            runs = tuple(_runs(token.children or []))
            if pending.kind == "row":
                gap = (Run("   "),) if pending.runs else ()
                pending = replace(pending, runs=(*pending.runs, *gap, *runs))
                continue
            yield replace(pending, runs=runs, line=pending.line or _line(token))
        elif token.type in ("fence", "code_block"):
            yield Block("code", (Run(token.content.rstrip("\n"), code=True),), line=_line(token))
        elif token.type == "hr":
            yield Block("rule", (), line=_line(token))
        pending = _next_block(token, lists, pending)


def _next_block(token: Token, lists: list[list[int]], pending: Block) -> Block:
    """What the next text will be part of; `lists` holds a counter for each list that is open (0 = bullets)."""
    match token.type:
        case "bullet_list_open" | "ordered_list_open":
            lists.append([int(token.attrGet("start") or 1) if token.type.startswith("ordered") else 0])
        case "bullet_list_close" | "ordered_list_close":
            lists.pop()
        case "list_item_open":
            return Block("item", (), len(lists) - 1, _mark(lists[-1]), _line(token))
        case "blockquote_open":
            return Block("quote", ())
        case "heading_open":
            return Block("heading", (), int(token.tag[1]), line=_line(token))
        case "tr_open":
            return Block("row", (), line=_line(token))
        case "inline" | "tr_close" | "blockquote_close":
            return Block("paragraph", ())
    return pending


def _line(token: Token) -> int:
    return token.map[0] if token.map else 0


def _mark(numbers: list[int]) -> str:
    if not numbers[0]:
        return "•"
    numbers[0] += 1
    return f"{numbers[0] - 1}."


def _runs(children: list[Token]) -> Iterator[Run]:
    style = Run("")
    for token in children:
        if token.type in ("strong_open", "strong_close"):
            style = replace(style, bold=token.nesting > 0)
        elif token.type in ("em_open", "em_close"):
            style = replace(style, italic=token.nesting > 0)
        elif token.type in ("s_open", "s_close"):
            style = replace(style, struck=token.nesting > 0)
        elif token.type in ("link_open", "link_close"):
            target = str(token.attrGet("href") or "") if token.nesting > 0 else ""
            style = replace(style, chip=target if target.startswith("case://") else "")
        elif token.type == "code_inline":
            yield replace(style, text=token.content, code=True)
        elif token.type in ("softbreak", "hardbreak"):
            yield replace(style, text=" " if token.type == "softbreak" else "\n")
        elif token.type == "image":
            yield replace(style, text=f"[picture: {token.content or 'without a name'}]", italic=True)
        elif token.content:
            yield replace(style, text=token.content)
