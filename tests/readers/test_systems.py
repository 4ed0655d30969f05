"""The systems that a team exports from: each has a reader, a how-to, and tests over inputs of more than one origin."""

from __future__ import annotations

import importlib
import pkgutil
import re
from pathlib import Path

import pytest
import systems_beside
import systems_faults
import systems_logs
import systems_users
import systems_watch
import systems_work
from systemrows import Row, Seen, check

from workbench.readers import formats
from workbench.readers.core import Registry
from workbench.readers.systems import Group, System, load_systems

WANTED: dict[Group, tuple[str, ...]] = {
    "exceptions": ("Sentry", "Rollbar", "Raygun", "Airbrake", "BugSnag"),
    "logs": ("Loggly", "Papertrail", "Kafka", "Snare", "Splunk"),
    "monitoring": ("Dynatrace", "New Relic", "SolarWinds", "Amazon CloudWatch", "AppDynamics"),
    "uptime and performance": ("Pingdom", "Datadog", "PRTG", "ConnectWise"),
    "user sessions": ("LogRocket", "Smartlook", "Hotjar", "Crazy Egg", "rrweb", "HAR"),
    "e-mail": ("SendGrid", "Brevo (Sendinblue)", "Amazon SES"),
    "work": ("Jira", "Git", "GitHub", "GitLab", "Jenkins", "JUnit"),
    "beside them": (
        "Prometheus", "Alertmanager", "Grafana", "Grafana Loki", "Elasticsearch, OpenSearch, Kibana",
        "OpenTelemetry (OTLP)", "Jaeger", "Zipkin", "AWS X-Ray", "Kubernetes events", "Docker, CRI and kubectl",
        "PagerDuty", "Opsgenie", "ServiceNow", "Statuspage", "Slack",
    ),
}  # fmt: skip
_TABLES = (systems_faults, systems_logs, systems_watch, systems_users, systems_work, systems_beside)
ROWS: tuple[Row, ...] = tuple(row for table in _TABLES for row in table.ROWS)
ONLY_SAMPLES = ("Prometheus",)
"""What a system exports is no record: a sample has neither severity nor links."""
SYSTEMS = {system.name: system for system in load_systems()}
NAMES = [name for names in WANTED.values() for name in names]
TESTS = [path for path in sorted(Path(__file__).parent.glob("test_*.py")) if path.name != "test_systems.py"]


@pytest.fixture(scope="module")
def tested() -> str:
    """The text of all tests of readers but those that hold any reader to the contract."""
    return "\n".join(path.read_text() for path in TESTS if path.name != "test_every_reader.py")


@pytest.fixture(scope="module")
def contracted() -> set[str]:
    """Ids of readers whose own example the contract's test reads: an input written beside the reader."""
    modules = (importlib.import_module(f"{formats.__name__}.{m.name}") for m in pkgutil.iter_modules(formats.__path__))
    return {name for module in modules for name in module.EXAMPLES}


@pytest.mark.parametrize("group", WANTED)
def test_each_system_stands_in_its_group(group: Group):
    assert {name: SYSTEMS[name].group for name in WANTED[group]} == dict.fromkeys(WANTED[group], group)


def test_no_system_has_two_rows():
    def words(name: str) -> str:
        return re.sub(r"\W|^(amazon|aws|grafana) ", "", name.lower())

    assert len({words(name) for name in SYSTEMS}) == len(SYSTEMS)


@pytest.mark.parametrize("name", NAMES)
def test_a_system_has_readers_that_there_are_and_says_what_to_export(name: str, registry: Registry):
    system: System = SYSTEMS[name]
    assert system.readers
    assert set(system.readers) <= {reader.id for reader in registry.readers}
    assert system.export.endswith(".") and len(system.export.split()) >= 5
    assert system.read.endswith(".")


@pytest.mark.parametrize("row", ROWS, ids=[f"{number}-{row.name}" for number, row in enumerate(ROWS)])
def test_a_record_has_the_time_the_severity_and_the_links_that_its_export_says(row: Row, registry, read, indexed):
    check(row, registry, read, indexed)


@pytest.mark.parametrize("name", NAMES)
def test_a_system_is_tested_over_two_inputs_of_different_origin(name: str):
    """Recorded, or written after the field list; times in each, and a severity and links in one of them at least."""
    rows = [row for row in ROWS if row.system == name]
    assert len({row.origin for row in rows}) >= 2
    assert {row.reader for row in rows} <= set(SYSTEMS[name].readers)
    assert all(row.seen for row in rows)
    records = [one for row in rows for one in row.seen if isinstance(one, Seen)]
    if name in ONLY_SAMPLES:
        assert not records
        return
    assert len({row.origin for row in rows if any(isinstance(one, Seen) for one in row.seen)}) >= 2
    assert any(one.severity for one in records)
    assert any(one.links for one in records)


@pytest.mark.parametrize("name", NAMES)
def test_each_reader_of_a_system_is_asked_for_in_a_test(name: str, tested: str, contracted: set[str]):
    for reader in SYSTEMS[name].readers:
        assert reader in contracted, f"{reader} has no example of its own"
        assert f'"{reader}"' in tested, f"no test of {name} asks for what {reader} reads"


def test_what_no_system_exports_has_a_link_to_its_replay():
    """Neither tool exports recordings: the link is the only way back."""
    for name in ("Hotjar", "Crazy Egg"):
        assert "replay.link" in SYSTEMS[name].readers and SYSTEMS[name].replay
