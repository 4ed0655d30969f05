"""What the mapping dialog asks for: its rows, and a map as what stands in them and back again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from zoneinfo import available_timezones

from workbench.model.records import KINDS
from workbench.model.severity import LEVELS, level_name, severity_of_word
from workbench.readers.links import LINK_TYPES
from workbench.readers.mapfile import Metrics, SourceMap, Table
from workbench.readers.maptimes import NAMES
from workbench.readers.proposalsample import Seen
from workbench.readers.proposaltimes import PATTERNS
from workbench.views.map_form import MapForm, MapRow, Offer
from workbench.views.map_pairs import Pair

DELIMITERS = {"": "found from its head", ",": "comma  ,", ";": "semicolon  ;", "\t": "tab", "|": "bar  |"}
HEADERS = {True: "its first row names the columns", False: "there is no header: columns are 1, 2, 3"}
DECIMALS = {".": "point  1234.5", ",": "comma  1234,5"}
SHAPES = {
    "": "records",
    "wide": "points of metrics: a column a series",
    "long": "points of metrics: name and value",
}
DAYS = {None: "not said", True: "the day first  31/12/2026", False: "the month first  12/31/2026"}
NUMBERS = (1, 5, 9, 13, 17, 21)
AS_IS = "as the word says"
PHASES = ("no state", "open", "update", "ack", "close", "point")
TYPES = tuple(sorted(LINK_TYPES | {"alert", "k8s", "replay_url"}))
VALUES = 12
PATHS = ("t", "t_end", "observed", "severity", "phase", "body", "event_id", "group")
OF_RECORDS = ("about", "t_end", "observed", "kind", "severity", "severities", "phase", "phases", "name", "body", "event_id",
              "group", "joins", "links")  # fmt: skip
OF_METRICS = ("series", "values", "metric", "labels", "unit")
OF_TABLES = ("written", "delimiter", "header", "decimal", "shape")


def rows_for(map: SourceMap) -> tuple[MapRow, ...]:
    """The rows for JSON or for a table."""
    zones = ("UTC", *sorted(available_timezones() - {"UTC", "localtime"}))
    first = (
        MapRow("title", "Its records are", "text", hint="Alerts of Acme"),
        MapRow("id", "Called", "text", hint="acme.alert"),
    )
    if map.source == "json":
        shape: tuple[MapRow, ...] = (MapRow("each", "List of records", "path", hint="each object is one"),)
    else:
        shape = (
            MapRow("written", "How it is written", "head"),
            MapRow("delimiter", "Between cells", "choice", _texts(DELIMITERS.values())),
            MapRow("header", "Header", "choice", _texts(HEADERS.values())),
            MapRow("decimal", "Decimal sign", "choice", _texts(DECIMALS.values())),
            MapRow("shape", "Its rows are", "choice", _texts(SHAPES.values())),
        )
    times = (
        MapRow("when", "Time", "head"),
        MapRow("t", "Time", "path", hint="none"),
        MapRow("form", "Written as", "path", _texts((*NAMES, *PATTERNS)), hint="any"),
        MapRow("day_first", "Dates have", "choice", _texts(DAYS.values())),
        MapRow("zone", "Zone", "path", _texts(zones), hint="as written, else the case's"),
    )
    records = (
        MapRow("t_end", "End", "path", hint="none"),
        MapRow("observed", "Received", "path", hint="none"),
        MapRow("about", "What happened", "head"),
        MapRow("kind", "Kind", "choice", _texts(KINDS)),
        MapRow("severity", "Severity", "path", hint="none"),
        MapRow("severities", "", "pairs"),
        MapRow("phase", "State", "path", hint="none"),
        MapRow("phases", "", "pairs"),
        MapRow("name", "Title", "path", hint="first line of the text"),
        MapRow("body", "Text", "path", hint="none"),
        MapRow("event_id", "Id", "path", hint="none"),
        MapRow("group", "Group", "path", hint="none"),
        MapRow("joins", "What it leads to", "head"),
        MapRow("links", "Links", "links"),
    )
    metrics = (
        MapRow("series", "Series", "head"),
        MapRow("values", "Value columns", "text", hint="cpu; memory"),
        MapRow("metric", "Name column", "path", hint="none"),
        MapRow("labels", "Label columns", "text", hint="host; region"),
        MapRow("unit", "Unit", "text", hint="ms"),
    )
    known = (
        MapRow("known", "Recognising it", "head"),
        MapRow("needs", "It has", "text", hint="asked for by name only"),
    )
    return (*first, *shape, *times, *records, *(metrics if map.source == "csv" else ()), *known)


def _texts(texts: Iterable[str]) -> tuple[Offer, ...]:
    return tuple(Offer(text) for text in texts)


def put_map(form: MapForm, map: SourceMap) -> None:
    """Put a map into the rows."""
    rule = map.map
    for name in ("title", "id", *PATHS, "form", "zone", "kind"):
        form.set_value(name, getattr(rule, name))
    form.set_value("name", rule.name)
    form.set_value("day_first", DAYS[rule.day_first])
    form.set_value("needs", "; ".join(rule.needs))
    if map.source == "json":
        form.set_value("each", rule.each)
        return
    form.set_value("delimiter", DELIMITERS.get(map.table.delimiter, DELIMITERS[""]))
    form.set_value("header", HEADERS[map.table.header])
    form.set_value("decimal", DECIMALS[map.table.decimal])
    metrics = map.metrics
    form.set_value("shape", SHAPES[metrics.shape if metrics else ""])
    form.set_value("values", "; ".join(metrics.values) if metrics else "")
    form.set_value("labels", "; ".join(metrics.labels) if metrics else "")
    form.set_value("metric", metrics.name if metrics else "")
    form.set_value("unit", metrics.unit if metrics else "")


def put_tables(form: MapForm, map: SourceMap, seen: Sequence[Seen]) -> None:
    """Put the values that severity and state have, with what they mean, and the links, into their rows."""
    rule = map.map
    levels = [
        (value, _level(rule.severities.get(value.lower(), -1), value)) for value in values_of(rule.severity, seen)
    ]
    levels += [(value, _level(number, value)) for value, number in rule.severities.items()
               if value not in {one.lower() for one, _ in levels}]  # fmt: skip
    offers = (
        AS_IS,
        *LEVELS[1:],
        *(f"{number}" for number in sorted(set(rule.severities.values())) if number not in NUMBERS),
    )
    form.pairs("severities").set_pairs(levels, (), offers)
    states = [(value, rule.phases.get(value, PHASES[0])) for value in values_of(rule.phase, seen)]
    states += [(value, phase) for value, phase in rule.phases.items() if value not in dict(states)]
    form.pairs("phases").set_pairs(states, (), PHASES)
    links = [(name.rstrip("0123456789"), path) for name, path in rule.links.items()]
    form.pairs("links").set_pairs(links, TYPES, [one.path for one in seen])


def _level(number: int, value: str) -> str:
    if number < 0:
        return AS_IS
    return level_name(number) if number in NUMBERS or number == 0 else f"{number}"


def values_of(path: str, seen: Sequence[Seen]) -> list[str]:
    """The values that stand at a path, each once, not more than a table has room for."""
    found = next((one for one in seen if one.path == path), None)
    return list(dict.fromkeys(text for text in found.values if text))[:VALUES] if found else []


def map_in(form: MapForm, base: SourceMap) -> SourceMap:
    """The map that stands in the rows; what has no row stays as it is in `base`."""
    told = {name: form.value(name) for name in ("title", "id", *PATHS, "zone")}
    rule = replace(
        base.map, **told, form=form.value("form") or "any", kind=form.value("kind"), name=form.value("name"),
        day_first=_key(DAYS, form.value("day_first")), needs=_listed(form.value("needs")),
        severities=_severities(form.pairs("severities").pairs()),
        phases={value: phase for value, phase in form.pairs("phases").pairs() if phase != PHASES[0]},
        links=_links(form.pairs("links").pairs()),
    )  # fmt: skip
    if base.source == "json":
        return replace(base, map=replace(rule, each=form.value("each")))
    table = Table(_key(DELIMITERS, form.value("delimiter")), _key(HEADERS, form.value("header")),
                  _key(DECIMALS, form.value("decimal")))  # fmt: skip
    shape = _key(SHAPES, form.value("shape"))
    metrics = None
    if shape:
        metrics = Metrics(shape, _listed(form.value("values")), form.value("metric"), _listed(form.value("labels")),
                          form.value("unit"))  # fmt: skip
    return replace(base, map=rule, table=table, metrics=metrics)


def _severities(pairs: Sequence[Pair]) -> dict[str, int]:
    found: dict[str, int] = {}
    for value, level in pairs:
        if level.isdigit():
            found[value.lower()] = int(level)
        elif level in LEVELS:
            found[value.lower()] = NUMBERS[LEVELS.index(level) - 1] if level != LEVELS[0] else 0
    return found


def _links(pairs: Sequence[Pair]) -> dict[str, str]:
    found: dict[str, str] = {}
    for kind, path in pairs:
        count = sum(name.rstrip("0123456789") == kind for name in found)
        found[f"{kind}{count + 1}" if count else kind] = path
    return found


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(";") if part.strip())


def _key(names: dict, text: str):  # noqa: ANN202 - whatever the keys of the names are
    return next(key for key, name in names.items() if name == text)


def unknown_words(map: SourceMap, seen: Sequence[Seen]) -> list[str]:
    """The values of the severity that nobody said the meaning of."""
    known = map.map.severities
    return [
        text for text in values_of(map.map.severity, seen) if text.lower() not in known and not severity_of_word(text)
    ]
