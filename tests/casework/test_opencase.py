"""One open case from question to article: filters, citations, evidence, clocks, code and the report."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest

from workbench.casework import investigation
from workbench.casework.opencase import OpenCase
from workbench.casework.pinning import excerpt_of, thinned
from workbench.errors import CitationError, QueryError, WorkbenchError
from workbench.model.code import Frame
from workbench.model.entities import Citation, bytes_citation, range_citation
from workbench.model.instants import SECOND, TimeWindow, parse_instant
from workbench.model.records import Points


def t(text: str) -> int:
    return parse_instant(text, day=0)


def titles(case: OpenCase, text: str, window: TimeWindow | None = None) -> list[str]:
    return [record.title for record in case.page(case.query(text, window))]


def source_id(case: OpenCase, name: str) -> str:
    return case.source(name).id


# ---------------------------------------------------------------------------------------------------- filters
def test_all_sources_stand_in_one_order_of_time(full: OpenCase):
    stamps = [record.t for record in full.page(range(full.spine.rows))]
    assert stamps == sorted(stamps) and full.spine.rows == 3 + 3 + 2


def test_filters_read_text_fields_times_and_what_is_pinned(full: OpenCase):
    assert titles(full, "call") == ["call 9", "call 10", "call 13"]
    assert titles(full, "level>=error source:payments.log") == ["call 13"]
    assert titles(full, "user:ann -severity:info") == ["call 10", "call 13"]
    assert titles(full, "/call 1[0-3]/") == ["call 10", "call 13"]
    assert titles(full, "source:payments* t>=14:02:10") == ["call 10", "call 13"]
    assert titles(full, "call", TimeWindow(t("2026-03-17T14:02:09.25Z"), t("2026-03-17T14:02:10.25Z"))) == ["call 9"]
    assert titles(full, "pinned:yes") == []
    row = int(full.query('"call 10"')[0])
    full.pin(bytes_citation(*_place(full, row)))
    assert titles(full, "pinned:yes") == ["call 10"]
    assert len(full.query("*")) == full.spine.rows == len(full.query(""))


def _place(case: OpenCase, row: int) -> tuple[str, int, int]:
    record = case.page([row])[0]
    return record.source_id, record.place.offset, record.place.length


def test_a_filter_that_is_not_understood_says_where(full: OpenCase):
    with pytest.raises(QueryError) as told:
        full.query("call (")
    assert told.value.position >= 5


def test_a_continuation_line_is_found_as_its_record(full: OpenCase):
    assert titles(full, '"no connection left"') == ["order 17 failed"]
    lines = list(full.lines('"no connection left"'))
    assert [(line.number, line.text) for line in lines] == [(3, "java.lang.IllegalStateException: no connection left")]
    assert [line.number for line in full.lines("severity:error source:orders.log")] == [2, 3, 4, 5]


def test_a_record_says_its_own_stamp_and_how_far_it_can_be_trusted(full: OpenCase):
    record = full.page(full.query('"order 17" failed'))[0]
    assert record.t_raw == "2026-03-17 15:02:11,123" and record.resolution_ns == 1_000_000
    assert record.zone_known == "assumed" and record.place.line == 2
    other = full.page(full.query('"call 9"'))[0]
    assert other.t_raw == "2026-03-17T14:02:09.250Z" and other.zone_known == "explicit"


# ---------------------------------------------------------------------------------------------------- clocks
def test_declaring_the_zone_moves_the_records_and_reads_nothing_again(full: OpenCase):
    before = full.generation
    trial = full.set_clock(source_id(full, "orders.log"), zone="Europe/Berlin", dry_run=True)
    assert (trial.moved, trial.applied) == (3, False) and full.generation == before
    full.set_clock(source_id(full, "orders.log"), zone="Europe/Berlin")
    orders = full.source("orders.log")
    assert orders.first == t("2026-03-17T14:02:10.500Z") and orders.zone_known == "declared" and not orders.problems
    record = full.page(full.query('"order 17" failed'))[0]
    assert record.t == t("2026-03-17T14:02:11.123Z") and record.zone_known == "declared"
    full.undo()
    assert full.source("orders.log").first == t("2026-03-17T15:02:10.500Z")
    assert full.page(full.query('"order 17" failed'))[0].t == t("2026-03-17T15:02:11.123Z")


def test_an_offset_moves_events_and_points_and_can_be_switched_off(full: OpenCase):
    full.set_clock(source_id(full, "payments.log"), offset_ns=64 * SECOND)
    record = full.page(full.query('"call 9"'))[0]
    assert record.t == t("2026-03-17T14:03:13.250Z") and record.correction == 64 * SECOND
    full.set_clock(source_id(full, "payments.log"), on=False)
    assert full.page(full.query('"call 9"'))[0].t == t("2026-03-17T14:02:09.250Z")
    scrape = full.source("orders-20260317T140220Z.prom")
    change = full.set_clock(scrape.id, offset_ns=-15 * SECOND)
    assert change.after == (t("2026-03-17T14:02:05Z"), t("2026-03-17T14:02:05Z"))
    series = next(s for s in full.series() if s.name == "pool_in_use")
    assert full.points(series.id).value.tolist() == [24.0, 3.0] and series.first == t("2026-03-17T14:02:05Z")


# ---------------------------------------------------------------------------------------------------- citations
def test_a_citation_leads_to_bytes_record_row_and_place(full: OpenCase):
    citation = full.line(source_id(full, "orders.log"), 4)
    assert full.show_place(citation) == "orders.log:2"
    assert full.raw(citation).startswith(b"2026-03-17 15:02:11,123") and full.raw(citation).endswith(b".java:9)")
    record = full.record(citation)
    assert record.title == "order 17 failed" and full.row_of(citation) == record.row
    inside = bytes_citation(citation.source, citation.offset + 30, 5)
    assert full.row_of(inside) == record.row and len(full.raw(inside)) == 5


def test_a_citation_of_nothing_says_so(full: OpenCase):
    for wrong in (Citation("gone"), bytes_citation(source_id(full, "orders.log"), 10**9, 5)):
        with pytest.raises(CitationError):
            full.raw(wrong)
    with pytest.raises(CitationError):
        full.line(source_id(full, "orders.log"), 99)
    assert full.row_of(Citation("gone")) == -1


# ---------------------------------------------------------------------------------------------------- evidence
def test_a_pinned_record_carries_its_bytes_and_their_digest(full: OpenCase):
    citation = full.line(source_id(full, "orders.log"), 2)
    evidence = full.pin(citation, why="the first failure", use="symptom")
    raw = full.raw(citation)
    assert evidence.excerpt.encode() == raw and evidence.sha256 == hashlib.sha256(raw).hexdigest()
    assert (evidence.label, evidence.kind, evidence.shown) == ("E1", "log", "orders.log:2")
    assert full.undo_label and full.undo() is not None and not full.notebook.evidence
    assert full.redo() is not None and len(full.notebook.evidence) == 1


def test_pinning_the_same_again_is_the_same_piece(full: OpenCase):
    citation = full.line(source_id(full, "orders.log"), 2)
    first = full.pin(citation)
    assert full.pin(citation, why="now I know").id == first.id
    assert [item.why for item in full.notebook.evidence.values()] == ["now I know"]


def test_a_metric_range_keeps_count_and_digest_of_its_samples(full: OpenCase):
    series = next(s for s in full.series() if s.name == "pool_in_use")
    citation = range_citation(series.sources[0], series.id, t("2026-03-17T14:02:00Z"), t("2026-03-17T14:02:20Z"))
    evidence = full.pin(citation)
    assert evidence.count == 2 and [value for _, value in evidence.points] == [3.0, 24.0]
    assert evidence.sha256 == hashlib.sha256(full.raw(citation)).hexdigest()
    assert full.raw(citation).decode().splitlines()[1] == f"{t('2026-03-17T14:02:20Z')} 24.0"
    empty = range_citation(series.sources[0], series.id, START_OF_2020, START_OF_2020 + SECOND)
    with pytest.raises(CitationError):
        full.pin(empty)


START_OF_2020 = parse_instant("2020-01-01T00:00:00Z", day=0)


def test_a_long_excerpt_keeps_head_and_tail_and_says_what_lies_between():
    data = b"head" + b"x" * 200_000 + b"tail"
    text = excerpt_of(data)
    assert len(text.encode()) <= 64 * 1024 and text.startswith("head") and text.endswith("tail")
    assert "SHA-256" in text and excerpt_of(b"short") == "short"


def test_thinning_keeps_the_lowest_and_highest_sample():
    value = np.sin(np.arange(100_000) / 50.0)
    value[777], value[88_888] = 9.0, -9.0
    points = thinned(Points(np.arange(100_000), value), 4000)
    assert len(points) <= 4000 and (777, 9.0) in points and (88_888, -9.0) in points
    assert [at for at, _ in points] == sorted(at for at, _ in points)


def test_verify_notices_a_changed_object_and_a_changed_excerpt(full: OpenCase):
    full.pin(full.line(source_id(full, "orders.log"), 2))
    assert all(check.ok for check in full.verify())
    sealed = full.path / "objects" / full.source("orders.log").object[:2] / full.source("orders.log").object
    sealed.chmod(0o644)
    changed = bytearray(sealed.read_bytes())
    changed[full.line(source_id(full, "orders.log"), 2).offset + 60] ^= 1
    sealed.write_bytes(changed)
    failed = {check.what for check in full.verify() if not check.ok}
    assert any("orders.log" in what for what in failed) and any(what.startswith("E1") for what in failed)


# ---------------------------------------------------------------------------------------------------- code
def test_deploys_say_which_revision_ran(with_code: tuple[OpenCase, str, str]):
    case, first, second = with_code
    assert [(deploy.service, deploy.commit) for deploy in case.deploys()] == [("orders", first), ("orders", second)]
    assert case.deployed_at(t("2026-03-17T13:59:00Z"), "orders") == first
    assert case.deployed_at(t("2026-03-17T14:30:00Z"), "orders") == second
    assert case.deployed_at(t("2026-03-17T13:00:00Z"), "orders") is None


def test_a_frame_leads_to_the_file_at_the_deployed_revision_and_the_commit_that_changed_it(
    with_code: tuple[OpenCase, str, str],
):
    case, first, second = with_code
    case.set_clock(source_id(case, "orders.log"), zone="Europe/Berlin")
    found = case.trace_at(t("2026-03-17T14:05:00Z"))
    assert found is not None
    record, trace = found
    assert record.title == "order 17 failed"
    frame = trace.exceptions[0].frames[0]
    assert (frame.file, frame.line) == ("Pool.java", 3)
    place = case.locate_frame(frame, record.t or 0)
    assert place is not None
    assert (place.path, place.commit, place.changed_by, place.line) == (
        "orders/src/shop/orders/Pool.java",
        second,
        second,
        3,
    )
    assert case.trace_at(t("2026-03-17T14:00:00Z")) is None
    assert case.locate_frame(Frame("x.y.Z.run", "Z.java", 1), record.t or 0) is None
    assert case.holds_frame(frame, record.t or 0)
    assert not case.holds_frame(Frame("x.y.Z.run", "Z.java", 1), record.t or 0)


def test_a_hunk_is_pinned_as_a_patch(with_code: tuple[OpenCase, str, str]):
    case, _, second = with_code
    repository = case.repositories()[0]
    from workbench.model.entities import hunk_citation

    evidence = case.pin(hunk_citation(repository.source.id, "orders/src/shop/orders/Pool.java", second, 1))
    assert "-    try { go(); } finally { back(); }" in evidence.excerpt and "+    go(); back();" in evidence.excerpt
    assert evidence.kind == "diff" and evidence.shown == f"Pool.java@{second[:7]} hunk 1"
    with pytest.raises(CitationError):
        case.pin(hunk_citation(repository.source.id, "orders/src/shop/orders/Pool.java", second, 9))


# ---------------------------------------------------------------------------------------------------- report
def test_the_report_holds_the_story(with_code: tuple[OpenCase, str, str]):
    case, _, second = with_code
    from workbench.model.entities import hunk_citation

    cause = investigation.add_hypothesis(case, "take() keeps its connection")
    citation = hunk_citation(case.repositories()[0].source.id, "orders/src/shop/orders/Pool.java", second, 1)
    evidence = case.pin(citation, use="cause")
    investigation.support(case, evidence.label, cause.label, "for")
    with pytest.raises(WorkbenchError):
        investigation.judge(case, cause.label, "confirmed", "")
    investigation.judge(case, cause.label, "confirmed", "the diff shows it")
    investigation.add_entry(case, t("2026-03-17T14:03:00Z"), "rolled back", milestone="mitigated")
    investigation.write_note(case, "rca", "It was E1.")
    report = case.report()
    assert report.cause is not None and report.cause.text == "take() keeps its connection"
    assert [(change.role, change.sha) for change in report.changes] == [("culprit", second)]
    kinds = [row.kind for row in report.timeline]
    assert kinds.count("deploy") == 2 and "mitigated" in kinds and "started" in kinds
    assert report.notes == "It was E1." and report.article == case.notebook.case.id


def test_findings_name_the_first_error_and_the_assumed_zone(full: OpenCase):
    found = full.findings()
    assert {"first-error", "assumed-zone"} <= {finding.kind for finding in found} or any(
        "zone" in finding.what for finding in found
    )
    assert all(finding.citations and finding.reasons for finding in found)


def test_the_custody_log_says_what_was_collected_pinned_verified_and_exported(case: OpenCase, sources: Path):
    made = case.ingest([sources], below=sources)
    case.ingest([sources], below=sources)
    evidence = case.pin(case.line(made[2].id, 2))
    case.verify()
    case.exported(sources / "kb", 3)
    rows = [(row.action, row.what, row.note) for row in case.custody()]
    assert rows[:6] == [("collected", source.path, f"sha256 {source.object}") for source in made]
    assert rows[6] == ("pinned", "E1 orders.log:2", f"sha256 {evidence.sha256}")
    assert rows[7] == ("verified", "the case", "8 checks hold")
    assert rows[8] == ("exported", str(sources / "kb"), "3 files")
    assert len(rows) == 9
    case.undo()
    assert [row.action for row in case.custody()].count("pinned") == 1
