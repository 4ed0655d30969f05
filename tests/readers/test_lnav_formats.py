"""lnav's format files: what its documentation says of a key is what a log is read by; a bad file is one clear problem."""

# ruff: noqa: E501 - patterns stand here as they are written
from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from workbench.engine.bytesource import ByteSource
from workbench.engine.logindex import LogIndex, build_log_index
from workbench.errors import SettingsError
from workbench.jobs import JobContext
from workbench.readers.core import Registry, Sniff, load_registry
from workbench.readers.lnavdialect import BadPattern, portable
from workbench.readers.lnavformats import keep_formats, load_formats
from workbench.readers.lnavtimes import time_form

NOON = 1_773_756_131 * 10**9  # 2026-03-17T14:02:11Z
S, MS = 10**9, 10**6
SHOP: dict[str, Any] = {
    "title": "Shop log", "description": "Of the shop", "url": "https://shop.example/log",
    "regex": {
        "std": {"pattern": r"^(?<timestamp>\d{2}/\d{2}/\d{4} \d{2}:\d{2}:\d{2}\.\d{3}) (?<level>\w++) \[(?<op>[^\]]+)\] (?<module>\w+): (?<body>.*)$"},
        "count": {"pattern": r"^(?<timestamp>\d{2}/\d{2}/\d{4} \d{2}:\d{2}:\d{2}\.\d{3}) -- (?<count>\d+) (?<share>[\d.]+) (?<level>[A-Z])(?<body>.*)"},
        "inner": {"module-format": True, "pattern": r"^(?<body>never alone)\1$"},
    },
    "timestamp-format": ["%d/%m/%Y %H:%M:%S.%L"], "opid-field": "op",
    "level": {"error": "^(?:BAD|E)$", "warning": ["^SO$", "^W$"], "info": "^OK$"},
    "value": {"module": {"kind": "string", "identifier": True}, "count": {"kind": "integer"}, "share": {"kind": "float"}},
    "sample": [{"line": "17/03/2026 14:02:11.123 OK [a1] pay: started"}],
}  # fmt: skip
LOG = (
    b"17/03/2026 14:02:11.123 BAD [a1] pay: refused\n  no funds\n"
    b"17/03/2026 14:02:12.001 -- 17 0.25 W slow\n17/03/2026 14:02:13.000 OK [a2] pay: started\n"
)


def written(home: Path, rows: dict[str, Any] | str, name: str = "shop.json") -> Path:
    place = home / "formats" / name
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(rows if isinstance(rows, str) else json.dumps(rows))
    return place


def chosen(home: Path, head: bytes, name: str = "x.log") -> tuple[str, Sniff]:
    found = load_registry(home).choose(head, name)
    assert found is not None
    return found[0].id, found[1]


def indexed(sniff: Sniff, data: bytes, folder: Path) -> LogIndex:
    place = folder / "data.log"
    place.write_bytes(data)
    with ByteSource(str(place), sealed=True) as source:
        return build_log_index(source, sniff.format, folder / "data.index", JobContext())


def test_a_format_file_in_the_settings_folder_reads_its_logs(tmp_path: Path):
    written(tmp_path, {"$schema": "https://lnav.org/schemas/format-v1.schema.json", "shop_log": SHOP})
    name, sniff = chosen(tmp_path, LOG)
    assert name == "lnav.shop_log"
    index = indexed(sniff, LOG, tmp_path)
    assert index.wall.tolist() == [NOON + 123 * MS, NOON + S + MS, NOON + 2 * S]
    assert index.severity.tolist() == [17, 13, 9]
    assert sniff.format is not None
    first = sniff.format.parse(LOG.decode().split("\n17/")[0])
    assert (first.title, first.body, first.severity_text) == ("refused", "refused\n  no funds", "BAD")
    assert first.attributes == {"module": "pay", "op": "a1"}
    assert [(link.type, link.value) for link in first.links] == [("request_id", "a1")]
    second = sniff.format.parse(LOG.decode().splitlines()[2])
    assert (second.title, dict(second.attributes)) == ("slow", {"count": 17, "share": 0.25})


def test_the_times_form_is_found_where_the_file_names_none(tmp_path: Path):
    pattern = r"^(?<timestamp>\S+ \S+) \| (?<body>.*)$"
    written(tmp_path, {"plain_log": {"title": "P", "regex": {"a": {"pattern": pattern}}, "sample": []}})
    name, sniff = chosen(tmp_path, b"2026-03-17 14:02:11.123456 | a\n2026-03-17 14:02:12.000000 | b\n")
    assert name == "lnav.plain_log"
    assert sniff.format is not None
    assert sniff.format.time == "iso"


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [("%Y-%m-%dT%H:%M:%S.%f%z", "%Y-%m-%dT%H:%M:%S.%f%z"), ("%b %d %H:%M:%S", "%b %d %H:%M:%S"), ("%s", "epoch"),
     ("%s.%f", "epoch"), ("%i", "epoch"), ("%6", "epoch"), ("%9", "epoch"), ("%H:%M:%S,%L", "%H:%M:%S,%f"),
     ("%A, %d %B %Y %T", "%a, %d %b %Y %H:%M:%S"), ("%@", "tai64n")],
)  # fmt: skip
def test_time_forms_of_lnav_are_ours_by_another_name(theirs: str, ours: str):
    assert time_form(theirs) == ours


def test_json_lines_are_read_by_the_keys_that_the_file_names(tmp_path: Path):
    rows = {
        "title": "Shop JSON", "json": True, "timestamp-field": "at/when", "level-field": "grade", "body-field": "said",
        "level": {"error": 8, "info": "^[12]$"}, "opid-field": "op", "line-format": [{"field": "__timestamp__"}, " ", {"field": "said"}],
    }  # fmt: skip
    written(tmp_path, {"shop_json": rows})
    text = (
        b'{"at":{"when":"2026-03-17T14:02:11.123Z"},"grade":8,"said":"refused","op":"a1","order":17}\n'
        b'{"at":{"when":"2026-03-17T14:02:12.000Z"},"grade":2,"said":"started","op":"a2"}\n'
    )
    name, sniff = chosen(tmp_path, text)
    assert name == "lnav.shop_json"
    index = indexed(sniff, text, tmp_path)
    assert index.wall.tolist() == [NOON + 123 * MS, NOON + S]
    assert index.severity.tolist() == [17, 9]
    assert sniff.format is not None
    fields = sniff.format.parse(text.decode().splitlines()[0])
    assert (fields.title, fields.severity_text, fields.attributes["order"]) == ("refused", "8", 17)
    assert ("request_id", "a1") in [(link.type, link.value) for link in fields.links]


def test_a_line_without_a_body_is_shown_as_line_format_says(tmp_path: Path):
    line = [{"field": "__timestamp__"}, " ", {"field": "who"}, ": ", {"field": "/did/what", "default-value": "?"}]
    written(tmp_path, {"acts": {"title": "A", "json": True, "timestamp-field": "ts", "line-format": line}})
    text = '{"ts":1773756131.5,"who":"ann","did":{"what":"paid"}}'
    name, sniff = chosen(tmp_path, f"{text}\n{text}\n".encode())
    assert (name, sniff.format.parse(text).title if sniff.format else "") == ("lnav.acts", "ann: paid")


def test_a_file_pattern_limits_which_files_it_reads(tmp_path: Path):
    written(tmp_path, {"shop_log": {**SHOP, "file-pattern": r"shop\d*\.log$"}})
    assert chosen(tmp_path, LOG, "/srv/shop7.log")[0] == "lnav.shop_log"
    assert chosen(tmp_path, LOG, "/srv/other.log")[0] != "lnav.shop_log"


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"regex": {"std": {"pattern": "^(?<timestamp>[^ ]+ (?<body>.*)"}}}, "regex/std/pattern"),
        ({"regex": {"std": {"pattern": r"^(?<timestamp>\S+) (a)\2"}}}, "regex/std/pattern"),
        ({"regex": {"std": {"pattern": 17}}}, "regex/std/pattern"),
        ({"regex": {"std": {"pattern": "^(?<when>.*)$"}}}, "regex"),
        ({"regex": {}}, "regex"),
        ({"regex": ["x"]}, "regex"),
        ({"timestamp-format": ["%Y-%m-%d"]}, "timestamp-format/0"),
        ({"timestamp-format": "%Y"}, "timestamp-format"),
        ({"level": {"awful": "x"}}, "level/awful"),
        ({"level": {"error": "(x"}}, "level"),
        ({"file-pattern": "(*SKIP)"}, "file-pattern"),
        ({"json": "yes"}, "json"),
        ({"sample": [{"level": "error"}]}, "sample/0/line"),
        ({"title": ["x"]}, "title"),
    ],
)
def test_a_bad_file_is_one_problem_that_names_file_and_key(tmp_path: Path, change: dict[str, Any], key: str):
    place = written(tmp_path, {"shop_log": {**SHOP, **change}})
    written(tmp_path, {"good_log": SHOP}, "good.json")
    registry = load_registry(tmp_path)
    (fault,) = registry.faults
    assert fault.where == f"{place}, shop_log/{key}"
    assert registry.named("lnav.good_log") is not None
    assert registry.named("lnav.shop_log") is None


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "17", "{}", "[" * 5000, '{"a": 1}', '{"a": {"regex": {"b": 1}}}', "\0"]
)
def test_what_is_no_format_file_is_one_problem(tmp_path: Path, text: str):
    place = written(tmp_path, text)
    (fault,) = load_registry(tmp_path).faults
    assert fault.where.startswith(str(place))
    with pytest.raises(SettingsError):
        load_formats(place)


def test_a_sample_that_no_pattern_fits_is_told_where_the_format_is_used(tmp_path: Path):
    written(tmp_path, {"shop_log": {**SHOP, "sample": [{"line": "something else"}]}})
    _, sniff = chosen(tmp_path, LOG)
    assert ["sample" in problem.what for problem in sniff.problems] == [True]


def test_two_files_of_one_name_are_told(tmp_path: Path):
    written(tmp_path, {"shop_log": SHOP})
    written(tmp_path, {"shop_log": SHOP}, "again/shop.json")
    registry = load_registry(tmp_path)
    assert len(registry.faults) == 1
    assert registry.named("lnav.shop_log") is not None


def test_a_pattern_that_would_hang_a_backtracking_engine_ends_at_once(tmp_path: Path):
    bad = r"^(?<timestamp>\S+) (?<body>(?:a+)+b|.*)$"
    written(tmp_path, {"slow_log": {"title": "S", "regex": {"a": {"pattern": bad}}}})
    line = b"2026-03-17T14:02:11Z " + b"a" * 3000 + b"\n"
    name, sniff = chosen(tmp_path, line * 3)
    assert name == "lnav.slow_log"
    assert indexed(sniff, line * 3, tmp_path).records == 3
    assert sniff.format is not None
    sniff.format.parse(line.decode())


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (r"^(?<a>\d++)(?>b|c)*+$", r"^(?P<a>\d+)(?:b|c)*$"),
        (r"^(?'a'x)\h(?#note)[[:digit:]]{2}\/$", r"^(?P<a>x)[ \t][0-9]{2}/$"),
        (r"a(?=b)(?!c)(?<=d)(?<!e)f", "af"),
        (r"\Qa.b\E{x}", r"a\.b\{x\}"),
        (r"[\[\](){}&]", r"[\[\](){}\&]"),
        (r"\<\"x\"\>", '<"x">'),
    ],
)
def test_what_pcre_writes_otherwise_is_translated(pattern: str, text: str):
    assert portable(pattern).text == text


@pytest.mark.parametrize(
    "pattern", [r"(a)\1", "(?&a)", "(?R)", r"a\Kb", "(?(1)a)", "[a", "(?=a", "a\\", "(?<a>x)(?<a>y)"]
)
def test_what_changes_the_match_is_refused(pattern: str):
    with pytest.raises(BadPattern):
        portable(pattern)


def test_a_file_that_is_given_is_checked_and_kept(tmp_path: Path):
    given = tmp_path / "mine.json"
    given.write_text(json.dumps({"shop_log": SHOP}))
    home = tmp_path / "home"
    assert keep_formats(given, home) == home / "formats" / "mine.json"
    registry: Registry = load_registry(home)
    assert registry.named("lnav.shop_log") is not None
    given.write_text("{")
    with pytest.raises(SettingsError):
        keep_formats(given, home)
    assert load_registry(home).faults == ()
