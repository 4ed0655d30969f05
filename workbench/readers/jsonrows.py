"""A format of JSON lines as one row of data: by which keys it is known, where time and level are, what its keys mean.

What only one tool writes is known by its keys; JSON lines of any logger are `json.lines`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from workbench.engine.colours import without_colours
from workbench.engine.lineformat import LineFields, LineFormat, TimeForm
from workbench.engine.stamps import parse_stamp
from workbench.model.records import Kind
from workbench.model.severity import WORDS
from workbench.readers.core import NOT_MINE, Sniff
from workbench.readers.innerlevel import level_text
from workbench.readers.jsonhead import head_objects, value_at
from workbench.readers.jsoninner import inner_of
from workbench.readers.jsontext import decoded
from workbench.readers.linereader import LineReader
from workbench.readers.links import joined, links_in_text, links_of
from workbench.readers.naming import flattened, named
from workbench.readers.patterned import RESOURCE, who

Pairs = Mapping[str, Any]
TEXT_LIMIT = 4000


@dataclass(frozen=True, slots=True)
class JsonPattern:
    """One format of JSON lines.

    id, severities, default_severity, kind: as in `LineFormat` · keys: keys (or `a.b` paths) that each of its objects has;
    of alternatives in a tuple, one · values: keys to what their values must begin with · stamp_keys, level_keys: the first
    present wins · forms: what the time may be written as · message: keys of the message, the first text wins · names: keys
    to attributes or resource, others keep their own name · more: attributes from the whole object, which may also give
    `title`, `severity_text` and `event_id` · id_key: key of the record's own id · weight: how sure it is when every line
    fits.
    """

    id: str
    title: str
    why: str
    keys: tuple[str, ...]
    stamp_keys: tuple[str, ...]
    values: Mapping[str, str] = field(default_factory=dict)
    forms: tuple[TimeForm, ...] = ("iso",)
    level_keys: tuple[str, ...] = ()
    severities: Mapping[str, int] | Literal["status"] = field(default_factory=lambda: WORDS)
    default_severity: int = 0
    kind: Kind = "log"
    message: tuple[str, ...] = ("message", "msg")
    names: Mapping[str, str] = field(default_factory=dict)
    more: Callable[[Pairs], Pairs] | None = None
    id_key: str = ""
    weight: float = 0.95


def json_rows(*rows: JsonPattern) -> tuple[LineReader, ...]:
    """A reader for each row."""
    return tuple(LineReader(row.id, row.title, _judge_of(row), kinds=(row.kind,)) for row in rows)


def _judge_of(row: JsonPattern) -> Callable[[bytes, str], Sniff]:
    formats = {form: _format(row, form) for form in row.forms}
    # quickly told from every other head: the last part of the first key, as it is written
    sign = f'"{row.keys[0].rpartition(".")[2]}"'.encode()

    def judge(head: bytes, _name: str) -> Sniff:
        if sign not in head and f'"{row.keys[0]}"'.encode() not in head:
            return NOT_MINE
        objects, filled = head_objects(head)
        own = [found for found in objects if _is_one(row, found)]
        if not own or len(own) < 0.5 * filled:
            return NOT_MINE
        stamps = [_stamp(row, found) for found in own]
        fits = {form: sum(parse_stamp(text, form) is not None for text in stamps) for form in row.forms}
        form = max(fits, key=lambda form: fits[form])
        if not fits[form]:
            return NOT_MINE
        return Sniff(row.weight, f"{len(own)} of {filled} lines {row.why}", formats[form])

    return judge


def _is_one(row: JsonPattern, found: Pairs) -> bool:
    if any(value_at(found, key) is None for key in row.keys):
        return False
    return all(str(value_at(found, key) or "").startswith(text) for key, text in row.values.items())


def _stamp(row: JsonPattern, found: Pairs) -> str:
    return next((str(value) for key in row.stamp_keys if (value := value_at(found, key)) is not None), "")


def _format(row: JsonPattern, form: TimeForm) -> LineFormat:
    return LineFormat(
        row.id, row.title, time=form, stamp_keys=row.stamp_keys, level_keys=row.level_keys, severities=row.severities,
        default_severity=row.default_severity, kind=row.kind, literal_fields=row.more is None, parse=_parser(row),
        inner=inner_of(row.message[0]) if row.message and not row.default_severity else None,
    )  # fmt: skip


def _parser(row: JsonPattern) -> Callable[[str], LineFields]:
    def parse(text: str) -> LineFields:
        first = text.partition("\n")[0]
        found = decoded(text) if len(first) == len(text) else decoded(first)
        if not isinstance(found, dict):
            return LineFields(first.strip("\r"), text)
        extra = dict(row.more(found)) if row.more is not None else {}
        message_key = next((key for key in row.message if isinstance(value_at(found, key), str)), "")
        message = str(extra.pop("title", "") or value_at(found, message_key) or "")
        level = next((value for key in row.level_keys if (value := value_at(found, key)) is not None), "")
        severity_text = str(extra.pop("severity_text", level))
        if not severity_text and not row.default_severity:
            severity_text = level_text(without_colours(message))
        event_id = str(extra.pop("event_id", found.get(row.id_key) or ""))
        taken = {*row.stamp_keys, message_key, row.id_key, *extra}
        pairs = {key: value for key, value in flattened(found) if key not in taken}
        values = {name: value for key, value in pairs.items() if (name := row.names.get(key))}
        values |= {key: value for key, value in extra.items() if value not in (None, "", [])}
        others = named((key, value) for key, value in pairs.items() if key not in row.names)
        attributes = {key: value for key, value in values.items() if not key.startswith(RESOURCE)}
        resource = {key: value for key, value in values.items() if key.startswith(RESOURCE)}
        return LineFields(
            title=message.strip().partition("\n")[0] or first.strip(),
            body=message or text,
            severity_text=severity_text,
            event_id=event_id,
            attributes={**others.attributes, **attributes},
            resource={**others.resource, **resource},
            links=joined(
                links_of([*values.items(), *others.resource.items(), *others.attributes.items()]),
                links_in_text(message[:TEXT_LIMIT]),
                who(values),
            ),
        )

    return parse
