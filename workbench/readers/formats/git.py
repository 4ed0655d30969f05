"""Git bundles: each commit is a record at the committer's time, cited by the bytes of its object in the pack."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from workbench.codebase.bundle import clone_bundle, object_places
from workbench.codebase.git import Repository
from workbench.errors import CodeError, SourceError
from workbench.model.code import Commit
from workbench.model.records import Event, Link, Place
from workbench.readers.core import NOT_MINE, Batch, RawSource, Sniff
from workbench.readers.linereader import RecordReader
from workbench.readers.links import joined, links_in_prose

EXAMPLES = {
    "git.bundle": "# v2 git bundle\n9b1c0a4e7d2f3b5a6c8d9e0f1a2b3c4d5e6f7a8b refs/heads/main\n\nPACK",
}
BATCH = 2000


def _sniff(head: bytes, _name: str) -> Sniff:
    if head.startswith((b"# v2 git bundle\n", b"# v3 git bundle\n")):
        return Sniff(1.0, "its first line is a git bundle's")
    return NOT_MINE


def _read(source: RawSource) -> Iterator[Batch]:
    bundle = Path(source.path)
    with tempfile.TemporaryDirectory(prefix="bundle-") as folder:
        try:
            header = clone_bundle(bundle, Path(folder) / "mirror.git")
            repository = Repository(Path(folder) / "mirror.git")
            commits = repository.commits()
            places = object_places(repository.path, header, source.size)
        except CodeError as error:
            raise SourceError(error.what, source.name, error.remedy) from None
    for first in range(0, len(commits), BATCH):
        yield Batch(events=tuple(_event(commit, places) for commit in commits[first : first + BATCH]))


def _event(commit: Commit, places: dict[str, tuple[int, int]]) -> Event:
    offset, length = places.get(commit.sha, (0, 0))
    attributes: dict[str, Any] = {
        "vcs.ref.head.revision": commit.sha,
        "vcs.author.name": commit.author,
        "vcs.author.email": commit.email,
        "vcs.authored": commit.authored,
    }
    if commit.parents:
        attributes["vcs.parents"] = list(commit.parents)
    if commit.refs:
        attributes["vcs.refs"] = list(commit.refs)
    own = Link("commit", commit.sha)
    return Event(
        t=commit.committed,
        # The pointer keeps ids apart where the pack doesn't tell where a commit's bytes are.
        place=Place(offset, length, pointer="" if length else f"/{commit.sha}"),
        kind="commit",
        t_raw=str(commit.committed // 10**9),
        resolution_ns=10**9,
        severity=9,
        title=commit.subject,
        body=f"{commit.subject}\n\n{commit.body}" if commit.body else commit.subject,
        event_id=commit.sha,
        attributes=attributes,
        links=joined([own], links_in_prose(f"{commit.subject}\n{commit.body}")),
    )


READERS = (RecordReader("git.bundle", "Git bundle", ("commit",), _sniff, _read),)
