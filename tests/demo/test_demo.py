"""The recorded incident holds what its truth says, and its investigation finds it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from workbench.casework.opencase import open_case
from workbench.cli.main import main
from workbench.exporters.core import export
from workbench.model.instants import SECOND, TimeWindow, parse_instant
from workbench.model.records import Record


def at(text: str) -> int:
    return parse_instant(text, day=0)


def first(case, query: str) -> Record:
    return case.page(case.query(query)[:1])[0]


def test_every_source_has_a_reader(fresh_demo: Path):
    case = open_case(fresh_demo, write=False)
    assert [source.path for source in case.sources() if source.reader == "none" or source.state != "ready"] == []
    assert {source.reader for source in case.sources()} == {
        "alertmanager.webhook", "cdevents", "git.bundle", "java.text", "jira.issue", "json.lines", "junit.xml", "logfmt",
        "nginx.access", "nginx.error", "otlp.json", "postgresql.log", "prometheus.text",
    }  # fmt: skip
    case.close()


def test_the_line_counts_are_those_of_the_recording(fresh_demo: Path, truth: dict):
    case = open_case(fresh_demo, write=False)
    counted = {source.path: source.lines for source in case.sources() if source.path in truth["lines"]}
    assert counted == truth["lines"]
    case.close()


def test_the_assumed_zone_is_shown_and_put_right_without_reading_again(fresh_demo: Path, truth: dict):
    case = open_case(fresh_demo)
    local = truth["clocks"]["local"]
    source = case.source(local["log"])
    assert source.zone_known == "assumed"
    case.set_clock(source.id, zone=local["zone"])
    error = first(case, f"source:{local['log']} severity>=error")
    assert error.t == at(truth["first_error"]["time"])
    assert truth["first_error"]["exception"] in error.body
    case.close()


def test_the_slow_clock_is_put_right_by_hand(fresh_demo: Path, truth: dict):
    case = open_case(fresh_demo)
    wrong = truth["clocks"]["offset"]
    culprit = at(truth["culprit"]["deployed"])
    before = first(case, f"source:{wrong['log']} severity>=error")
    assert (before.t or 0) < culprit
    case.set_clock(case.source(wrong["log"]).id, offset_ns=wrong["add_seconds"] * SECOND)
    after = first(case, f"source:{wrong['log']} severity>=error")
    assert (after.t or 0) == (before.t or 0) + wrong["add_seconds"] * SECOND
    assert (after.t or 0) > culprit
    assert after.t_raw == before.t_raw
    case.close()


def test_the_deploys_are_the_ten_commits_and_the_rollback(fresh_demo: Path, truth: dict):
    case = open_case(fresh_demo, write=False)
    deploys = [(deploy.commit, deploy.t) for deploy in case.deploys() if not deploy.rollback]
    assert deploys == [(row["commit"], at(row["time"])) for row in truth["deployed_commits"]]
    (back,) = [deploy for deploy in case.deploys() if deploy.rollback]
    assert (back.commit, back.t) == (truth["rollback"]["to_commit"], at(truth["rollback"]["time"]))
    case.close()


def test_with_both_clocks_right_the_culprit_is_the_first_finding(fresh_demo: Path, truth: dict):
    case = open_case(fresh_demo)
    case.set_clock(case.source("orders/orders.log").id, zone=truth["clocks"]["local"]["zone"])
    case.set_clock(case.source("payments/payments.log").id, offset_ns=truth["clocks"]["offset"]["add_seconds"] * SECOND)
    found = case.findings()
    assert truth["culprit"]["commit"][:8] in found[0].what
    assert {"first-error", "new-exception", "error-rate", "deploy-before"} <= {finding.kind for finding in found}
    case.close()


def test_a_frame_is_found_at_the_revision_deployed_then(fresh_demo: Path, truth: dict):
    case = open_case(fresh_demo)
    case.set_clock(case.source("orders/orders.log").id, zone=truth["clocks"]["local"]["zone"])
    error = first(case, "source:orders/orders.log severity>=error")
    trace = case.trace_of(error)
    assert trace is not None
    frame = next(frame for frame in trace.exceptions[0].frames if frame.function.endswith("OrderStore.reserve"))
    place = case.locate_frame(frame, error.t or 0, "orders")
    assert place is not None
    assert (place.commit, place.path, place.line) == (truth["culprit"]["commit"], truth["culprit"]["file"], frame.line)
    case.close()


@pytest.mark.parametrize("kind", ["log", "metric", "diff"])
def test_the_solved_case_cites_a_line_a_range_and_a_hunk_for_its_cause(solved_demo: Path, kind: str):
    case = open_case(solved_demo, write=False)
    (cause,) = [item for item in case.notebook.hypotheses.values() if item.status == "confirmed"]
    cited = {support.evidence for support in case.notebook.supports if support.hypothesis == cause.id}
    assert kind in {case.notebook.evidence[id].kind for id in cited}
    case.close()


def test_the_article_names_the_culprit_and_holds_its_excerpts(solved_demo: Path, truth: dict, tmp_path: Path):
    case = open_case(solved_demo, write=False)
    export(case.report(), tmp_path / "kb")
    (page,) = (tmp_path / "kb").glob("*.md")
    text = page.read_text()
    assert truth["culprit"]["commit"] in text
    assert truth["fix"]["commit"] in text
    assert truth["first_error"]["exception"] in text
    assert "-            pool.release(connection);" in text
    assert re.search(r"!\[.*\]\(.*/e3\.svg\)", text)
    assert re.search(r"gives_its_connection_back[^|]*\| failed \| passed", text.replace("\\_", "_"))
    case.close()


def test_everything_in_the_solved_case_verifies(solved_demo: Path):
    case = open_case(solved_demo, write=False)
    checks = case.verify()
    assert [check for check in checks if not check.ok] == []
    assert len(checks) > 500
    case.close()


def test_the_template_that_is_new_at_the_incident_is_found_first(fresh_demo: Path, truth: dict, capsys):
    """Callers that waited for a connection in vain: nobody did before the culprit was deployed."""
    case = open_case(fresh_demo)
    case.set_clock(case.source("orders/orders.log").id, zone=truth["clocks"]["local"]["zone"])
    case.set_clock(case.source("payments/payments.log").id, offset_ns=truth["clocks"]["offset"]["add_seconds"] * SECOND)
    case.close()
    deployed = truth["culprit"]["deployed"]
    assert main(["analyse", str(fresh_demo), "templates", "--at", deployed, "--json"]) == 0
    first = json.loads(capsys.readouterr().out.splitlines()[0])
    assert (first["rank"], first["mark"], first["before"]) == (1, "new", 0)
    assert "PoolTimeoutException" in first["what"] and "OrderStore.reserve" in first["what"]
    assert at(first["first"]) >= at(truth["first_pool_timeout"])
    case = open_case(fresh_demo, write=False)
    assert len(case.query(f"template:{first['label']}")) == len(case.query(f"template:{first['id']}")) == first["count"]
    window = TimeWindow(at(deployed), at(truth["window"]["end"]))
    assert case.templates("kind:log", window).templates[0].id == first["id"]
    case.close()
