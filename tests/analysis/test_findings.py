"""What the analyses notice in small made-up cases, with the figures worked out by hand."""

from __future__ import annotations

import numpy as np

from workbench.analysis.core import findings_of, load_analyses
from workbench.analysis.rates import jump
from workbench.model.case import Source
from workbench.model.entities import bytes_citation
from workbench.model.findings import CaseFacts, DeploySeen, Rate, Seen
from workbench.model.instants import MINUTE, SECOND, TimeWindow

T0 = 1_773_756_000 * SECOND


def facts(**changes: object) -> CaseFacts:
    orders = Source(
        "s1", 1, "orders.log", reader="java.text", records=1000, lines=1010, first=T0, zone_known="explicit"
    )
    values = {"sources": (orders,), "span": TimeWindow(T0, T0 + 20 * MINUTE)}
    return CaseFacts(**{**values, **changes})  # type: ignore[arg-type]


def deploy(minute: float, service: str, *, rollback: bool = False) -> DeploySeen:
    at = T0 + int(minute * MINUTE)
    return DeploySeen(
        at, service, f"4.{int(minute)}", f"{int(minute):040x}", bytes_citation("d", int(minute), 9), rollback
    )


def test_a_constant_rate_has_no_jump():
    assert jump(np.full(60, 7.0)) is None


def test_poisson_noise_of_a_steady_rate_is_no_jump():
    assert jump(np.random.default_rng(7).poisson(20, 200).astype(float)) is None


def test_a_single_spike_is_no_jump():
    counts = np.full(60, 1.0)
    counts[30] = 90
    assert jump(counts) is None


def test_a_step_is_found_at_its_first_bin():
    assert jump(np.concatenate([np.full(30, 1.0), np.full(30, 25.0)])) == 30


def test_too_little_time_before_says_nothing():
    assert jump(np.array([0.0, 0.0, 50.0, 50.0, 50.0])) is None


def test_the_rate_finding_tells_before_and_after_by_the_minute():
    counts = (1,) * 30 + (30,) * 30
    cite = bytes_citation("s1", 300, 10)
    rate = Rate("orders.log", T0, 10 * SECOND, counts, (40,) * 60, {30: cite})
    (found,) = [f for f in findings_of(facts(rates=(rate,))) if f.kind == "error-rate"]
    assert "from 6.0 to 180 a minute" in found.what
    assert found.t == T0 + 300 * SECOND
    assert found.citations == (cite,)
    assert "75.0% of the records" in found.reasons[1]


def test_the_earliest_first_error_ranks_above_the_other_sources():
    early = Seen("orders.log", T0 + 5 * MINUTE, "PoolTimeout", bytes_citation("s1", 5, 1), 12)
    late = Seen("gateway.log", T0 + 6 * MINUTE, "502", bytes_citation("s2", 6, 1), 90)
    found = [f for f in findings_of(facts(errors=(late, early))) if f.kind == "first-error"]
    assert [f.citations[0].source for f in found] == ["s1", "s2"]


def test_an_exception_that_was_there_from_the_start_is_not_new():
    old = Seen("orders.log", T0 + 10 * SECOND, "InvalidCoupon", bytes_citation("s1", 1, 1), 50, "InvalidCoupon")
    new = Seen("orders.log", T0 + 5 * MINUTE, "PoolTimeout: none", bytes_citation("s1", 2, 1), 20, "PoolTimeout")
    found = [f for f in findings_of(facts(exceptions=(old, new))) if f.kind == "new-exception"]
    assert [f.what.split()[0] for f in found] == ["PoolTimeout"]
    assert "none in the 5m before" in found[0].reasons[0]


def test_the_last_deploy_before_the_first_symptom_is_the_first_suspect():
    new = Seen("orders.log", T0 + 7 * MINUTE, "x", bytes_citation("s1", 2, 1), 20, "PoolTimeout")
    deploys = (deploy(2, "catalog"), deploy(5, "orders"), deploy(9, "payments"), deploy(14, "orders", rollback=True))
    found = [f for f in findings_of(facts(exceptions=(new,), deploys=deploys)) if f.kind == "deploy-before"]
    assert [f.what.split()[0] for f in found] == ["orders", "catalog"]
    assert "2m before" in found[0].reasons[0]
    assert "rolled back" in found[0].reasons[2]


def test_without_a_symptom_no_deploy_is_suspected():
    assert [f for f in findings_of(facts(deploys=(deploy(2, "catalog"),))) if f.kind == "deploy-before"] == []


def test_doubts_name_the_source_and_the_remedy():
    doubtful = Source(
        "s9", 9, "x.log", reader="text.iso", records=8, lines=10, skipped=2, zone_known="assumed", zone="UTC", first=T0,
        undated="year", base_known="assumed",
    )  # fmt: skip
    kinds = {f.kind: f for f in findings_of(facts(sources=(doubtful,)))}
    assert "assumed to be UTC" in kinds["assumed-zone"].what
    assert "The year of x.log is assumed" in kinds["assumed-year"].what
    assert "2 lines of x.log in no record" in kinds["skipped-lines"].what
    assert "20.00%" in kinds["skipped-lines"].reasons[0]


def test_a_silence_says_from_when_to_when():
    window = TimeWindow(T0, T0 + 90 * SECOND)
    (found,) = findings_of(facts(gaps=(("orders.log", window),)))
    assert found.what == "Silence of 1m 30s in orders.log"


def test_every_analysis_module_is_found():
    assert {a.id for a in load_analyses()} >= {
        "first-error",
        "new-exception",
        "error-rate",
        "gap",
        "doubts",
        "deploy-before",
    }
