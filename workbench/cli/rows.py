"""Values as the JSON objects that verbs print: field names and time forms of the product's contract."""

from __future__ import annotations

from typing import Any

from workbench.casework.rowforms import seconds_of, time_text
from workbench.casework.values import Check
from workbench.model.case import CaseRecord, Feed, Member, Source
from workbench.model.findings import Finding
from workbench.model.notebook import ActionItem, Entry, Evidence, Hypothesis
from workbench.model.records import Series
from workbench.model.severity import LEVELS
from workbench.model.sourcetimes import base_text


def source_row(source: Source) -> dict[str, Any]:
    """A source, as `ingest` and `sources` print it. What has no time has no zone either."""
    resolution = source.resolution_ns if source.records else None
    timed = source.first is not None
    return {
        "path": source.path,
        "reader": source.reader,
        "kind": source.kind,
        "records": source.records,
        "series": source.series,
        "lines": source.lines,
        "skipped": source.skipped,
        "first": time_text(source.first, resolution),
        "last": time_text(source.last, resolution),
        "levels": {name: source.levels.get(name, 0) for name in (*LEVELS[1:], LEVELS[0])},
        "zone": source.zone if timed else None,
        "zone_known": source.zone_known if timed else None,
        "year": base_text(source) or None,
        "year_known": source.base_known or None,
        "sha256": source.object,
        "packing": source.packing,
        "encoding": source.encoding,
        "seconds": round(source.seconds, 3),
        "problems": [_problem(problem.where, problem.what) for problem in source.problems],
        "label": source.label,
        "id": source.id,
        "state": source.state,
        "correction": seconds_of(source.offset_ns) if source.correction_on else 0,
        "why": source.why,
        "feed": _feed(source.feed),
        "members": [_member(member) for member in source.members],
    }


def _member(member: Member) -> dict[str, Any]:
    """A file of a rotated log that was joined: where its text lies in the whole."""
    return {
        "path": member.path,
        "sha256": member.object,
        "size": member.size,
        "packing": member.packing,
        "encoding": member.encoding,
        "start": member.start,
        "length": member.length,
        "lines_before": member.lines,
        "left_out": member.left_out,
        "problem": member.problem,
    }


def _feed(feed: Feed | None) -> dict[str, Any] | None:
    """Where a source came from that is no file."""
    if feed is None:
        return None
    return {
        "command": list(feed.command),
        "output": feed.output,
        "host": feed.host,
        "folder": feed.folder,
        "began": time_text(feed.began),
        "ended": time_text(feed.ended or None),
        "ending": feed.ending,
        "died": feed.died,
        "stopped": feed.stopped,
    }


def _problem(where: str, what: str) -> str:
    return f"{where}: {what}" if where else what


def series_row(series: Series) -> dict[str, Any]:
    """A metric series, as `series` prints it."""
    return {
        "id": series.id,
        "name": series.name,
        "unit": series.unit,
        "labels": dict(series.labels),
        "points": series.points,
        "first": time_text(series.first),
        "last": time_text(series.last),
        "min": series.min,
        "max": series.max,
    }


def case_row(case: CaseRecord) -> dict[str, Any]:
    """The case record."""
    times = {name: time_text(getattr(case, name)) for name in ("started", "detected", "mitigated", "resolved")}
    texts = (
        "id", "key", "title", "severity", "status", "summary", "service", "environment", "impact", "steps", "workaround",
        "zone", "lead",
    )  # fmt: skip
    row = {name: getattr(case, name) for name in texts}
    return {**row, **times, "created": time_text(case.created), "fields": dict(case.fields)}


def evidence_row(evidence: Evidence) -> dict[str, Any]:
    """A piece of evidence."""
    return {
        "label": evidence.label,
        "id": evidence.id,
        "kind": evidence.kind,
        "citation": str(evidence.citation),
        "shown": evidence.shown,
        "t": time_text(evidence.t),
        "t_end": time_text(evidence.t_end),
        "title": evidence.title,
        "why": evidence.why,
        "use": evidence.use,
        "sha256": evidence.sha256,
        "excerpt": evidence.excerpt,
        "count": evidence.count,
    }


def hypothesis_row(hypothesis: Hypothesis, supports: list[dict[str, str]]) -> dict[str, Any]:
    """A hypothesis with what stands for and against it."""
    return {
        "label": hypothesis.label,
        "id": hypothesis.id,
        "text": hypothesis.text,
        "status": hypothesis.status,
        "why": hypothesis.why,
        "evidence": supports,
    }


def entry_row(entry: Entry) -> dict[str, Any]:
    """A timeline entry."""
    return {
        "id": entry.id,
        "t": time_text(entry.t),
        "t_end": time_text(entry.t_end),
        "text": entry.text,
        "milestone": entry.milestone,
        "citation": str(entry.citation) if entry.citation else None,
    }


def action_row(action: ActionItem) -> dict[str, Any]:
    """An action item."""
    return {
        "id": action.id,
        "text": action.text,
        "owner": action.owner,
        "due": action.due,
        "done": action.done,
        "ticket": action.ticket,
    }


def finding_row(finding: Finding) -> dict[str, Any]:
    """A finding."""
    return {
        "rank": finding.rank,
        "what": finding.what,
        "score": finding.score,
        "reasons": list(finding.reasons),
        "citations": [str(citation) for citation in finding.citations],
        "kind": finding.kind,
        "t": time_text(finding.t),
    }


def check_row(check: Check) -> dict[str, Any]:
    """One thing that was verified."""
    return {"what": check.what, "ok": check.ok, "detail": check.detail}
