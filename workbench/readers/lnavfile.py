"""lnav's format files as values: what they say is checked key by key; see `lnavformats` for what is done with it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import polars as pl

from workbench.engine.dialect import ascii_classes
from workbench.errors import SettingsError
from workbench.readers.lnavdialect import BadPattern, Portable, portable
from workbench.readers.lnavlevels import Levels
from workbench.readers.lnavtimes import time_form

SIZE_LIMIT = 4 << 20
PATTERNS_LIMIT = 60
SAMPLES_LIMIT = 50
REMEDY = "Mend the key or take the file out of the folder formats."
_NAMELESS = "(?:"


@dataclass(frozen=True, slots=True)
class LnavFormat:
    """One format of a file. patterns: of `regex`, those of modules left out · forms: of its times, empty where it names none
    fields: names of the groups or keys of time, level, message and operation · kinds: of values, by name · doubts:
    what of it is not done as lnav does it.
    """

    name: str
    title: str
    patterns: tuple[Portable, ...]
    json: bool
    forms: tuple[str, ...]
    fields: Mapping[str, str]
    kinds: Mapping[str, str]
    line: tuple[Any, ...]
    levels: Levels
    file_pattern: str
    doubts: tuple[str, ...]

    @property
    def id(self) -> str:
        """The reader's id."""
        return f"lnav.{self.name}"


def formats_in(path: Path) -> tuple[tuple[LnavFormat, ...], str]:
    """The formats of a file, and a digest of its text. Raises `SettingsError` that names the file and the key."""
    text = _text_of(path)
    try:
        table = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise SettingsError(f"it is no JSON ({error})", str(path), "Mend or take out the file.") from error
    formats = {name: rows for name, rows in table.items() if name != "$schema"} if isinstance(table, dict) else {}
    if not formats:
        raise SettingsError(
            "it holds no format", str(path), "A format file is an object with a format under each name."
        )
    digest = hashlib.sha256(text).hexdigest()[:16]
    return tuple(_format(_Rows(path, name, rows)) for name, rows in formats.items()), digest


def _text_of(path: Path) -> bytes:
    try:
        if path.stat().st_size > SIZE_LIMIT:
            raise SettingsError(f"it is larger than {SIZE_LIMIT >> 20} MiB", str(path), "No format file is.")
        return path.read_bytes()
    except OSError as error:
        raise SettingsError(
            f"it can't be read ({error.strerror})", str(path), "Take it out of the folder formats."
        ) from error


@dataclass(frozen=True, slots=True)
class _Rows:
    """The rows of one format, taken out by key and kind; what is of another kind is a `SettingsError` with the key."""

    path: Path
    name: str
    rows: Any

    def wrong(self, key: str, what: str) -> SettingsError:
        return SettingsError(what, f"{self.path}, {self.name}/{key}".rstrip("/"), REMEDY)

    def get(self, key: str, kind: type, otherwise: Any) -> Any:
        if not isinstance(self.rows, dict):
            raise self.wrong("", "a format is an object")
        value = self.rows.get(key, otherwise)
        if value is not None and (not isinstance(value, kind) or (kind is not bool and isinstance(value, bool))):
            raise self.wrong(key, f"this is to be {_KINDS[kind]}")
        return otherwise if value is None else value


_KINDS = {str: "a text", dict: "an object", list: "a list", bool: "true or false"}


def _format(rows: _Rows) -> LnavFormat:
    as_json = rows.get("json", bool, False)
    patterns = () if as_json else _patterns(rows)
    fields = {
        "time": rows.get("timestamp-field", str, "timestamp"), "level": rows.get("level-field", str, "level"),
        "body": rows.get("body-field", str, "body"), "opid": rows.get("opid-field", str, ""),
    }  # fmt: skip
    if not as_json and not any(fields["time"] in pattern.names for pattern in patterns):
        raise rows.wrong("regex", f"no pattern has a group {fields['time']} for the time")
    around = any(pattern.around for pattern in patterns)
    doubts = ["its patterns look around, which is passed over"] if around else []
    if rows.get("subsecond-field", str, ""):
        doubts.append("its fractions of a second stand in a field of their own, which is passed over")
    made = LnavFormat(
        rows.name, rows.get("title", str, rows.name), patterns, as_json, _forms(rows), fields, _value_kinds(rows),
        tuple(rows.get("line-format", list, [])), _levels(rows), _file_pattern(rows), tuple(doubts),
    )  # fmt: skip
    return replace(made, doubts=(*doubts, *_samples(rows, made)))


def _samples(rows: _Rows, format: LnavFormat) -> Iterator[str]:
    """Its own samples that no pattern fits: what is left out of a pattern here may matter to it."""
    if format.json:
        return
    start = ascii_classes(start_of(format))
    for number, row in enumerate(rows.get("sample", list, [])[:SAMPLES_LIMIT]):
        line = row.get("line") if isinstance(row, dict) else None
        if not isinstance(line, str):
            raise rows.wrong(f"sample/{number}/line", "this is to be a text")
        if not pl.Series([line.partition("\n")[0]]).str.contains(start)[0]:
            yield f"its own sample {number} fits none of its patterns"


def _patterns(rows: _Rows) -> tuple[Portable, ...]:
    found: list[Portable] = []
    for name, row in rows.get("regex", dict, {}).items():
        key = f"regex/{name}/pattern"
        if not isinstance(row, dict) or not isinstance(row.get("pattern"), str):
            raise rows.wrong(key, "this is to be a text")
        if row.get("module-format") is True:
            continue
        try:
            found.append(portable(row["pattern"]))
            _checked(found[-1].text)
        except (BadPattern, pl.exceptions.ComputeError) as error:
            raise rows.wrong(key, f"the pattern can't be run ({_first_line(error)})") from error
    if not found:
        raise rows.wrong("regex", "there is no pattern for lines, and json is not true")
    if len(found) > PATTERNS_LIMIT:
        raise rows.wrong("regex", f"there are more than {PATTERNS_LIMIT} patterns")
    return tuple(found)


def _checked(pattern: str) -> None:
    pl.Series([""]).str.contains(ascii_classes(pattern))


def _first_line(error: Exception) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    told = next((line for line in lines if line.startswith("error:")), lines[0] if lines else "")
    return told.removeprefix("error: ")


def _forms(rows: _Rows) -> tuple[str, ...]:
    forms: list[str] = []
    for number, text in enumerate(rows.get("timestamp-format", list, [])):
        try:
            forms.append(time_form(text if isinstance(text, str) else ""))
        except ValueError as error:
            raise rows.wrong(f"timestamp-format/{number}", str(error)) from error
    return tuple(forms)


def _value_kinds(rows: _Rows) -> dict[str, str]:
    values = rows.get("value", dict, {})
    return {
        name: row["kind"] for name, row in values.items() if isinstance(row, dict) and isinstance(row.get("kind"), str)
    }


def _levels(rows: _Rows) -> Levels:
    try:
        return Levels.of(rows.get("level", dict, {}))
    except (BadPattern, pl.exceptions.ComputeError, KeyError, TypeError) as error:
        name = error.args[0] if isinstance(error, KeyError) else ""
        told = f"there is no level called {name}" if name else f"a pattern of it can't be run ({_first_line(error)})"
        raise rows.wrong(f"level/{name}".rstrip("/"), told) from error


def _file_pattern(rows: _Rows) -> str:
    text = rows.get("file-pattern", str, "")
    try:
        pattern = portable(text).text
        _checked(pattern)
    except (BadPattern, pl.exceptions.ComputeError) as error:
        raise rows.wrong("file-pattern", f"the pattern can't be run ({_first_line(error)})") from error
    return pattern


def start_of(format: LnavFormat) -> str:
    """Its patterns as ways of one, with t and level as the only groups; a way's own ones carry its number."""
    ways: list[str] = []
    for number, pattern in enumerate(format.patterns, 1):
        if format.fields["time"] not in pattern.names:
            continue
        tail = "" if not ways else str(number)
        text = pattern.text
        for name in pattern.names:
            new = "t" if name == format.fields["time"] else "level" if name == format.fields["level"] else ""
            text = text.replace(f"(?P<{name}>", f"(?P<{new}{tail}>" if new else _NAMELESS, 1)
        ways.append(text.removeprefix("^") if text.startswith("^") else f".*?{text}")
    return f"^(?:{'|'.join(ways)})" if len(ways) > 1 else f"^{ways[0]}"
