"""The contract, held by each reader of ours."""

from __future__ import annotations

import random
from pathlib import Path

import contract
import pytest
from bymodule import EXAMPLES, READERS, by_module
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workbench.readers.core import Registry

BY_NAME_ONLY = {"text.plain"}  # any text would fit, so content never chooses them
CHOSEN = [name for name in READERS if name not in BY_NAME_ONLY]
LINES = [name for name, reader in READERS.items() if reader.lines]
RECORDS = [name for name, reader in READERS.items() if not reader.lines and name != "git.bundle"]
JSON = [
    "alertmanager.webhook", "cdevents", "cloudwatch.alarm", "connectwise.ticket", "datadog.metrics", "datadog.spans",
    "dynatrace.problem", "github.events", "gitlab.events", "grafana.frames", "har.log", "hotjar.survey",
    "jaeger.trace", "jenkins.build", "jira.events", "jira.issue", "kubernetes.events", "logrocket.events",
    "opsgenie.rest", "otlp.json", "pagerduty.rest", "pingdom.results", "rrweb.events", "servicenow.rows",
    "slack.messages", "smartlook.session", "statuspage.public", "xray.trace", "zipkin.spans",
]  # fmt: skip


def test_every_reader_has_an_example_and_an_id_of_its_own(registry: Registry):
    ids = [reader.id for reader in registry.readers]
    assert len(ids) == len(set(ids))
    assert set(EXAMPLES) == set(READERS)


@by_module(CHOSEN)
def test_a_reader_knows_its_own_and_wins(names: list[str], registry: Registry):
    for name in names:
        contract.check_own(READERS[name], EXAMPLES[name], registry)


# Heads outside, readers inside: what readers share of a head is worked out once.
@by_module(CHOSEN)
def test_all_readers_leave_a_format_to_its_own(names: list[str]):
    for name in names:
        owners = READERS[name].sniff(EXAMPLES[name], "example").confidence
        for other, reader in READERS.items():
            if other != name:
                contract.check_foreign(reader, owners, EXAMPLES[name])


# The example alone is asked of its own reader and of all others by the two tests above.
@by_module(EXAMPLES)
def test_no_reader_is_surer_of_a_long_source_than_it_says_it_can_be(names: list[str]):
    for name in names:
        for reader in READERS.values():
            assert reader.sniff(EXAMPLES[name] * 20, "example").confidence <= getattr(reader, "most", 1.0), reader.id


@pytest.mark.parametrize("name", BY_NAME_ONLY)
def test_a_reader_for_any_text_is_never_chosen_by_content(name: str, registry: Registry):
    for head in (*EXAMPLES.values(), *contract.STRANGERS.values()):
        assert READERS[name].sniff(head, "x.txt").confidence == 0
        chosen = registry.choose(head, "x.txt")
        assert chosen is None or chosen[0].id != name


@pytest.mark.parametrize("stranger", contract.STRANGERS)
def test_no_reader_claims_what_is_no_format(stranger: str):
    for reader in READERS.values():
        contract.check_stranger(reader, contract.STRANGERS[stranger])


@by_module(READERS)
def test_a_cut_off_or_damaged_head_never_raises(names: list[str]):
    for name in names:
        example, dice = EXAMPLES[name], random.Random(3)
        for step in range(40):
            cut = example[: len(example) * step // 40]
            damaged = bytearray(example)
            damaged[dice.randrange(len(damaged))] = dice.randrange(256)
            contract.check_any_head(READERS[name], cut)
            contract.check_any_head(READERS[name], bytes(damaged))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(head=st.binary(max_size=400) | st.text(max_size=400).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_no_head_makes_any_reader_raise(head: bytes):
    for reader in READERS.values():
        contract.check_any_head(reader, head)


@by_module(LINES)
def test_a_line_format_runs_in_the_engine_and_its_parse_takes_anything(names: list[str]):
    for name in names:
        contract.check_format(READERS[name], EXAMPLES[name])


@by_module(RECORDS)
def test_a_whole_example_gives_records_and_a_cut_one_never_a_fault(names: list[str], tmp_path: Path):
    for name in names:
        example = EXAMPLES[name]
        holds = READERS[name].kinds != ("archive",)  # what an archive holds are sources, not records
        assert (sum(contract.check_reading(READERS[name], example, tmp_path)) > 0) is holds, name
        for step in range(0, len(example), max(len(example) // 25, 1)):
            contract.check_reading(READERS[name], example[:step], tmp_path)


@by_module(RECORDS)
def test_bytes_of_any_kind_end_in_a_sentence_at_worst(names: list[str], tmp_path: Path):
    for name in names:
        for head in contract.STRANGERS.values():
            contract.check_reading(READERS[name], head, tmp_path)


@pytest.mark.parametrize("name", JSON)
def test_hostile_json_ends_in_a_sentence_at_worst(name: str, tmp_path: Path):
    example = EXAMPLES[name].decode()
    hostile = [
        example + "\n" + '{"a":' * 5000,
        example.replace(":", ": " + "[" * 5000 + "]" * 5000 + ', "more":', 1),
        example.replace('"', '"\\u0000', 1),
        example[:-1] + ', "big": ' + "9" * 5000 + ', "huge": 1e999, "nan": NaN}',
        example[:-1] + "," + example[1:],
        example + "\n\0\0\0\n" + example,
        "{}\n[]\n" + example,
    ]
    for text in hostile:
        contract.check_reading(READERS[name], text.encode(), tmp_path)


@pytest.mark.parametrize("name", ["cdevents", "otlp.json"])
def test_a_string_of_50_million_characters_is_passed_over(name: str, tmp_path: Path):
    example = EXAMPLES[name]
    data = example + b'\n{"long": "' + b"x" * 50_000_000 + b'"}\n' + example
    events, points = contract.check_reading(READERS[name], data, tmp_path)
    whole = contract.check_reading(READERS[name], example + b"\n" + example, tmp_path)
    assert (events, points) == whole
