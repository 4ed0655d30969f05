"""A map as a TOML file: what a source is (JSON or a table), what of it is which part of a record, and nothing that runs.

    id = "acme.alert"
    title = "Alerts of Acme"
    kind = "alert"
    needs = ["alertName", "firedAt"]
    t = "firedAt"
    form = "milliseconds"
    severity = "prio"
    severities = {p1 = 21, p2 = 17}

The keys are those of `recordmap.RecordMap`. Of a table (`source = "csv"`) a part `[table]` tells how it is written, and a
part `[metrics]` that its rows are points of series: `wide` (a column a series) or `long` (name and value in columns).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from difflib import get_close_matches
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal

import msgspec

from workbench.errors import SettingsError, WorkbenchError
from workbench.model.instants import zone_named
from workbench.readers.links import LINK_TYPES
from workbench.readers.maptimes import check_form
from workbench.readers.recordmap import RecordMap, compiled

MAPS = "maps"
SIZE_LIMIT = 256 * 1024
DELIMITERS = (",", ";", "\t", "|")
_ID = re.compile(r"[a-z0-9][a-z0-9_-]*(\.[a-z0-9][a-z0-9_-]*)*")
_SINGLE = ("each", "t", "t_end", "observed", "kind_of", "phase", "severity", "body", "group")


@dataclass(frozen=True, slots=True)
class Table:
    """How a table is written. delimiter: one character, empty: found from its head · header: whether its first row names
    the columns, else they are called 1, 2, 3 … · decimal: `.` or `,`
    """

    delimiter: str = ""
    header: bool = True
    decimal: Literal[".", ","] = "."


@dataclass(frozen=True, slots=True)
class Metrics:
    """What of a row is a point. shape: `wide`, a column a series, or `long`, name and value in columns of their own ·
    values: columns of numbers; of wide tables all that hold numbers where none are named · name: column of the series'
    name, or a text in single quotes · labels: columns that tell series apart · unit: of all, or empty
    """

    shape: Literal["wide", "long"]
    values: tuple[str, ...] = ()
    name: str = ""
    labels: tuple[str, ...] = ()
    unit: str = ""


@dataclass(frozen=True, slots=True)
class SourceMap:
    """A map with what it is for. metrics: None where rows are records."""

    map: RecordMap
    source: Literal["json", "csv"] = "json"
    table: Table = field(default_factory=Table)
    metrics: Metrics | None = None

    @property
    def id(self) -> str:
        """What the reader made of it is called: its name and a digest of all it says, so that no two maps share one."""
        return f"{self.map.id}@{sha256(written(self).encode()).hexdigest()[:8]}"


_OWN = ("source", "table", "metrics")
_KEYS = tuple(one.name for one in fields(RecordMap))


def written(map: SourceMap) -> str:
    """The file's text. What is as it would be without a word is left out."""
    import tomli_w

    made = _table_of(map.map, RecordMap("", ""), always=("id", "title", "kind"))
    parts: dict[str, Any] = {"source": map.source} | made
    if map.source == "csv":
        parts["table"] = _table_of(map.table, Table(), always=("header",))
        if map.metrics is not None:
            parts["metrics"] = _table_of(map.metrics, Metrics("wide"), always=("shape",))
    return tomli_w.dumps(parts)


def _table_of(value: Any, usual: Any, always: tuple[str, ...]) -> dict[str, Any]:
    told: dict[str, Any] = {}
    for one in fields(value):
        found = getattr(value, one.name)
        if one.name in always or (found != getattr(usual, one.name) and found is not None):
            told[one.name] = (
                list(found) if isinstance(found, tuple) else dict(found) if isinstance(found, Mapping) else found
            )
    return told


def read_map(path: Path) -> SourceMap:
    """The map in a file. Raises `SettingsError` that names the file, the key, and what to do."""
    try:
        with path.open("rb") as file:
            data = file.read(SIZE_LIMIT + 1)
    except OSError as error:
        raise SettingsError(f"the map can't be read ({error.strerror})", str(path), "Check the path.") from error
    if len(data) > SIZE_LIMIT:
        raise SettingsError("it is too large to be a map", str(path), "Give a file that `workbench maps` wrote.")
    return parsed(data.decode("utf-8-sig", "replace"), str(path))


def parsed(text: str, where: str = "the map") -> SourceMap:
    """The map in a text. Raises `SettingsError`, `where` and the key named."""
    map = loaded(text, where)
    check(map, where)
    return map


def loaded(text: str, where: str = "the map") -> SourceMap:
    """The map in a text that may be no whole one yet: its paths and names are not looked at. Raises `SettingsError`."""
    try:
        told = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise SettingsError(f"this is no TOML ({error})", where, "Mend the line.") from error
    _refuse_unknown(told, (*_KEYS, *_OWN), where, "")
    try:
        return SourceMap(
            _made(RecordMap, {key: told[key] for key in told if key in _KEYS}, where, ""),
            told.get("source", "json"),
            _part(Table, told, "table", where) or Table(),
            _part(Metrics, told, "metrics", where),
        )
    except ValueError as error:  # what RecordMap itself refuses: a kind or phase that there isn't
        raise SettingsError(str(error), where, "Mend the key.") from error


def _part(kind: type[Any], told: Mapping[str, Any], key: str, where: str) -> Any:
    if key not in told:
        return None
    part = told[key]
    if not isinstance(part, dict):
        raise SettingsError("a table is expected here", f"{where}: {key}", f"Write [{key}] on a line of its own.")
    _refuse_unknown(part, tuple(one.name for one in fields(kind)), where, f"{key}.")
    return _made(kind, part, where, f"{key}.")


def _made(kind: type[Any], told: Mapping[str, Any], where: str, below: str) -> Any:
    try:
        return msgspec.convert(dict(told), kind)
    except msgspec.ValidationError as error:
        what, _, path = str(error).partition(" - at ")
        key = path.strip("`").removeprefix("$.") or str(error)
        if "missing required field" in what:
            lacking = what.rpartition("field ")[2].strip("`")
            raise SettingsError("this key is missing", f"{where}: {below}{lacking}", "Write it.") from error
        raise SettingsError(what[:1].lower() + what[1:], f"{where}: {below}{key}", "Mend the value.") from error


def _refuse_unknown(told: Mapping[str, Any], known: tuple[str, ...], where: str, below: str) -> None:
    for key in told:
        if key not in known:
            near = get_close_matches(key, known, 1)
            remedy = f"Did you mean {near[0]}?" if near else f"Known are {', '.join(known)}."
            raise SettingsError("a map knows no such key", f"{where}: {below}{key}", remedy)


def check(map: SourceMap, where: str = "the map") -> None:
    """Raise `SettingsError` for what a map can't mean: a path or form that isn't understood, a link that there isn't."""
    rule = map.map
    if not _ID.fullmatch(rule.id) or len(rule.id) > 80:
        remedy = "Use lower-case letters, digits, - and _, with dots between them: acme.alert."
        raise SettingsError("this is no id", f"{where}: id", remedy)
    if not rule.title.strip():
        raise SettingsError("a map needs a title", f"{where}: title", "Say what its records are.")
    if map.source not in ("json", "csv"):
        raise SettingsError("a source is json or csv", f"{where}: source", "Write one of them.")
    for key, path in _paths(map):
        try:
            compiled(path)
        except ValueError as error:
            raise SettingsError(
                str(error), f"{where}: {key}", "Put dots between keys; \\ before a sign in one."
            ) from error
    try:
        check_form(rule.form)
        if rule.zone:
            zone_named(rule.zone)
    except WorkbenchError as error:
        key = "form" if isinstance(error, SettingsError) else "zone"
        raise SettingsError(error.what, f"{where}: {key}", error.remedy) from error
    for name, number in rule.severities.items():
        if not 0 <= number <= 24:
            raise SettingsError("a severity is a number from 0 to 24", f"{where}: severities.{name}", "17 is error.")
    for name in rule.links:
        if name.rstrip("0123456789") not in LINK_TYPES | {"alert", "k8s", "replay_url"}:
            remedy = f"Known are {', '.join(sorted(LINK_TYPES))}."
            raise SettingsError("there is no such type of link", f"{where}: links.{name}", remedy)
    _check_table(map, where)


def _check_table(map: SourceMap, where: str) -> None:
    if map.source == "json":
        if map.metrics is not None:
            raise SettingsError("metrics are read from tables only", f"{where}: metrics", 'Write source = "csv".')
        return
    if len(map.table.delimiter) > 1:
        raise SettingsError("a delimiter is one character", f"{where}: table.delimiter", "Leave it out to find it.")
    metrics = map.metrics
    if metrics is None:
        return
    if not map.map.t:
        raise SettingsError("points need a time", f"{where}: t", "Name the column of the time.")
    if metrics.shape == "long" and not (metrics.name and len(metrics.values) == 1):
        remedy = "Write name and values with one column each."
        raise SettingsError("a long table needs the columns of name and value", f"{where}: metrics", remedy)


def _paths(map: SourceMap) -> list[tuple[str, str]]:
    rule = map.map
    found = [(key, getattr(rule, key)) for key in _SINGLE]
    found += [(f"needs.{at + 1}", need.partition("=")[0]) for at, need in enumerate(rule.needs)]
    found += [(f"skip.{at + 1}", path) for at, path in enumerate(rule.skip)]
    for key in ("name", "event_id"):
        text = getattr(rule, key)
        inside = re.findall(r"\{([^{}]+)\}", text)
        found += [(key, path) for path in inside or ([text] if key == "event_id" else [])]
    for key in ("resource", "attributes", "links"):
        found += [(f"{key}.{name}", path) for name, path in getattr(rule, key).items()]
    if map.metrics is not None:
        columns = (*map.metrics.values, *map.metrics.labels, map.metrics.name)
        found += [("metrics", path) for path in columns]
    return found


def map_files(home: Path) -> tuple[Path, ...]:
    """The user's maps, in the order of their names."""
    folder = home / MAPS
    return tuple(sorted(folder.glob("*.toml"))) if folder.is_dir() else ()


def save_map(map: SourceMap, path: Path) -> Path:
    """Write a map to a file, whole or not at all. Raises `SettingsError`."""
    check(map, str(path))
    scratch = path.with_name(f".{path.name}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        scratch.write_text(written(map), "utf-8")
        scratch.replace(path)
    except OSError as error:
        raise SettingsError(f"it can't be written ({error.strerror})", str(path), "See who may write there.") from error
    return path
