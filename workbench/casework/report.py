"""One case as an article's content: everything gathered, nothing rendered."""

from __future__ import annotations

from workbench import __version__
from workbench.casework.folder import CaseFolder
from workbench.casework.marked import marked_lines
from workbench.casework.pages import corrected, page
from workbench.codebase.junit import parse_junit
from workbench.errors import CodeError, SourceError
from workbench.model.case import Source
from workbench.model.code import TestReport
from workbench.model.instants import Instant
from workbench.model.notebook import Evidence, Hypothesis
from workbench.model.records import KINDS
from workbench.model.report import FixChange, Report, TestRun, TimelineRow
from workbench.query.columns import timed_of_kinds

ROOT_NOTE = "rca"
JUNIT = "junit"
REPORT_LIMIT = 64 << 20
MILESTONES = ("started", "detected", "mitigated", "resolved")
OF_THE_FIX = ("fix", "proof")


def gathered(folder: CaseFolder) -> Report:
    """The report of a case as it stands."""
    notebook = folder.notebook
    hypotheses = tuple(notebook.hypotheses.values())
    note = next((note for note in notebook.notes.values() if note.name == ROOT_NOTE), None)
    sources = tuple(source for source in notebook.sources.values() if source.state != "removed")
    return Report(
        article=notebook.case.id,
        case=notebook.case,
        cause=next((item for item in hypotheses if item.status == "confirmed"), None),
        hypotheses=hypotheses,
        supports=notebook.supports,
        evidence=tuple(notebook.evidence.values()),
        notes=note.text if note else "",
        timeline=timeline(folder),
        changes=changes(folder),
        tests=test_runs(folder),
        actions=tuple(notebook.actions.values()),
        sources=sources,
        exported=folder.clock.now(),
        version=__version__,
        marks=tuple(line for line in marked_lines(folder) if line.label or line.tags or line.comment),
    )


# ---------------------------------------------------------------------------------------------------- timeline
def timeline(folder: CaseFolder) -> tuple[TimelineRow, ...]:
    """Milestones, entries, deploys, alerts and evidence in order of time, each once."""
    notebook = folder.notebook
    rows = [*_milestones(folder), *_deploys(folder), *_alerts(folder)]
    labels = {evidence.citation: evidence.label for evidence in notebook.evidence.values()}
    for entry in notebook.entries.values():
        label = labels.get(entry.citation, "") if entry.citation else ""
        rows.append(TimelineRow(entry.t, entry.milestone, entry.text, label))
    for evidence in notebook.evidence.values():
        if evidence.t is not None and evidence.kind != "diff":
            text = evidence.why or evidence.title
            rows.append(TimelineRow(evidence.t, evidence.kind, text, evidence.label, evidence.shown))
    return tuple(sorted(rows, key=lambda row: row.t))


def _milestones(folder: CaseFolder) -> list[TimelineRow]:
    case = folder.notebook.case
    told = {entry.milestone for entry in folder.notebook.entries.values()}
    times = ((name, getattr(case, name)) for name in MILESTONES if name not in told)
    return [TimelineRow(t, name, f"Incident {name}") for name, t in times if t is not None]


def _deploys(folder: CaseFolder) -> list[TimelineRow]:
    rows: list[TimelineRow] = []
    for deploy in folder.deploys.all():
        what = "Rollback" if deploy.rollback else "Deploy"
        text = f"{what} of {deploy.service or 'a service'} {deploy.version} ({deploy.commit[:12]})".replace("  ", " ")
        source = folder.known_source(deploy.record.source)
        rows.append(TimelineRow(deploy.t, "deploy", text, source=source.name if source else ""))
    return rows


def _alerts(folder: CaseFolder) -> list[TimelineRow]:
    """An alert's opening and its end; updates in between say nothing new."""
    alerts = timed_of_kinds(folder.spine, (KINDS.index("alert"),))
    rows: list[TimelineRow] = []
    seen: set[tuple[Instant, str]] = set()
    for record in page(folder, alerts.rows()):
        if record.t is None or record.phase == "update" or (record.t, record.title) in seen:
            continue
        seen.add((record.t, record.title))
        name = record.source.rsplit("/", 1)[-1]
        rows.append(TimelineRow(record.t, "alert", record.title, source=name))
        if record.t_end is not None and record.phase != "close":
            ended = (record.t_end, f"{record.title} ended")
            if ended not in seen:
                seen.add(ended)
                rows.append(TimelineRow(record.t_end, "alert", ended[1], source=name))
    return rows


# ---------------------------------------------------------------------------------------------------- changes
def changes(folder: CaseFolder) -> tuple[FixChange, ...]:
    """The commits that hunks pinned as evidence belong to: fixes by their evidence's use, the others culprits."""
    found: dict[str, FixChange] = {}
    for evidence in folder.notebook.evidence.values():
        sha = evidence.citation.commit
        if evidence.citation.kind != "hunk" or sha in found:
            continue
        commit = folder.repositories.commit(sha)
        if commit is None:
            continue
        try:
            files = folder.repositories.diff(commit.sha)
        except CodeError:
            files = ()
        role = _role(evidence, folder)
        found[sha] = FixChange(role, commit.sha, commit.subject, commit.author, commit.committed, files)
    return tuple(sorted(found.values(), key=lambda change: change.committed))


def _role(evidence: Evidence, folder: CaseFolder) -> str:
    if evidence.use.strip().lower() in OF_THE_FIX:
        return "fix"
    return "culprit" if _speaks_for_cause(evidence, folder) or evidence.use.lower() == "cause" else "change"


def _speaks_for_cause(evidence: Evidence, folder: CaseFolder) -> bool:
    confirmed: set[str] = {item.id for item in _hypotheses(folder) if item.status == "confirmed"}
    links = folder.notebook.supports
    return any(s.evidence == evidence.id and s.hypothesis in confirmed and s.stance == "for" for s in links)


def _hypotheses(folder: CaseFolder) -> tuple[Hypothesis, ...]:
    return tuple(folder.notebook.hypotheses.values())


# ---------------------------------------------------------------------------------------------------- tests
def test_runs(folder: CaseFolder) -> tuple[TestRun, ...]:
    """The last test report with failures before the first one after it that passes, and that one."""
    dated = sorted(_reports(folder), key=lambda item: (item[0] is None, item[0] or 0, item[1].number))
    failing = [number for number, (_, _, report) in enumerate(dated) if _fails(report)]
    after = next((n for n in range(failing[0] + 1, len(dated)) if not _fails(dated[n][2])), None) if failing else None
    before = max((n for n in failing if after is None or n < after), default=None)
    runs: list[TestRun] = []
    for role, number in (("before", before), ("after", after)):
        if number is not None:
            _, source, report = dated[number]
            runs.append(TestRun(role, source.name, report))
    return tuple(runs)


def _reports(folder: CaseFolder) -> list[tuple[Instant | None, Source, TestReport]]:
    """Every test report of the case with its corrected start; several suites of one file count as one report."""
    found: list[tuple[Instant | None, Source, TestReport]] = []
    for source in folder.readable():
        if not source.reader.startswith(JUNIT) or source.size > REPORT_LIMIT:
            continue
        try:
            with folder.bytes_of(source) as held:
                reports = parse_junit(held.read(0, held.size))
        except SourceError:
            continue
        if reports:
            whole = _joined(reports)
            found.append((corrected(whole.started, whole.naive, source), source, whole))
    return found


def _joined(reports: tuple[TestReport, ...]) -> TestReport:
    first = min(reports, key=lambda report: (report.started is None, report.started or 0))
    cases = tuple(case for report in reports for case in report.cases)
    truncated = any(report.truncated for report in reports)
    return TestReport(first.name, cases, first.started, first.naive, first.t_raw, truncated)


def _fails(report: TestReport) -> bool:
    return any(case.outcome in ("failed", "error") for case in report.cases)
