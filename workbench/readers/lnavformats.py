r"""lnav's format files as readers: a JSON file that names patterns, where the time lies, and what its levels mean.

Read as data only: what lnav would run (converters, SQL, commands that rewrite fields) is passed over. Patterns are written
for PCRE2 and run here by an engine without backtracking, so that no pattern can hang; see `lnavdialect` for what that leaves
out. Understood: `title`, `file-pattern`, `regex`, `json`, `line-format`, `timestamp-field`, `timestamp-format`,
`level-field`, `level`, `body-field`, `opid-field`, `value.*.kind`, `sample`. Format: docs.lnav.org, "Log Formats".
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import polars as pl

from workbench.engine.dialect import ascii_classes
from workbench.engine.lineformat import LineFormat
from workbench.errors import SettingsError
from workbench.model.case import Problem
from workbench.readers.core import FORMATS, NOT_MINE, Sniff
from workbench.readers.heads import head_lines
from workbench.readers.jsonrecord import is_scalar, value_at
from workbench.readers.jsontext import decoded
from workbench.readers.linereader import LineReader
from workbench.readers.lnavfields import json_parser, text_parser
from workbench.readers.lnavfile import LnavFormat, formats_in, start_of
from workbench.readers.lnavtimes import USUAL, best_form

LOOKED_AT = 400


def load_formats(path: Path) -> tuple[LineReader, ...]:
    """A reader for each format of a file. Raises `SettingsError` that names the file and the key."""
    formats, version = formats_in(path)
    return tuple(_reader(format, version) for format in formats)


def keep_formats(path: Path, home: Path) -> Path:
    """Check a format file and copy it into the user's folder of them, where every case finds it; the copy's path.

    Raises `SettingsError` that names the file and the key, or says why it can't be written.
    """
    load_formats(path)
    target = home / FORMATS / path.with_suffix(".json").name
    scratch = target.with_suffix(".tmp")
    try:
        if target.exists() and target.samefile(path):
            return target
        target.parent.mkdir(parents=True, exist_ok=True)
        scratch.write_bytes(path.read_bytes())
        scratch.replace(target)
    except OSError as error:
        raise SettingsError(
            f"it can't be written ({error.strerror})", str(target), "See who may write there."
        ) from error
    return target


def _reader(format: LnavFormat, version: str) -> LineReader:
    judge = _judge_json(format) if format.json else _judge_text(format)
    return LineReader(format.id, format.title, judge, version=version)


def _named_file(format: LnavFormat, name: str) -> bool:
    return not format.file_pattern or bool(pl.Series([name]).str.contains(ascii_classes(format.file_pattern))[0])


def _judge_text(format: LnavFormat) -> Callable[[bytes, str], Sniff]:
    start = start_of(format)
    parse = text_parser(format.patterns, format.fields, format.kinds)

    def judge(head: bytes, name: str) -> Sniff:
        lines = [line for line in head_lines(head) if line.strip()][:LOOKED_AT]
        if not lines or not _named_file(format, name):
            return NOT_MINE
        groups = pl.Series(lines).str.extract_groups(ascii_classes(start))
        stamps = [text for text in _coalesced(groups) if text]
        if not stamps:
            return NOT_MINE
        form, read = best_form(format.forms or USUAL, stamps)
        trust = _trust(len(stamps), len(lines), bool(_coalesced(groups)[0]))
        if not trust or read * 2 <= len(stamps):
            return NOT_MINE
        made = LineFormat(
            format.id, format.title, time=form, start=start, severities=format.levels, foreign=True, parse=parse,
        )  # fmt: skip
        why = f"{len(stamps)} of {len(lines)} lines fit the patterns of {format.title}"
        return Sniff(0.97 * trust, why, made, _doubts(format))

    return judge


def _doubts(format: LnavFormat) -> tuple[Problem, ...]:
    return tuple(Problem(f"the format {format.name}: {doubt}") for doubt in format.doubts)


def _coalesced(groups: pl.Series) -> list[str | None]:
    names = [name for name in groups.struct.fields if name.rstrip("0123456789") == "t"]
    columns = [groups.struct.field(name).to_list() for name in names]
    return [next((text for text in row if text), None) for row in zip(*columns, strict=True)]


def _trust(matched: int, filled: int, first: bool) -> float:
    """As `heads.fit` believes a pattern: lines between two records may outnumber them."""
    share = matched / filled
    if share >= 0.5:
        return 1.0 if first or share >= 0.8 else 0.9
    if first:
        return 0.85 if matched >= 2 else 0.5
    return 0.7 if matched >= 3 and share >= 0.02 else 0.0


def _judge_json(format: LnavFormat) -> Callable[[bytes, str], Sniff]:
    keys = {name: field.strip("/").replace("/", ".") for name, field in format.fields.items()}
    parse = json_parser(keys, format.line)

    def judge(head: bytes, name: str) -> Sniff:
        lines = [line for line in head_lines(head) if line.strip()][:LOOKED_AT]
        if not lines or not lines[0].lstrip().startswith("{") or not _named_file(format, name):
            return NOT_MINE
        stamps = json_stamps(lines, keys["time"])
        if not stamps:
            return NOT_MINE
        form, read = best_form(format.forms or USUAL, stamps)
        if read * 2 <= len(lines):
            return NOT_MINE
        made = LineFormat(
            format.id, format.title, time=form, stamp_keys=(keys["time"],), level_keys=(keys["level"],),
            severities=format.levels, foreign=True, parse=parse,
        )  # fmt: skip
        why = f"{len(stamps)} of {len(lines)} lines are JSON objects with the time of {format.title} in {keys['time']}"
        return Sniff(0.97 * read / len(lines), why, made, _doubts(format))

    return judge


def json_stamps(lines: Sequence[str], key: str) -> list[str]:
    """The times of the lines that are objects with one."""
    objects = (found for line in lines if isinstance(found := decoded(line), dict))
    return [str(value) for found in objects if is_scalar(value := value_at(found, key))]
