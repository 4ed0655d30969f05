"""The recorded incidents that ship with the program: unpacked, brought in, and investigated by a file of verbs."""

from __future__ import annotations

import shlex
import tarfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path, PurePosixPath

import msgspec

from workbench.casework.opencase import OpenCase, create_case
from workbench.clock import Clock
from workbench.errors import CaseError, SourceError, WorkbenchError
from workbench.jobs import JobContext
from workbench.model.instants import parse_instant
from workbench.settings import Settings

PACKED = ".tar.xz"
MEMBERS_LIMIT = 20_000
BYTES_LIMIT = 1 << 30
CASE_FOLDER = "{name}.case"


class Plan(msgspec.Struct, frozen=True):
    """What the case of a demo is called, and how its sources are to be read (`NAME.json` beside the archive).

    started: when the incident began, which decides the day of times without a date.
    """

    title: str
    key: str = ""
    severity: str = "SEV2"
    started: str = ""
    zone: str = "UTC"


@dataclass(frozen=True, slots=True)
class Demo:
    """A recorded incident: its archive, its plan, and its investigation as lines of verbs (empty where it has none)."""

    name: str
    archive: bytes
    plan: Plan
    investigation: str

    def case_path(self, target: Path) -> Path:
        """Where its case lies in a folder."""
        return target / CASE_FOLDER.format(name=self.name)


def demos() -> tuple[str, ...]:
    """Names of the recorded incidents."""
    folder = files("workbench.resources") / "demo"
    return tuple(sorted(item.name.removesuffix(PACKED) for item in folder.iterdir() if item.name.endswith(PACKED)))


def load_demo(name: str = "") -> Demo:
    """A recorded incident by name, the first when none is given. Raises `CaseError` naming those there are."""
    names = demos()
    chosen = name or (names[0] if names else "")
    if chosen not in names:
        known = f"There are: {', '.join(names)}." if names else "This installation has none."
        raise CaseError(f"there is no recorded incident called {chosen!r}", "", known)
    folder = files("workbench.resources") / "demo"
    plan, story = folder / f"{chosen}.json", folder / f"{chosen}.investigation"
    return Demo(
        chosen,
        (folder / f"{chosen}{PACKED}").read_bytes(),
        msgspec.json.decode(plan.read_bytes(), type=Plan) if plan.is_file() else Plan(chosen),
        story.read_text("utf-8") if story.is_file() else "",
    )


def unpack(archive: bytes, target: Path) -> None:
    """Unpack regular files below `target`, nothing else; refuses bombs and paths that lead out of it."""
    import io

    total = 0
    with tarfile.open(fileobj=io.BytesIO(archive), mode="r:xz") as tar:
        for count, member in enumerate(tar):
            path = PurePosixPath(member.name)
            total += member.size
            if count >= MEMBERS_LIMIT or total > BYTES_LIMIT:
                raise SourceError("the archive holds more than a recorded incident may", str(target))
            if path.is_absolute() or ".." in path.parts:
                raise SourceError(f"the archive holds a path that leads out of it ({member.name!r})", str(target))
            if not member.isfile():
                continue
            place = target.joinpath(*path.parts)
            place.parent.mkdir(parents=True, exist_ok=True)
            stream = tar.extractfile(member)
            assert stream is not None
            place.write_bytes(stream.read())


def make_case(demo: Demo, target: Path, path: Path, clock: Clock, settings: Settings, context: JobContext) -> OpenCase:
    """Unpack a demo into `target`, and bring everything into a case at `path`. Raises `CaseError` when one is there."""
    raw = target / demo.name
    unpack(demo.archive, target)
    plan = demo.plan
    started = parse_instant(plan.started, day=clock.now(), zone=plan.zone) if plan.started else None
    case = create_case(
        path,
        title=plan.title,
        severity=plan.severity,
        started=started,
        zone=plan.zone,
        key=plan.key,
        clock=clock,
        settings=settings,
    )
    try:
        failed = [source for source in case.ingest([raw], context=context, below=raw) if source.state == "failed"]
    except BaseException:
        case.close()
        raise
    if failed:
        case.close()
        raise CaseError(f"{len(failed)} of its files could not be read", failed[0].path, failed[0].problems[-1].what)
    return case


def steps_of(demo: Demo, case_path: Path) -> list[list[str]]:
    """The investigation as command lines: `CASE` stands for the case, `DEMO/` for the folder that ships it, `#` begins a
    remark.
    """
    shipped = files("workbench.resources") / "demo"
    steps: list[list[str]] = []
    for line in demo.investigation.splitlines():
        words = shlex.split(line, comments=True)
        if words:
            steps.append([_filled(word, case_path, shipped) for word in words])
    return steps


def _filled(word: str, case_path: Path, shipped: Traversable) -> str:
    if word == "CASE":
        return str(case_path)
    return str(shipped / word.removeprefix("DEMO/")) if word.startswith("DEMO/") else word


def replay(steps: Sequence[Sequence[str]], run: Callable[[list[str]], int], context: JobContext) -> None:
    """Give the verbs one after another; raises `WorkbenchError` naming the one that failed."""
    for number, words in enumerate(steps):
        context.step(number / len(steps), f"{words[0]} …")
        if run(list(words)):
            raise WorkbenchError(f"step {number + 1} of the investigation failed: {shlex.join(words)}")
