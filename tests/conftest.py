"""Every test runs without a screen and in a home of its own."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(scope="session")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder for each test's settings; numbered here, since a numbered folder of pytest's looks at all others first."""
    root = tmp_path_factory.mktemp("homes")
    return (root / str(number) for number in count())


@pytest.fixture(autouse=True)
def own_home(homes: Iterator[Path], monkeypatch: pytest.MonkeyPatch) -> Path:
    """Settings and recent cases of a test stay its own."""
    home = next(homes)
    home.mkdir()
    monkeypatch.setenv("WORKBENCH_HOME", str(home))
    return home


@pytest.fixture(scope="session")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The recorded incident brought into a case, nothing judged yet; made once, copied by those who change it."""
    from workbench.casework.demo import load_demo, make_case
    from workbench.clock import Clock
    from workbench.jobs import JobContext
    from workbench.settings import Settings

    demo, target = load_demo(), tmp_path_factory.mktemp("recorded")
    case = make_case(demo, target, target / "fresh.case", Clock(), Settings(), JobContext())
    case.close()
    return case.path


@pytest.fixture
def fresh_demo(recorded: Path, tmp_path: Path) -> Path:
    """A copy of the recorded incident's case, unsolved."""
    return Path(shutil.copytree(recorded, tmp_path / "fresh.case"))


@pytest.fixture(scope="session")
def replayed(recorded: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The recorded incident solved, as `workbench demo` opens it; made once."""
    from workbench.casework.demo import load_demo, replay, steps_of
    from workbench.cli.demo import _quiet
    from workbench.jobs import JobContext

    path = Path(shutil.copytree(recorded, tmp_path_factory.mktemp("replayed") / "checkout.case"))
    replay(steps_of(load_demo(), path), _quiet, JobContext())
    return path


@pytest.fixture
def solved_demo(replayed: Path, tmp_path: Path) -> Path:
    """A copy of the recorded incident's case, solved."""
    return Path(shutil.copytree(replayed, tmp_path / "checkout.case"))


@pytest.fixture(scope="session")
def trail_case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case of small exports that share their ids (`trailfiles`); made once, only looked at."""
    from trailfiles import START, write

    from workbench.casework.opencase import create_case

    folder = tmp_path_factory.mktemp("trails")
    case = create_case(folder / "a.case", title="Refused", started=START)
    case.ingest(write(folder))
    case.close()
    return case.path


@pytest.fixture(scope="session")
def truth() -> dict:
    """What really happened in the recorded incident."""
    return json.loads((Path(__file__).parent / "demo" / "truth.json").read_text())


@pytest.fixture
def undated(monkeypatch: pytest.MonkeyPatch) -> None:
    """Readers for files called *.bsd (month, day and clock, no year) and *.clock (time of day only), both to the ms."""
    from workbench.casework import folder
    from workbench.engine.lineformat import LineFormat
    from workbench.readers.core import NOT_MINE, Registry, Sniff, load_registry
    from workbench.readers.linereader import LineReader

    def reader(name: str, time: str, start: str) -> LineReader:
        format = LineFormat(f"test.{name}", name, time=time, start=start)
        found = Sniff(0.999, "it is called so", format)
        return LineReader(format.id, name, lambda _head, path: found if path.endswith(f".{name}") else NOT_MINE)

    clock = r"\d\d:\d\d:\d\d(?:\.\d{3})?"
    added: tuple[Any, ...] = (
        reader("bsd", "%b %e %H:%M:%S", rf"^(?P<t>\w{{3}} [ \d]\d {clock})"),
        reader("clock", "%H:%M:%S", f"^(?P<t>{clock})"),
    )
    monkeypatch.setattr(folder, "load_registry", lambda: Registry((*load_registry().readers, *added)))


@pytest.fixture
def records_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Records are read in this process: starting another one takes longer than what is tested."""
    from workbench.casework.pool import ReaderPool
    from workbench.casework.worker import read_task
    from workbench.readers.core import load_registry

    registry = load_registry()

    def read(_pool: ReaderPool, tasks: Any, _context: Any) -> Iterator[Any]:
        for task in tasks:
            yield from read_task(registry, task)

    monkeypatch.setattr(ReaderPool, "start", lambda _pool: None)
    monkeypatch.setattr(ReaderPool, "read", read)
