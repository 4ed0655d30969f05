"""XML as rows: each element of some names as a mapping, with the bytes it stands in.

Attributes are `@name`, children their names (a list where one comes several times), text `#`; an element with nothing but
text is that text. Document types and entities are refused, nesting and text are bounded; a document that ends in the middle
gives the rows that were whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

from workbench.errors import SourceError
from workbench.model.case import Problem
from workbench.readers.core import Batch, RawSource, Sniff
from workbench.readers.linereader import RecordReader

DEPTH_LIMIT, TEXT_LIMIT = 64, 1_000_000
Row = tuple[str, dict[str, Any], int, int]


@dataclass(slots=True)
class XmlRows:
    """The rows of a document as they were found. problems: what broke off the reading."""

    rows: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def xml_rows(data: bytes, names: Iterable[str], name: str = "", whole: Iterable[str] = ()) -> XmlRows:
    """All elements of these names that stand in no other of them. Raises `SourceError` for a DTD, or where nothing is whole.

    name: of the source, for the error · whole: elements of which only the text counts, with that of all within them.
    """
    found, reading = XmlRows(), _Reading(frozenset(names), frozenset(whole))
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = lambda tag, told: reading.start(tag, told, parser.CurrentByteIndex)
    parser.EndElementHandler = lambda tag: reading.end(tag, _element_end(data, parser.CurrentByteIndex))
    parser.CharacterDataHandler = reading.text
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        where = f"line {error.lineno}"
        if not reading.rows:
            what = f"this is not a whole XML document ({expat.ErrorString(error.code)})"
            raise SourceError(what, f"{name}, {where}".strip(", ")) from None
        ended = error.code in (_NO_ELEMENTS, _UNCLOSED, _PARTIAL)
        what = "the document ends in the middle (truncated)" if ended else "the XML is broken here"
        found.problems.append(Problem(f"{what}; what was whole before it is kept", where))
    except (LookupError, ValueError) as error:  # an encoding that Python's parser has no table of
        raise SourceError(f"its encoding can't be read ({error})", name, "Save it as UTF-8.") from None
    except _Refused as refused:
        raise SourceError(str(refused), name, "Remove the DOCTYPE.") from None
    found.rows = reading.rows
    return found


_CODES = expat.errors.codes
_NO_ELEMENTS = _CODES[expat.errors.XML_ERROR_NO_ELEMENTS]
_UNCLOSED = _CODES[expat.errors.XML_ERROR_UNCLOSED_TOKEN]
_PARTIAL = _CODES[expat.errors.XML_ERROR_PARTIAL_CHAR]


class _Refused(Exception):
    """What no export has a use for."""


def _refuse(*_declaration: object) -> None:
    raise _Refused("the XML declares a document type or entities, which an export has no use for")


def _element_end(data: bytes, index: int) -> int:
    close = data.find(b">", index)
    return len(data) if close < 0 else close + 1


class _Reading:
    """What is open while the elements go by."""

    def __init__(self, names: frozenset[str], whole: frozenset[str]) -> None:
        self.rows: list[Row] = []
        self._names, self._whole = names, whole
        self._depth = self._within = 0
        self._start = 0
        self._open: list[tuple[str, dict[str, Any], list[str]]] = []
        self._taken = 0

    def start(self, tag: str, told: dict[str, str], offset: int) -> None:
        self._depth += 1
        if self._depth > DEPTH_LIMIT:
            raise _Refused(f"the XML is nested deeper than {DEPTH_LIMIT} elements")
        if self._within:
            self._within += 1
        elif self._open or tag in self._names:
            self._within = int(tag in self._whole)
            if not self._open:
                self._start, self._taken = offset, 0
            self._open.append((tag, {} if self._within else {f"@{key}": value for key, value in told.items()}, []))

    def text(self, text: str) -> None:
        if self._open and self._taken < TEXT_LIMIT:
            self._open[-1][2].append(text[: TEXT_LIMIT - self._taken])
            self._taken += len(text)

    def end(self, tag: str, end: int) -> None:
        self._depth -= 1
        self._within = max(self._within - 1, 0)
        if not self._open or self._within:
            return
        _tag, value, texts = self._open.pop()
        text = "".join(texts).strip()
        if not self._open:
            if text:
                value["#"] = text
            self.rows.append((tag, value, self._start, end))
            return
        around = self._open[-1][1]
        told: Any = text if not value else {**value, "#": text} if text else value
        known = around.get(tag)
        if isinstance(known, list):
            known.append(told)
        else:
            around[tag] = told if tag not in around else [known, told]


def repeated(value: Any) -> list[Any]:
    """The elements of one name: a list also where there is one, or none."""
    return value if isinstance(value, list) else [] if value is None else [value]


def in_both(
    json: RecordReader, sniff: Callable[[bytes], Sniff], reading: Callable[[RawSource], Iterator[Batch]]
) -> RecordReader:
    """A reader of a format that is written as JSON and as XML. sniff, reading: of XML."""

    def judge(head: bytes, name: str) -> Sniff:
        return sniff(head) if b"<" in head[:64] else json.sniff(head, name)

    def read(source: RawSource) -> Iterator[Batch]:
        with open(source.path, "rb") as file:
            xml = b"<" in file.read(64).lstrip()[:4]
        return reading(source) if xml else json.read(source)

    return RecordReader(json.id, json.title, json.kinds, judge, read)
