"""Code in a case: mirrored repositories, deploys, stack traces, and where a frame's line stood when it ran."""

from __future__ import annotations

import shutil
import threading
from uuid import uuid4

from workbench.casework.citations import citation_of
from workbench.casework.corpus import leaf_sets
from workbench.casework.folder import CaseFolder
from workbench.casework.pages import page
from workbench.casework.values import CaseRepository, Deploy, FrameLocation
from workbench.codebase.frames import locate
from workbench.codebase.git import Repository, clone_bundle
from workbench.codebase.traces import find_traces
from workbench.engine.needle import Regex
from workbench.engine.selection import Selection
from workbench.errors import CodeError, SourceError
from workbench.jobs import JobContext
from workbench.model.case import Source
from workbench.model.code import Commit, FileDiff, Frame, StackTrace
from workbench.model.instants import Instant
from workbench.model.records import KINDS, Record
from workbench.query.columns import timed_of_kinds

BUNDLE_READER = "git.bundle"
# What begins or continues a trace in the languages that `codebase.traces` reads; only candidates, each is then parsed.
TRACE_SIGNS = r"^\s*at \S.*[:(]|Traceback \(most recent call last\)|\\n\s*(\\t)?at |goroutine \d+ \[|^\s*#0 "
LOOK_BACK = 200


class Repositories:
    """The bundles of a case as bare mirrors in its index, made when first asked for."""

    def __init__(self, folder: CaseFolder) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._held: dict[str, Repository] = {}
        self._broken: set[str] = set()

    def all(self) -> tuple[CaseRepository, ...]:
        """Every repository that can be read, in order of arrival."""
        found: list[CaseRepository] = []
        for source in self._folder.readable():
            if source.reader == BUNDLE_READER and (repository := self._of(source)):
                found.append(CaseRepository(source, repository))
        return tuple(found)

    def _of(self, source: Source) -> Repository | None:
        with self._lock:
            if source.id in self._broken:
                return None
            if source.id not in self._held:
                try:
                    self._held[source.id] = self._mirror(source)
                except CodeError:
                    self._broken.add(source.id)
                    return None
            return self._held[source.id]

    def _mirror(self, source: Source) -> Repository:
        target = self._folder.index / "repositories" / f"{source.object[:32]}.git"
        if not target.is_dir():
            target.parent.mkdir(parents=True, exist_ok=True)
            scratch = target.with_name(f".{uuid4().hex}.part")
            try:
                bundle, _ = self._folder.streams.passed(source, JobContext())
                clone_bundle(bundle, scratch, JobContext())
                scratch.rename(target)
            except SourceError as error:
                raise CodeError(error.what, error.where, error.remedy) from error
            finally:
                self._folder.streams.done_with(source.id)
                shutil.rmtree(scratch, ignore_errors=True)
        return Repository(target)

    def commit(self, prefix: str) -> Commit | None:
        """The commit of that id or beginning of one in any repository."""
        return next((commit for held in self.all() if (commit := held.repository.commit(prefix))), None)

    def diff(self, sha: str) -> tuple[FileDiff, ...]:
        """What a commit changed against its first parent. Raises `CodeError` when nobody has it."""
        for held in self.all():
            if held.repository.commit(sha):
                return held.repository.diff(None, sha)
        raise CodeError(f"no repository of the case has the commit {sha[:12]}", "", "Bring its bundle in.")


class Deploys:
    """Deploy records in order of time, read once a generation of the spine."""

    def __init__(self, folder: CaseFolder) -> None:
        self._folder = folder
        self._generation = -1
        self._all: tuple[Deploy, ...] = ()

    def all(self) -> tuple[Deploy, ...]:
        """Every deploy with a known time."""
        generation, spine = self._folder.generation, self._folder.spine
        if generation != self._generation:
            rows = timed_of_kinds(spine, (KINDS.index("deploy"),))
            self._all, self._generation = _deploys(page(self._folder, rows.rows())), generation
        return self._all

    def at(self, t: Instant, service: str = "") -> str | None:
        """The commit that ran at `t`: of the last deploy, else what the first one after it replaced."""
        fitting = [deploy for deploy in self.all() if not service or deploy.service == service]
        before = [deploy for deploy in fitting if deploy.t <= t and deploy.commit]
        if before:
            return before[-1].commit
        after = next((deploy for deploy in fitting if deploy.t > t), None)
        return after.previous or None if after else None


def _deploys(records: tuple[Record, ...]) -> tuple[Deploy, ...]:
    running: dict[str, list[str]] = {}
    found: list[Deploy] = []
    for record in records:
        if record.t is None or record.phase not in ("point", "close", "open"):
            continue
        service = _link(record, "service") or str(record.resource.get("service.name", ""))
        commit = _link(record, "commit")
        seen = running.setdefault(service, [])
        said = str(record.attributes.get("deploy.previous_commit") or _ending(record, "previous_commit"))
        previous = said or (seen[-1] if seen else "")
        word = f"{record.title} {record.event_id} {_ending(record, 'type')}".lower()
        back = "rolledback" in word or "rollback" in word or "rolled back" in word
        version = _link(record, "release") or str(_ending(record, "version"))
        rollback = back or commit in seen[:-1]
        deploy = Deploy(record.t, service, version, commit, previous, citation_of(record), rollback, record.title)
        found.append(deploy)
        if commit:
            seen.append(commit)
    return tuple(found)


def _link(record: Record, kind: str) -> str:
    return next((link.value for link in record.links if link.type == kind), "")


def _ending(record: Record, key: str) -> str:
    """The attribute of that name, in whatever object the source put it."""
    found = (value for name, value in record.attributes.items() if name == key or name.endswith(f".{key}"))
    return str(next(found, ""))


class Traces:
    """Which rows have a stack trace; candidates are found by one search, and parsed only when looked at."""

    def __init__(self, folder: CaseFolder) -> None:
        self._folder = folder
        self._generation = -1
        self._rows: Selection | None = None
        self._read: dict[int, StackTrace | None] = {}
        self._lock = threading.Lock()

    def rows(self) -> Selection:
        """Rows that may have a trace."""
        with self._lock:
            generation = self._folder.generation
            if generation != self._generation or self._rows is None:
                spine = self._folder.spine
                timed = timed_of_kinds(spine, range(len(KINDS)))
                self._rows = leaf_sets(self._folder, Regex(TRACE_SIGNS)) & timed
                self._read, self._generation = {}, generation
            return self._rows

    def at(self, t: Instant) -> tuple[Record, StackTrace] | None:
        """The last record with a trace at or before `t`."""
        rows = self.rows()
        last = rows.at_or_after(rows.spine.row_from(t + 1))
        for row in rows[max(last - LOOK_BACK, 0) : last][::-1].tolist():
            record = page(self._folder, (row,))[0]
            if row not in self._read:
                self._read[row] = trace_of(record)
            trace = self._read[row]
            if trace is not None:
                return record, trace
        return None


def trace_of(record: Record) -> StackTrace | None:
    """The first stack trace in a record: in its text, else in one of its attributes."""
    texts = (record.body, *(value for value in record.attributes.values() if isinstance(value, str) and "\n" in value))
    for text in texts:
        if text and (found := find_traces(text)):
            return found[0]
    return None


def locate_frame(folder: CaseFolder, frame: Frame, t: Instant, service: str = "") -> FrameLocation | None:
    """Where a frame's code lies at the revision deployed at `t`, else at the newest commit before it.

    Where no service is given, the folder that the file lies in may be called like one: then that one's revision counts.
    """
    for held in folder.repositories.all():
        found = _in_repository(folder, held, frame, t, service)
        if found is None:
            continue
        services = {deploy.service for deploy in folder.deploys.all() if deploy.service}
        owner = next((part for part in found.path.split("/")[:-1] if part in services), "")
        if owner and not service:
            return _in_repository(folder, held, frame, t, owner) or found
        return found
    return None


def holds_frame(folder: CaseFolder, frame: Frame, t: Instant, service: str = "") -> bool:
    """Whether a repository holds a frame's file at the revision deployed at `t`; asks for no commit's changes."""
    return any(_in_revision(folder, held.repository, frame, t, service) for held in folder.repositories.all())


def _in_repository(
    folder: CaseFolder, held: CaseRepository, frame: Frame, t: Instant, service: str
) -> FrameLocation | None:
    found = _in_revision(folder, held.repository, frame, t, service)
    if found is None:
        return None
    revision, path, rivals = found
    changed = _changed_by(folder, held.repository, path, t, service)
    return FrameLocation(held.source.id, revision, path, frame.line, rivals, changed)


def _in_revision(
    folder: CaseFolder, repository: Repository, frame: Frame, t: Instant, service: str
) -> tuple[str, str, tuple[str, ...]] | None:
    """The revision deployed then, the frame's path in it, and other paths that fit as well."""
    deployed = folder.deploys.at(t, service) or folder.deploys.at(t)
    commit = repository.commit(deployed) if deployed else None
    revision = commit or next((item for item in repository.commits() if item.committed <= t), None)
    if revision is None:
        return None
    path, rivals = locate(frame, repository.files(revision.sha))
    path = path or (rivals[0] if rivals else None)
    return (revision.sha, path, rivals) if path is not None else None


def _changed_by(folder: CaseFolder, repository: Repository, path: str, t: Instant, service: str) -> str:
    """The newest commit deployed by `t` that touched the file, empty where none of those deployed did."""
    for deploy in reversed(folder.deploys.all()):
        if deploy.t > t or deploy.rollback or (service and deploy.service != service):
            continue
        if deploy.commit and (commit := repository.commit(deploy.commit)):
            files = repository.diff(None, commit.sha, whole=False)
            if any(path in (file.new_path, file.old_path) for file in files):
                return commit.sha
    return ""
