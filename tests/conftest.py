"""Every test runs without a screen and in a home of its own."""

from __future__ import annotations

import gc
import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from hashlib import sha256
from itertools import count
from pathlib import Path
from time import sleep
from typing import Any

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).parent))


def pytest_collection_finish() -> None:
    """What was loaded for the tests stays: no collection of garbage need look through it again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder for each test's settings; numbered here, since a numbered folder of pytest's looks at all others first."""
    root = tmp_path_factory.mktemp("homes")
    return (root / str(number) for number in count())


@pytest.fixture(autouse=True)
def own_home(homes: Iterator[Path]) -> Path:
    """Settings and recent cases of a test stay its own; nothing is put back, since every test sets it."""
    home = next(homes)
    home.mkdir()
    os.environ["WORKBENCH_HOME"] = str(home)
    return home


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, Callable[[Path], None]], Path]:
    """Fills a folder once a run: whichever of its processes asks first makes it, the others wait until it is whole."""
    root = tmp_path_factory.getbasetemp()
    root = (root.parent if "PYTEST_XDIST_WORKER" in os.environ else root) / "once"

    def make(name: str, fill: Callable[[Path], None]) -> Path:
        place, whole, broken = root / name, root / f"{name}.whole", root / f"{name}.broken"
        try:
            place.mkdir(parents=True)
        except FileExistsError:
            while not whole.exists():
                assert not broken.exists(), f"another process of the run could not make {name}"
                sleep(0.05)
            return place
        try:
            fill(place)
        except BaseException:
            broken.touch()
            raise
        whole.touch()
        return place

    return make


@pytest.fixture(scope="session")
def recorded(made_once: Callable[[str, Callable[[Path], None]], Path]) -> Path:
    """The recorded incident brought into a case, nothing judged yet; made once, copied by those who change it."""
    from workbench.casework.demo import load_demo, make_case
    from workbench.clock import Clock
    from workbench.jobs import JobContext
    from workbench.settings import Settings

    def fill(folder: Path) -> None:
        make_case(load_demo(), folder, folder / "fresh.case", Clock(), Settings(), JobContext()).close()

    return made_once("recorded", fill) / "fresh.case"


@pytest.fixture
def fresh_demo(recorded: Path, tmp_path: Path) -> Path:
    """A copy of the recorded incident's case, unsolved."""
    return Path(shutil.copytree(recorded, tmp_path / "fresh.case"))


@pytest.fixture(scope="session")
def replayed(recorded: Path, made_once: Callable[[str, Callable[[Path], None]], Path]) -> Path:
    """The recorded incident solved, as `workbench demo` opens it; made once."""
    from workbench.casework.demo import load_demo, replay, steps_of
    from workbench.cli.demo import _quiet
    from workbench.jobs import JobContext

    def fill(folder: Path) -> None:
        path = Path(shutil.copytree(recorded, folder / "checkout.case"))
        replay(steps_of(load_demo(), path), _quiet, JobContext())

    return made_once("replayed", fill) / "checkout.case"


@pytest.fixture
def solved_demo(replayed: Path, tmp_path: Path) -> Path:
    """A copy of the recorded incident's case, solved."""
    return Path(shutil.copytree(replayed, tmp_path / "checkout.case"))


@pytest.fixture(scope="session")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """A closed case into which files were brought, to be copied; made once for the same names and bytes."""
    from workbench.casework.opencase import create_case

    root = tmp_path_factory.mktemp("shelf")

    def take(paths: Sequence[Path], record: dict[str, Any]) -> Path:
        held = sha256(repr(sorted(record.items())).encode())
        for path in paths:
            held.update(f"{path.name} {path.stat().st_size} ".encode() + path.read_bytes())
        place = root / held.hexdigest()[:16]
        if not place.exists():
            with closing(create_case(place, **record)) as case:
                case.ingest(paths)
        return place

    return take


@pytest.fixture
def case_of(shelf: Callable[..., Path], tmp_path: Path) -> Iterator[Callable[..., Any]]:
    """Opens a case into which files were brought: `case_of([log], title="Orders fail", started=START)`."""
    from workbench.casework.opencase import open_case

    opened: list[Any] = []

    def bring(paths: Sequence[Path], **record: Any) -> Any:
        opened.append(open_case(Path(shutil.copytree(shelf(paths, record), tmp_path / "a.case"))))
        return opened[-1]

    yield bring
    for case in opened:
        case.close()


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
