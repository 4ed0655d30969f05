"""What the tests of readers share: the registry, a log indexed in one call, a source read in one call."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from workbench.engine.bytesource import ByteSource
from workbench.engine.logindex import LogIndex, build_log_index
from workbench.jobs import JobContext
from workbench.model.records import Event
from workbench.readers.core import Batch, RawSource, Registry, load_registry

sys.path.insert(0, str(Path(__file__).parent))
pytest.register_assert_rewrite("linerows", "recordrows", "searchrows", "systemrows", "workrows")


@pytest.fixture(scope="session")
def registry() -> Registry:
    return load_registry()


@pytest.fixture
def indexed(registry: Registry, tmp_path: Path) -> Callable[..., tuple[str, LogIndex]]:
    """Choose a reader by content, run its format over the bytes; the reader's id and the index."""

    def run(data: bytes, name: str = "some.log") -> tuple[str, LogIndex]:
        chosen = registry.choose(data[:65_536], name)
        assert chosen is not None, "nobody could read it"
        reader, sniff = chosen
        assert sniff.format is not None
        place = tmp_path / f"{len(list(tmp_path.iterdir()))}.log"
        place.write_bytes(data)
        with ByteSource(str(place), sealed=True) as source:
            folder = place.with_suffix(".index")
            return reader.id, build_log_index(source, sniff.format, folder, JobContext())

    return run


@pytest.fixture
def read(registry: Registry, tmp_path: Path) -> Callable[..., list[Batch]]:
    """All batches of a source read by a reader of that id."""

    def run(reader: str, data: bytes, name: str = "source", modified: int = 0) -> list[Batch]:
        place = tmp_path / f"{len(list(tmp_path.iterdir()))}.bin"
        place.write_bytes(data)
        found = registry.named(reader)
        assert found is not None
        return list(found.read(RawSource(name, str(place), len(data), modified)))

    return run


@pytest.fixture
def brought(registry: Registry, read: Callable[..., list[Batch]]) -> Callable[[str], tuple[str, list[Event], bytes]]:
    """The reader chosen for an example file by its content, its records, and the file's bytes."""
    from recordrows import EXAMPLE_FILES, events

    def bring(path: str) -> tuple[str, list[Event], bytes]:
        data = (EXAMPLE_FILES / path).read_bytes()
        chosen = registry.choose(data[:65_536], "some.file")
        assert chosen is not None
        return chosen[0].id, events(read, chosen[0].id, data), data

    return bring
