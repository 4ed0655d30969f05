"""One repository of a case: its commits, files and differences, read through the git program.

The mirror never changes once it is made, so answers are kept: a cursor that moves along the timeline asks for the same
file lists and diffs again and again.
"""

from __future__ import annotations

import re
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

from workbench.codebase.bundle import clone_bundle
from workbench.codebase.diff import parse_patch
from workbench.codebase.gitprocess import run_git
from workbench.errors import CodeError
from workbench.model.code import Commit, FileDiff, FileVersion

__all__ = ["Repository", "clone_bundle"]

T = TypeVar("T")
KEPT_ANSWERS = 256
BLOB_LIMIT = 8 * 1024 * 1024
WHOLE_FILES = 200
LATEST = 2**63 // 10**9
_SHA = re.compile(r"[0-9a-f]{4,64}")
_FIELDS = "%H%x00%P%x00%an%x00%ae%x00%at%x00%ct%x00%D%x00%s%x00%b"
_FIELD_COUNT = 9
_DIFF = (
    "diff-tree",
    "-r",
    "-p",
    "-M",
    "--no-color",
    "--no-ext-diff",
    "--no-textconv",
    "--full-index",
    "--no-commit-id",
)


@dataclass(frozen=True, slots=True)
class Repository:
    """A bare repository on disk, read only. Every method may be called from any thread and raises `CodeError`."""

    path: Path
    _kept: OrderedDict[Hashable, Any] = field(default_factory=OrderedDict, repr=False, compare=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False, compare=False)

    def commits(self, limit: int = 100_000) -> tuple[Commit, ...]:
        """All commits that a ref reaches, newest first."""
        return self._remember(("commits", limit), lambda: self._log(["--all", "--date-order", f"-n{limit}"]))

    def commit(self, prefix: str) -> Commit | None:
        """The commit whose id starts with `prefix` (4 hex digits at least), or None when there is none or several."""
        name = prefix.strip().lower()
        if not _SHA.fullmatch(name):
            return None

        def find() -> Commit | None:
            try:
                return next(iter(self._log(["-n1", f"{name}^{{commit}}"])), None)
            except CodeError:
                return None

        return self._remember(("commit", name), find)

    @property
    def tags(self) -> Mapping[str, str]:
        """Tag name to the commit it names."""
        return self._refs("refs/tags/")

    @property
    def branches(self) -> Mapping[str, str]:
        """Branch name to the commit at its tip."""
        return self._refs("refs/heads/")

    def files(self, commit: str) -> tuple[str, ...]:
        """Paths of all files at a commit."""
        sha = self._known(commit)

        def read() -> tuple[str, ...]:
            names = run_git(self.path, ["ls-tree", "-r", "-z", "--name-only", sha]).split(b"\0")
            return tuple(name.decode("utf-8", "surrogateescape") for name in names if name)

        return self._remember(("files", sha), read)

    def file(self, commit: str, path: str) -> FileVersion | None:
        """A file at a commit as lines; None when it isn't there, is binary, or is larger than 8 MB."""
        sha = self._known(commit)

        def read() -> FileVersion | None:
            blob = self._blobs([f"{sha}:{path}"])[0]
            lines = _lines(blob)
            return None if lines is None else FileVersion(path, sha, lines)

        return self._remember(("file", sha, path), read)

    def diff(self, base: str | None, head: str, *, whole: bool = True) -> tuple[FileDiff, ...]:
        """What changed from `base` to `head`; where base is None, what the commit `head` changed in its first parent.

        whole: carry the text of both sides where it can be read, so that a view can show what lies between hunks.
        """
        new = self._known(head)
        if base is None:
            commit = self.commit(new)
            old = commit.parents[0] if commit and commit.parents else None
        else:
            old = self._known(base)
        return self._remember(("diff", old, new, whole), lambda: self._diff(old, new, whole))

    def _diff(self, old: str | None, new: str, whole: bool) -> tuple[FileDiff, ...]:
        arguments = [*_DIFF, old, new] if old else [*_DIFF, "--root", new]
        text = run_git(self.path, arguments).decode("utf-8", "replace")
        files = parse_patch(text)
        return self._with_sides(files, old, new) if whole else files

    def _with_sides(self, files: tuple[FileDiff, ...], old: str | None, new: str) -> tuple[FileDiff, ...]:
        first = files[:WHOLE_FILES]
        left = self._blobs([f"{old}:{file.old_path}" if old and file.old_path else "" for file in first])
        right = self._blobs([f"{new}:{file.new_path}" if file.new_path else "" for file in first])
        sides = tuple(
            replace(file, old_lines=_lines(before), new_lines=_lines(after)) if not file.binary else file
            for file, before, after in zip(first, left, right, strict=True)
        )
        return sides + files[WHOLE_FILES:]

    def _blobs(self, names: Sequence[str]) -> list[bytes | None]:
        """The bytes of `COMMIT:PATH` names; None for what is missing, not a file, too large, or an empty name."""
        asked = [name if name and "\n" not in name else "0" * 40 for name in names]
        text = "".join(f"{name}\n" for name in asked).encode("utf-8", "surrogateescape")
        sizes = run_git(self.path, ["cat-file", "--batch-check=%(objecttype) %(objectsize) %(objectname)"], feed=text)
        wanted: dict[int, str] = {}
        for number, row in enumerate(sizes.decode("utf-8", "replace").splitlines()[: len(asked)]):
            parts = row.split(" ")
            if parts[0] == "blob" and len(parts) == 3 and int(parts[1]) <= BLOB_LIMIT:
                wanted[number] = parts[2]
        contents = self._contents(set(wanted.values()))
        return [contents.get(wanted.get(number, "")) for number in range(len(names))]

    def _contents(self, oids: Iterable[str]) -> dict[str, bytes]:
        feed = "".join(f"{oid}\n" for oid in sorted(oids)).encode("ascii")
        if not feed:
            return {}
        output = run_git(self.path, ["cat-file", "--batch"], feed=feed)
        found: dict[str, bytes] = {}
        position = 0
        while position < len(output):
            end = output.index(b"\n", position)
            oid, kind, *size = output[position:end].split(b" ")
            if kind == b"missing":
                position = end + 1
                continue
            length = int(size[0])
            found[oid.decode("ascii")] = output[end + 1 : end + 1 + length]
            position = end + length + 2
        return found

    def _log(self, arguments: Sequence[str]) -> tuple[Commit, ...]:
        if not (self.path / "objects").is_dir():
            raise CodeError("there is no repository here", str(self.path))
        output = run_git(self.path, ["log", "-z", f"--format=tformat:{_FIELDS}", *arguments, "--"])
        parts = output.decode("utf-8", "replace").split("\0")
        rows = (parts[at : at + _FIELD_COUNT] for at in range(0, len(parts) - _FIELD_COUNT + 1, _FIELD_COUNT))
        return tuple(_commit(row) for row in rows)

    def _refs(self, below: str) -> Mapping[str, str]:
        def read() -> Mapping[str, str]:
            shape = "--format=%(refname)%00%(objectname)%00%(*objectname)"
            rows = run_git(self.path, ["for-each-ref", shape, below]).decode("utf-8", "replace").splitlines()
            parts = (row.split("\0") for row in rows)
            return {name.removeprefix(below): peeled or oid for name, oid, peeled in parts}

        return self._remember(("refs", below), read)

    def _known(self, name: str) -> str:
        """The full id of a commit given by a prefix, a tag or a branch; raises `CodeError` when there is none."""
        commit = self.commit(name)
        if commit is None:
            commit = self.commit(self.tags.get(name) or self.branches.get(name) or "")
        if commit is None:
            raise CodeError(f"there is no single commit called {name[:80]!r} in this repository", str(self.path.name))
        return commit.sha

    def _remember(self, key: Hashable, make: Callable[[], T]) -> T:
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        answer = make()
        with self._lock:
            self._kept[key] = answer
            while len(self._kept) > KEPT_ANSWERS:
                self._kept.popitem(last=False)
        return answer


def _commit(row: Sequence[str]) -> Commit:
    sha, parents, author, email, authored, committed, refs, subject, body = row
    return Commit(
        sha=sha,
        parents=tuple(parents.split()),
        author=author,
        email=email,
        authored=_instant(authored),
        committed=_instant(committed),
        subject=subject,
        body=body.strip("\n"),
        refs=tuple(ref for ref in refs.split(", ") if ref),
    )


def _instant(seconds: str) -> int:
    """Ns of git's epoch seconds; a date outside of what 64 bits of ns hold becomes 0, as git does for a broken one."""
    number = int(seconds) if re.fullmatch(r"-?\d{1,12}", seconds) else 0
    return number * 10**9 if abs(number) < LATEST else 0


def _lines(blob: bytes | None) -> tuple[str, ...] | None:
    if blob is None or b"\0" in blob[:8000]:
        return None
    lines = blob.decode("utf-8", "replace").split("\n")
    return tuple(lines[:-1] if lines and not lines[-1] else lines)
