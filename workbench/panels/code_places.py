"""What the code panel shows for a focus: from a record, a frame or a commit to a file's change or its whole text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.errors import CodeError, WorkbenchError
from workbench.model.code import FileDiff, FileVersion, Frame, StackTrace
from workbench.model.entities import Citation
from workbench.model.focus import Focus
from workbench.model.instants import Instant
from workbench.model.records import Record
from workbench.views.code_frames import frames_of, raised

if TYPE_CHECKING:
    from workbench.casework.opencase import OpenCase
    from workbench.casework.values import Deploy, FrameLocation
    from workbench.codebase.git import Repository

LOCATED = 60
"""Frames of one trace whose code is looked for."""
COMMIT_KINDS = ("deploy", "commit")


@dataclass(frozen=True, slots=True)
class Target:
    """What to show, as the focus says it; equal targets show the same.

    record: row of the record with the trace, -1 for none · at: the cited characters inside it that name the frame
    """

    commit: str = ""
    path: str = ""
    hunk: int = 0
    record: int = -1
    at: str = ""
    frame: int = -1
    generation: int = 0


@dataclass(frozen=True, slots=True)
class CodePlace:
    """One view of code. diff or version is shown (neither where `fault` says why) · line: 1-based, 0 for none ·
    frame: number in `frames` · own: per frame whether it is our code · files: of the commit · changed_by: the commit
    that last touched a file shown whole.
    """

    target: Target
    repository: str = ""
    commit: str = ""
    base: str = ""
    path: str = ""
    line: int = 0
    diff: FileDiff | None = None
    version: FileVersion | None = None
    trace: StackTrace | None = None
    record: Record | None = None
    frame: int = -1
    own: tuple[bool, ...] = ()
    files: tuple[FileDiff, ...] = ()
    deploy: Deploy | None = None
    changed_by: str = ""
    fault: str = ""


def target_of(case: OpenCase, focus: Focus) -> Target | None:
    """What a focus points at: a hunk, a commit's or deploy's record, a trace, or the last trace at the cursor."""
    citation = focus.citation
    if citation is not None and citation.kind == "hunk":
        return Target(citation.commit, citation.path, citation.hunk)
    if citation is not None and citation.kind in ("bytes", "pointer"):
        found = _of_citation(case, citation)
        if found is not None:
            return found
    if focus.cursor is None:
        return None
    last = case.trace_at(focus.cursor)
    return Target(record=last[0].row, generation=case.generation) if last else None


def _of_citation(case: OpenCase, citation: Citation) -> Target | None:
    row = case.row_of(citation)
    if row < 0:
        return None
    record = case.page([row])[0]
    if record.kind in COMMIT_KINDS:
        commit = next((link.value for link in record.links if link.type == "commit"), "")
        return Target(commit) if commit else None
    if case.trace_of(record) is None:
        return None
    inside = citation.kind == "bytes" and 0 < citation.length < record.place.length
    at = case.raw(citation).decode("utf-8", "replace") if inside else ""
    return Target(record=row, at=at, generation=case.generation)


def resolve(case: OpenCase, target: Target) -> CodePlace:
    """Everything to show for a target; what can't be shown is said in `fault`. Meant for a worker thread."""
    try:
        return _commit(case, target) if target.commit else _trace(case, target)
    except WorkbenchError as error:
        return CodePlace(target, commit=target.commit, path=target.path, fault=error.sentence())


# --------------------------------------------------------------------------------------------------- commits
def _commit(case: OpenCase, target: Target) -> CodePlace:
    source, repository = _holding(case, target.commit)
    known = repository.commit(target.commit)
    sha = known.sha if known else target.commit
    files = case.commit_diff(sha)
    if not files:
        raise CodeError(f"the commit {sha[:12]} changes no file", "", "Choose another deploy or commit.")
    diff = next((file for file in files if target.path in (file.new_path, file.old_path)), files[0])
    line = 0
    if target.hunk and len(diff.hunks) >= target.hunk:
        line = diff.hunks[target.hunk - 1].new_start
    return CodePlace(
        target,
        repository=source,
        commit=sha,
        base=known.parents[0] if known and known.parents else "",
        path=diff.path,
        line=line,
        diff=diff,
        files=files,
        deploy=deploy_of(case, sha),
    )


def _holding(case: OpenCase, commit: str) -> tuple[str, Repository]:
    held = case.repositories()
    for one in held:
        if one.repository.commit(commit) is not None:
            return one.source.id, one.repository
    what = "no repository was brought in" if not held else f"no repository here has the commit {commit[:12]}"
    raise CodeError(what, "", "Add the repository's bundle (git bundle create shop.bundle --all).")


def deploy_of(case: OpenCase, sha: str) -> Deploy | None:
    """The first deploy of a commit that is no rollback, else any."""
    fitting = [one for one in case.deploys() if one.commit and sha.startswith(one.commit[:40])]
    return next((one for one in fitting if not one.rollback), fitting[0] if fitting else None)


# --------------------------------------------------------------------------------------------------- frames
def _trace(case: OpenCase, target: Target) -> CodePlace:
    record = case.page([target.record])[0]
    trace = case.trace_of(record)
    if trace is None:
        raise CodeError("the record has no stack trace")
    service = str(record.resource.get("service.name", ""))
    frames = [frame for _exception, frame in frames_of(trace)]
    t = record.t or 0
    located = [case.locate_frame(frame, t, service) for frame in frames[:LOCATED]]
    own = tuple(bool(place and place.path) for place in located) + (False,) * (len(frames) - len(located))
    number = _chosen(target, trace, frames, own)
    base = CodePlace(target, record=record, trace=trace, frame=number, own=own)
    place = located[number] if 0 <= number < len(located) else None
    if place is None or not place.path:
        return _not_here(case, base, frames, number)
    return _at(case, base, place, t)


def _chosen(target: Target, trace: StackTrace, frames: list[Frame], own: tuple[bool, ...]) -> int:
    """The frame asked for, the one the cited characters name, or the innermost own one."""
    if 0 <= target.frame < len(frames):
        return target.frame
    if target.at:
        for number, frame in enumerate(frames):
            name = frame.file.replace("\\", "/").rsplit("/", 1)[-1]
            if name and name in target.at and str(frame.line) in target.at:
                return number
    mine = {frame for frame, is_own in zip(frames, own, strict=True) if is_own}
    found = raised(trace, lambda frame: frame in mine)
    return frames.index(found[1]) if found else -1


def _not_here(case: OpenCase, base: CodePlace, frames: list[Frame], number: int) -> CodePlace:
    if not case.repositories():
        fault = "No repository was brought in. Add its bundle to see the code of these frames."
    elif number < 0:
        fault = "The trace names no frame."
    else:
        frame = frames[number]
        place = frame.file or frame.module or frame.function
        fault = f"{place} lies in no repository of this case: a library's frame, or a file that is not committed."
    return CodePlace(base.target, record=base.record, trace=base.trace, frame=number, own=base.own, fault=fault)


def _at(case: OpenCase, base: CodePlace, place: FrameLocation, t: Instant) -> CodePlace:
    """The change that last touched the frame's file where it covers the line, else the file as it was deployed."""
    diff = None
    files: tuple[FileDiff, ...] = ()
    if place.changed_by:
        files = case.commit_diff(place.changed_by)
        diff = next((file for file in files if file.new_path == place.path), None)
    covers = diff is not None and covers_line(diff, place.line)
    sha = place.changed_by if covers else place.commit
    repository = next((one.repository for one in case.repositories() if one.source.id == place.repository), None)
    known = repository.commit(sha) if repository else None
    version = None if covers or repository is None else repository.file(place.commit, place.path)
    fault = (
        ""
        if covers or version
        else f"{place.path} can't be read at {place.commit[:12]} (missing, binary or too large)."
    )
    return CodePlace(
        base.target,
        repository=place.repository,
        commit=sha,
        base=known.parents[0] if covers and known and known.parents else "",
        path=place.path,
        line=place.line,
        diff=diff if covers else None,
        version=version,
        trace=base.trace,
        record=base.record,
        frame=base.frame,
        own=base.own,
        files=files if covers else (),
        deploy=deploy_of(case, sha),
        changed_by=place.changed_by,
        fault=fault,
    )


def covers_line(diff: FileDiff, line: int) -> bool:
    """Whether a hunk of the diff shows a line (1-based) of the new side."""
    return any(one.new == line and one.kind != "del" for hunk in diff.hunks for one in hunk.lines)
