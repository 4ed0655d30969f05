"""One record as the items of its pane: body, fields, times and place, with what each gives when it is asked for."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import msgspec

from workbench.casework.goals import moment_text
from workbench.casework.rowforms import time_text
from workbench.errors import WorkbenchError
from workbench.model.entities import Entity, bytes_citation
from workbench.model.instants import duration_text
from workbench.model.records import Record
from workbench.model.severity import level_name
from workbench.panels.logs.record_body import Body, cut, forms_of, shown
from workbench.panels.logs.trace import trace_of
from workbench.query.tree import Field, Node, Text
from workbench.views.log.record_items import Item

if TYPE_CHECKING:
    from workbench.panels.logs.panel import LogsPanel

VALUE, STEP = 600, 8_000
"""Characters of a value that are shown at first, and further ones at each asking."""
READ = 1 << 16
"""Bytes of a record that are read at first, and further ones at each asking."""
_NAMED = {"service.name": "service", "host.name": "host", "user.id": "user_id"}
_ZONE_WORDS = {
    "explicit": "written in the line", "declared": "declared", "assumed": "assumed", "relative": "counted from a start",
}  # fmt: skip


@dataclass(slots=True)
class Choices:
    """What the reader of the pane chose, kept from record to record. shut: folded sections and parts of trees · form: of
    the body, empty for the most telling · limits: how often more was asked for, by key, of this record
    """

    shut: set[str] = field(default_factory=set)
    form: str = ""
    limits: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class RecordPage:
    """items, and by their keys: copies (what the clipboard gets), filters, entities, frames."""

    items: list[Item] = field(default_factory=list)
    copies: dict[str, str] = field(default_factory=dict)
    filters: dict[str, Node] = field(default_factory=dict)
    entities: dict[str, Entity] = field(default_factory=dict)
    frames: dict[str, str] = field(default_factory=dict)
    forms: tuple[str, ...] = ()


def record_page(panel: LogsPanel, record: Record, choices: Choices, letters: int) -> RecordPage:
    """All of one record."""
    page = RecordPage()
    _add_body(page, panel, record, choices, letters)
    if _head(page, "fields", "Fields", f"{len(record.attributes) + len(record.resource)}", choices.shut):
        _add_fields(page, record, choices)
    if _head(page, "time", "Time", "", choices.shut):
        _add_times(page, panel, record)
    if _head(page, "place", "Place", "", choices.shut):
        _add_place(page, panel, record)
    return page


def _head(page: RecordPage, key: str, name: str, words: str, shut: Collection[str]) -> bool:
    is_open = key not in shut
    page.items.append(Item(key, "head", name, words, open=is_open))
    return is_open


# ------------------------------------------------------------------------------------------------ the body
def words_of(record: Record) -> str:
    """The record's own text; a stack trace in a field of its own is put under it."""
    text = record.body or record.title
    if record.title and record.body and record.kind != "log" and not record.body.startswith(record.title):
        text = f"{record.title}\n{record.body}"
    trace = record.attributes.get("exception.stacktrace")
    return f"{text}\n{trace}" if isinstance(trace, str) and trace and trace[:80] not in text else text


def _add_body(page: RecordPage, panel: LogsPanel, record: Record, choices: Choices, letters: int) -> None:
    limit = choices.limits.get("more:body", 0)
    try:
        some = min(record.place.length, READ * (1 + limit))
        raw = panel.case.raw(bytes_citation(record.source_id, record.place.offset, some))
    except WorkbenchError as error:
        raw, problem = b"", error.sentence()
    else:
        problem = ""
    level = level_name(record.severity)
    if not _head(page, "body", "Message", level.upper() if level != "unknown" else "", choices.shut):
        return
    if problem:
        page.items.append(Item("problem", "note", value=problem, token="err"))
    body = Body(words_of(record), raw, record.place.length, record.place.offset, trace_of(panel.case, record),
                panel.pages.owner(record))  # fmt: skip
    page.forms = forms_of(body)
    form = choices.form if choices.form in page.forms else page.forms[0]
    page.items.append(Item("form", "choice", form, "|".join(page.forms)))
    made = shown(body, form, choices.shut, limit, letters)
    page.items += made.items
    page.copies |= made.copies
    page.frames |= made.links
    for key, phrase in made.phrases.items():
        name, value = made.names[key]
        held = record.attributes.get(name)
        is_field = held is not None and _plain(held) == value
        page.filters[key] = Field(name, "=", value, False) if is_field else Text(phrase, False)


# ------------------------------------------------------------------------------------------------ fields
def _add_fields(page: RecordPage, record: Record, choices: Choices) -> None:
    entities = {link.value: Entity(link.type, link.value) for link in record.links}
    shown_links = set[str]()
    for group, values in (("a", record.attributes), ("r", record.resource)):
        for name, value in values.items():
            text = _plain(value)
            entity = entities.get(text) or (Entity(_NAMED[name], text) if name in _NAMED and text else None)
            shown_links |= {text} if entity else set()
            _add_value(page, f"{group}:{name}", name, text, choices, entity, Field(name, "=", text, False))
    for link in record.links:
        if link.value not in shown_links:
            wanted = Field(link.type, "=", link.value, False)
            _add_value(page, f"l:{link.type}:{link.value}", link.type, link.value, choices,
                       Entity(link.type, link.value), wanted)  # fmt: skip
    if not record.attributes and not record.resource and not record.links:
        page.items.append(Item("none", "note", value="This line has no fields.", token="text.tertiary"))


def _plain(value: Any) -> str:
    """A field's value as the filter language compares it; what is nested as JSON."""
    if isinstance(value, str):
        return value
    if isinstance(value, Mapping | list | tuple):
        return msgspec.json.encode(value, enc_hook=str).decode("utf-8", "replace")
    return {True: "true", False: "false", None: "null"}.get(value, str(value)) if not _is_number(value) else str(value)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _add_value(
    page: RecordPage, key: str, name: str, text: str, choices: Choices, entity: Entity | None, wanted: Node | None
) -> None:
    """A name and its value, cut where it is very long."""
    most = VALUE + STEP * choices.limits.get(f"more:{key}", 0)
    value = "\n".join(cut(text, most))
    filtered = wanted is not None and len(text) <= VALUE
    page.items.append(Item(key, "field", name[:200], value, link=entity.value if entity else "", filtered=filtered))
    page.copies[key] = text
    if filtered and wanted is not None:
        page.filters[key] = wanted
    if entity is not None:
        page.entities[key] = entity
    if len(text) > most:
        page.items.append(Item(f"more:{key}", "more", value=f"Show more: {len(text) - most:,} characters", depth=1))


# ------------------------------------------------------------------------------------------------ time and place
def _add_times(page: RecordPage, panel: LogsPanel, record: Record) -> None:
    zone = panel.zone
    source = panel.case.notebook.sources.get(record.source_id)
    rows = [("UTC", time_text(record.t, record.resolution_ns) or "unknown")]
    if zone != "UTC" and record.t is not None:
        rows.append((zone, moment_text(record.t, zone).partition(f" {zone}")[0]))
    rows.append(("as written", record.t_raw or "nothing"))
    how = _ZONE_WORDS[record.zone_known]
    rows.append(("zone", how if record.zone_known == "explicit" or source is None else f"{how}: {source.zone}"))
    rows.append(("correction", _signed(record.correction) if record.correction else "none"))
    rows.append(("resolution", duration_text(record.resolution_ns) if record.resolution_ns >= 1000 else "1 ns"))
    rows += [(name, time_text(t) or "") for name, t in (("ends", record.t_end), ("observed", record.t_observed)) if t]
    for name, text in rows:
        _add_value(page, f"t:{name}", name, text, Choices(), None, None)


def _signed(ns: int) -> str:
    return f"{'+' if ns > 0 else '-'}{duration_text(abs(ns))} on the source's clock"


def _add_place(page: RecordPage, panel: LogsPanel, record: Record) -> None:
    place = record.place
    citation = bytes_citation(record.source_id, place.offset, place.length)
    rows = [
        ("line", panel.case.show_place(citation)),
        ("source", record.source),
        ("bytes", f"{place.offset:,} to {place.offset + place.length:,} ({place.length:,})"),
        ("citation", str(citation)),
        ("kind", record.kind if record.phase == "point" else f"{record.kind}, {record.phase}"),
    ]
    rows += [("pointer", place.pointer)] if place.pointer else []
    rows += [("id", record.event_id)] if record.event_id else []
    rows += [("group", record.group_key)] if record.group_key else []
    wanted = {"source": Field("source", "=", record.source, False), "kind": Field("kind", "=", record.kind, False)}
    for name, text in rows:
        _add_value(page, f"p:{name}", name, text, Choices(), None, wanted.get(name))
