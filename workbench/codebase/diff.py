"""One hunk model for every diff that is shown: patches in, files of hunks out, with the words that differ marked.

Unified format: POSIX diff -u and git-diff(1) "Generating patch text". A hunk's own line counts say where it ends, so a
mail signature or prose behind it is never taken for a change.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from workbench.codebase.rows import side_by_side, unified
from workbench.codebase.words import mark_words
from workbench.model.code import DiffLine, FileDiff, Hunk

__all__ = ["parse_patch", "side_by_side", "unified"]

_HUNK = re.compile(r"@@ -(\d{1,10})(?:,(\d{1,10}))? \+(\d{1,10})(?:,(\d{1,10}))? @@ ?(.*)")
_COMBINED = re.compile(r"@@@+ ")
_OCTAL = re.compile(r'\\([0-7]{3}|[abtnvfr"\\])')
_ESCAPES = {"a": 7, "b": 8, "t": 9, "n": 10, "v": 11, "f": 12, "r": 13, '"': 34, "\\": 92}


@dataclass(slots=True)
class _Draft:
    """A file of the patch while its lines are read."""

    old_path: str = ""
    new_path: str = ""
    status: str = "modified"
    binary: bool = False
    approximate: bool = False
    hunks: list[Hunk] = field(default_factory=list)
    named: bool = False

    def done(self) -> FileDiff:
        lines = [line for hunk in self.hunks for line in hunk.lines]
        return FileDiff(
            old_path="" if self.status == "added" else self.old_path,
            new_path="" if self.status == "deleted" else self.new_path,
            status=self.status,
            hunks=tuple(self.hunks),
            added=sum(line.kind == "add" for line in lines),
            removed=sum(line.kind == "del" for line in lines),
            binary=self.binary,
            approximate=self.approximate,
        )


def parse_patch(text: str) -> tuple[FileDiff, ...]:
    """The files of a patch in git's or plain unified form; text around them is passed over. Never raises.

    A hunk that ends too early, and a combined (merge) diff, make their file `approximate`.
    """
    lines = text.split("\n")
    files: list[_Draft] = []
    at = 0
    while at < len(lines):
        line = lines[at]
        if line.startswith("diff --git "):
            files.append(_from_git_header(line))
        elif line.startswith(("diff --cc ", "diff --combined ")):
            name = _path(line.split(" ", 2)[2], strip=False)
            files.append(_Draft(name, name, named=True))
        elif line.startswith("--- ") and at + 1 < len(lines) and lines[at + 1].startswith("+++ "):
            _name_sides(files, line[4:], lines[at + 1][4:])
            at += 1
        elif files and (found := _HUNK.match(line)):
            hunk, at, whole = _read_hunk(lines, at, found, len(files[-1].hunks) + 1)
            files[-1].hunks.append(mark_words(hunk))
            files[-1].approximate |= not whole
            continue
        elif files:
            _extended_header(files[-1], line)
        at += 1
    return tuple(file.done() for file in files)


def _read_hunk(lines: list[str], at: int, found: re.Match[str], number: int) -> tuple[Hunk, int, bool]:
    """The hunk whose header stands at line `at`; the line behind it; whether all the lines it promises were there."""
    old, new = int(found[1]), int(found[3])
    old_left = int(found[2]) if found[2] is not None else 1
    new_left = int(found[4]) if found[4] is not None else 1
    body: list[DiffLine] = []
    at += 1
    while at < len(lines) and (old_left > 0 or new_left > 0):
        sign, text = lines[at][:1], lines[at][1:]
        if sign == "+" and new_left > 0:
            body.append(DiffLine("add", text, 0, new))
            new, new_left = new + 1, new_left - 1
        elif sign == "-" and old_left > 0:
            body.append(DiffLine("del", text, old, 0))
            old, old_left = old + 1, old_left - 1
        elif sign in (" ", "") and old_left > 0 and new_left > 0 and not (sign == "" and at == len(lines) - 1):
            # An editor or a mail may have eaten the one space of an empty context line.
            body.append(DiffLine("same", text, old, new))
            old, new, old_left, new_left = old + 1, new + 1, old_left - 1, new_left - 1
        elif sign != "\\":
            break
        at += 1
    hunk = Hunk(number, int(found[1]), int(found[3]), found[5], tuple(body))
    return hunk, at, old_left == 0 and new_left == 0


def _from_git_header(line: str) -> _Draft:
    """`diff --git a/X b/X`: the names are certain only where both are the same; later lines correct them."""
    rest = line[len("diff --git ") :]
    if rest.startswith('"'):
        end = rest.find('" ', 1)
        return _Draft(_path(rest[: end + 1]), _path(rest[end + 2 :])) if end > 0 else _Draft(rest, rest)
    half = len(rest) // 2
    if rest[half : half + 1] == " " and rest[2:half] == rest[half + 3 :]:
        return _Draft(_path(rest[:half]), _path(rest[half + 1 :]))
    left, _, right = rest.partition(" b/")
    return _Draft(_path(left), right)


def _name_sides(files: list[_Draft], old: str, new: str) -> None:
    if not files or files[-1].named or files[-1].hunks:
        files.append(_Draft())
    file = files[-1]
    file.named = True
    old_path, new_path = _path(old), _path(new)
    if old_path == "/dev/null":
        file.status = "added"
    elif new_path == "/dev/null":
        file.status = "deleted"
    file.old_path = "" if old_path == "/dev/null" else old_path
    file.new_path = "" if new_path == "/dev/null" else new_path


def _extended_header(file: _Draft, line: str) -> None:
    if line.startswith("new file mode"):
        file.status = "added"
    elif line.startswith("deleted file mode"):
        file.status = "deleted"
    elif line.startswith(("rename from ", "copy from ")):
        file.old_path = _path(line.split(" ", 2)[2], strip=False)
        file.status = "renamed" if line.startswith("rename") else "copied"
    elif line.startswith(("rename to ", "copy to ")):
        file.new_path = _path(line.split(" ", 2)[2], strip=False)
    elif line.startswith(("Binary files ", "GIT binary patch")):
        file.binary = True
    elif _COMBINED.match(line):
        file.approximate = True


def _path(text: str, strip: bool = True) -> str:
    """A path as a patch writes it: perhaps in C quotes, with `a/` or `b/` in front, a tab and a date behind."""
    text = text.rstrip("\r")
    if text.startswith('"') and text.rstrip().endswith('"') and len(text.rstrip()) > 1:
        text = _unquoted(text.rstrip()[1:-1])
    else:
        text = text.partition("\t")[0]
    return text[2:] if strip and text.startswith(("a/", "b/")) else text


def _unquoted(text: str) -> str:
    """Git's C-style quoting: backslash and three octal digits are one byte of the name in UTF-8."""
    parts: list[bytes] = []
    at = 0
    for found in _OCTAL.finditer(text):
        code = found[1]
        parts.append(text[at : found.start()].encode("utf-8", "surrogateescape"))
        parts.append(bytes([_ESCAPES[code] if code in _ESCAPES else int(code, 8) & 255]))
        at = found.end()
    parts.append(text[at:].encode("utf-8", "surrogateescape"))
    return b"".join(parts).decode("utf-8", "surrogateescape")
