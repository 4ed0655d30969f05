"""The contract, held by each reader of ours."""

from __future__ import annotations

import importlib
import pkgutil
import random
from pathlib import Path

import contract
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workbench.readers import formats
from workbench.readers.core import Reader, Registry

MODULES = [
    importlib.import_module(f"{formats.__name__}.{module.name}") for module in pkgutil.iter_modules(formats.__path__)
]
EXAMPLES = {name: text.encode() for module in MODULES for name, text in module.EXAMPLES.items()}
READERS: dict[str, Reader] = {reader.id: reader for module in MODULES for reader in module.READERS}
BY_NAME_ONLY = {"text.plain"}  # any text would fit, so content never chooses them
CHOSEN = [name for name in READERS if name not in BY_NAME_ONLY]
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


@pytest.mark.parametrize("name", CHOSEN)
def test_a_reader_knows_its_own_and_wins(name: str, registry: Registry):
    contract.check_own(READERS[name], EXAMPLES[name], registry)


# Heads outside, readers inside: what readers share of a head is worked out once.
@pytest.mark.parametrize("name", CHOSEN)
def test_all_readers_leave_a_format_to_its_own(name: str):
    for other, reader in READERS.items():
        if other != name:
            contract.check_foreign(reader, READERS[name], EXAMPLES[name])


@pytest.mark.parametrize("name", EXAMPLES)
def test_no_reader_is_surer_than_it_says_it_can_be(name: str):
    for head in (EXAMPLES[name], EXAMPLES[name] * 20):
        for reader in READERS.values():
            assert reader.sniff(head, "example").confidence <= getattr(reader, "most", 1.0), reader.id


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


@pytest.mark.parametrize("name", READERS)
def test_a_cut_off_or_damaged_head_never_raises(name: str):
    example = EXAMPLES[name]
    dice = random.Random(3)
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


@pytest.mark.parametrize("name", [name for name, reader in READERS.items() if reader.lines])
def test_a_line_format_runs_in_the_engine_and_its_parse_takes_anything(name: str):
    contract.check_format(READERS[name], EXAMPLES[name])


@pytest.mark.parametrize("name", RECORDS)
def test_a_whole_example_gives_records_and_a_cut_one_never_a_fault(name: str, tmp_path: Path):
    example = EXAMPLES[name]
    holds = READERS[name].kinds != ("archive",)  # what an archive holds are sources, not records
    assert (sum(contract.check_reading(READERS[name], example, tmp_path)) > 0) is holds
    for step in range(0, len(example), max(len(example) // 25, 1)):
        contract.check_reading(READERS[name], example[:step], tmp_path)


@pytest.mark.parametrize("name", RECORDS)
def test_bytes_of_any_kind_end_in_a_sentence_at_worst(name: str, tmp_path: Path):
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
