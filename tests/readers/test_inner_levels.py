"""A record whose envelope tells no level has that of the line which stands in it, wherever a logger writes it."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workbench.engine.bytesource import ByteSource
from workbench.engine.scan import Scanner
from workbench.readers.core import Registry, Sniff, load_registry

STAMP = "2026-03-17T14:02:11.123456789Z"
LINES = (
    "2026-03-17 14:02:11,123 ERROR [main] x.Y - failed",
    "2026-03-17 14:02:11.123 UTC [42] ERROR:  relation is gone",
    "2026-03-17 14:02:11 - app - ERROR - failed",
    "[2026-03-17T14:02:11,123][ERROR][o.e.n.Node] [n] failed",
    "2026/03/17 14:02:11 [error] 7#7: *1 failed",
    "14:02:11.123 [main] ERROR shop.Pool - failed",
    "E0317 14:02:11.123456       1 server.go:42] failed",
    "<3>failed",
    "\x1b[31mERROR\x1b[0m failed",
    'time="2026-03-17T14:02:11Z" level=error msg=failed',
    '{"time":"2026-03-17T14:02:11Z","level":"ERROR","msg":"failed"}',
    '{"msg":"x","nested":{"a":1},"level":"error"}',
)
PLAIN = ("started in 3 s", "failed: none left", "an error occurred", '{"a":1}', "", "{", '"')
ENVELOPES = {
    "docker.json": lambda text: json.dumps(
        {"log": f"{text}\n", "stream": "stderr", "time": STAMP}, separators=(",", ":")
    ),
    "json.lines": lambda text: json.dumps(
        {"time": STAMP, "stream": "stderr", "kubernetes": {"a": {"b": "{"}}, "log": text}
    ),
    "journald.json": lambda text: json.dumps(
        {"__REALTIME_TIMESTAMP": "1773756131123456", "MESSAGE": text, "_PID": "7"}
    ),
    "kubernetes.cri": lambda text: f"{STAMP} stderr F {text}",
    "kubernetes.logs": lambda text: f"[pod/pay-7d4b9/app] {STAMP} {text}",
    "docker.compose": lambda text: f"api-1  | {STAMP} {text}",
}


@cache
def registry() -> Registry:
    return load_registry()


def sniffed(lines: list[str]) -> tuple[str, Sniff]:
    found = registry().choose("".join(f"{line}\n" for line in lines).encode(), "x.log")
    assert found is not None
    return found[0].id, found[1]


def severities(lines: list[str], sniff: Sniff, folder: Path, quick: bool = True) -> list[int]:
    place = folder / "x.log"
    place.write_text("".join(f"{line}\n" for line in lines))
    with ByteSource(str(place), sealed=True) as source:
        records = Scanner(sniff.format, quick).rows(source, 0, source.size).records
    assert records is not None
    return records.severity.tolist()


@pytest.mark.parametrize("envelope", ENVELOPES)
def test_the_level_of_the_line_inside_is_the_records(tmp_path: Path, envelope: str):
    lines = [ENVELOPES[envelope](text) for text in LINES]
    name, sniff = sniffed(lines)
    assert name == envelope
    assert severities(lines, sniff, tmp_path) == [17] * len(lines)
    assert sniff.format is not None
    shown = [sniff.format.parse(line).severity_text.lower() for line in lines]
    assert shown == ["error"] * 6 + ["e", "3"] + ["error"] * 4


@pytest.mark.parametrize("envelope", ENVELOPES)
def test_a_line_that_tells_none_leaves_the_record_without(tmp_path: Path, envelope: str):
    lines = [ENVELOPES[envelope](text) for text in ("started in 3 s", "failed: none left", "an error occurred")]
    assert severities(lines, sniffed(lines)[1], tmp_path) == [0, 0, 0]


def test_a_level_of_the_envelope_comes_before_that_of_the_line(tmp_path: Path):
    lines = [
        json.dumps({"time": STAMP, "level": "warn", "msg": "ERROR x"}),
        json.dumps({"time": STAMP, "msg": "ERROR x"}),
    ]
    assert severities(lines, sniffed(lines)[1], tmp_path) == [13, 17]
    journal = {"__REALTIME_TIMESTAMP": "1773756131123456", "MESSAGE": "ERROR x"}
    lines = [json.dumps({**journal, "PRIORITY": "6"}), json.dumps(journal)]
    assert severities(lines, sniffed(lines)[1], tmp_path) == [9, 17]


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(("json.lines", "journald.json")),
    st.lists(st.sampled_from(LINES + PLAIN) | st.text(max_size=12), min_size=1, max_size=12),
)
def test_levels_inside_are_found_by_words_as_by_the_regex(tmp_path: Path, envelope: str, texts: list[str]):
    _, sniff = sniffed([ENVELOPES[envelope](LINES[0])])
    lines = [ENVELOPES[envelope](text) for text in texts]
    assert severities(lines, sniff, tmp_path) == severities(lines, sniff, tmp_path, quick=False)
