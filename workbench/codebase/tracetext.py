"""What the grammars of stack traces share: numbered lines, log prefixes taken off, and the name of what was thrown."""

from __future__ import annotations

import re
from dataclasses import dataclass

from workbench.model.code import TraceException

CLIP = 4000
PREFIX_LIMIT = 200
_DIGIT = re.compile(r"\d")
# A class name before `: ` or the line's end; the look-behind makes every attempt start at a name's beginning.
_NAME = re.compile(r"(?<![\w$./])((?:[A-Za-z_$][\w$]*+[./])*+)?([A-Z][\w$]*+)(?: \[[\w$]+\])?(?=:\s|:?$)")
_THROWABLE = re.compile(r"(?:Exception|Error|Throwable|Failure|Fault|Interrupt|Timeout|Death|Abort|Warning)(?:_\w*)?$")
_LEAD = re.compile(r'(?:Exception in thread "[^"]*" |Uncaught |Unhandled exception\. |Unhandled Exception: |\[)?')


@dataclass(frozen=True, slots=True)
class Found:
    """What a grammar read: exceptions (none where the mark deceived), its first line, and the line behind its last."""

    language: str
    exceptions: tuple[TraceException, ...]
    first: int
    after: int


class Lines:
    """The lines of a text with their character places; a line is looked at without its end and clipped to 4,000."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts = [0, *(found.end() for found in re.finditer("\n", text))]
        if self._starts[-1] == len(text):
            self._starts.pop()
        self.prefix = ""

    def __len__(self) -> int:
        return len(self._starts)

    def __getitem__(self, at: int) -> str:
        start = self._starts[at]
        return self._text[start : min(self.end(at), start + CLIP)]

    def whole(self, at: int) -> str:
        """The line unclipped."""
        return self._text[self._starts[at] : self.end(at)]

    def start(self, at: int) -> int:
        """Character offset of the line's first character."""
        return self._starts[at]

    def end(self, at: int) -> int:
        """Character offset behind the line's last character, its newline not counted."""
        end = self._starts[at + 1] - 1 if at + 1 < len(self._starts) else len(self._text)
        while end > self._starts[at] and self._text[end - 1] in "\r\n":
            end -= 1
        return end


class Stripped:
    """The same lines seen without the log prefix (stamp, level, container …) that stands before one of them.

    Another line loses as many characters only where they have the same shape, digits taken as equal.
    """

    def __init__(self, lines: Lines, at: int, column: int) -> None:
        self._lines = lines
        prefix = lines[at][:column]
        self._shape = shape(prefix) if prefix.strip() and column <= PREFIX_LIMIT else ""

    def __len__(self) -> int:
        return len(self._lines)

    def __getitem__(self, at: int) -> str:
        line = self._lines[at]
        width = len(self._shape)
        return line[width:] if width and shape(line[:width]) == self._shape else line


def prefix_width(line: str, column: int, neighbour: str) -> int:
    """How much of what stands before `column` is a prefix that the neighbouring line has too, blanks as far as shared."""
    width = len(line[:column].rstrip())
    while 0 < width < column and shape(line[: width + 1]) == shape(neighbour[: width + 1]):
        width += 1
    return width


def shape(text: str) -> str:
    """The text with every digit made 0."""
    return _DIGIT.sub("0", text)


def thrown(line: str) -> tuple[str, str] | None:
    """Type and message of the exception that a line reports, perhaps behind a log prefix; None where it reports none.

    A name that ends as exceptions' names do counts anywhere, any other qualified class name only at the beginning.
    """
    lead = _LEAD.match(line)
    begin = lead.end() if lead else 0
    for found in _NAME.finditer(line):
        name = (found[1] or "") + found[2]
        if name.startswith("java.lang.Thread."):
            continue
        if _THROWABLE.search(found[2]) or (found.start() == begin and found[1]):
            rest = line[found.end() :]
            message = rest[1:].strip() if rest.startswith(":") else ""
            return line[found.start() : found.end()], message.removesuffix("]") if lead and lead[0] == "[" else message
    return None
