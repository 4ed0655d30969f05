r"""What git tells as text: `git log`, a log with separators made for programs, and patches of `git format-patch`.

    git log --numstat --format=%x1e%H%x1f%P%x1f%an%x1f%ae%x1f%aI%x1f%cI%x1f%D%x1f%s%x1f%b%x1f
    git log --pretty=fuller --numstat        (also medium, raw, `git show`; any `--date` with a zone)
    git format-patch A..B --stdout

Source: git-log(1) "PRETTY FORMATS", git-format-patch(1), gitformat-patch's mbox header `From SHA Mon Sep 17 00:00:00 2001`,
which is no time. A commit stands at the committer's time; where a text has only the author's (medium, patches), that is
said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.errors import MessageError
from email.header import decode_header, make_header
from itertools import pairwise
from typing import Any

from workbench.engine.stamps import Stamp, parse_stamp
from workbench.model.case import Problem
from workbench.model.records import Event, Link
from workbench.readers.core import NOT_MINE, Batch, RawSource, Sniff
from workbench.readers.jsonsource import JsonSource, batches, whole_bytes
from workbench.readers.linereader import RecordReader
from workbench.readers.links import joined, links_in_prose
from workbench.readers.systems import System

LOG, PATCH = "git.log", "git.patch"
FILES_LIMIT, TEXT_LIMIT = 2000, 64 * 1024
_SHA = rb"[0-9a-f]{40}(?:[0-9a-f]{24})?"
_RS = re.compile(rb"(?:\xef\xbb\xbf)?\s{0,8}\x1e(" + _SHA + rb")\x1f")
_MARK = rb"^(?:\xef\xbb\xbf)?"
_COMMIT = re.compile(_MARK + rb"commit (" + _SHA + rb")(?: [0-9a-f ]{7,2000})?(?: \(([^\r\n()]*)\))?\r?$", re.M)
_HEADS = re.compile(rb"\r?\n(?:Merge: |Author: |tree " + _SHA + rb")")
_MAIL = re.compile(_MARK + rb"From (" + _SHA + rb") Mon Sep 17 00:00:00 2001\r?$", re.M)
_NUMSTAT = re.compile(r"^(\d{1,10}|-)\t(\d{1,10}|-)\t(.+)$", re.M)
_SUMMARY = re.compile(r"^ \d+ files? changed(?:, (\d+) insertions?\(\+\))?(?:, (\d+) deletions?\(-\))?$", re.M)
_PATH = re.compile(r"^diff --git a/(.+) b/(.+)$", re.M)
_PERSON = re.compile(r"([^<]*?) ?<([^>]*)>(?: (\d{1,12}) ([+-]\d{4}))?")
_FORMS = (
    "iso", "%a %b %d %H:%M:%S %Y %z", "%a, %d %b %Y %H:%M:%S %z", "epoch", "%a %b %d %H:%M:%S %Y",
    "%a %b %d %Y %H:%M:%S %z",
)  # fmt: skip
_COVER = re.compile(r"\[[^\]]{0,80}\b0+/\d{1,5}\]")
_SUBJECT = re.compile(r"\[[^\]]{0,80}\] ?")


@dataclass(slots=True)
class _Told:
    """One commit as a text tells it. authored, committed: times as written · added, deleted: lines, None where not told."""

    sha: str
    author: str = ""
    email: str = ""
    authored: str = ""
    committed: str = ""
    subject: str = ""
    body: str = ""
    parents: tuple[str, ...] = ()
    refs: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    added: int | None = None
    deleted: int | None = None
    more: dict[str, Any] = field(default_factory=dict)


def _stamp(text: str) -> Stamp | None:
    text = text.strip()
    return next((stamp for form in _FORMS if (stamp := parse_stamp(text, form))), None) if text else None


def _event(told: _Told, text: JsonSource, start: int, end: int) -> Event:
    stamp = _stamp(told.committed) or _stamp(told.authored)
    raw = told.committed.strip() if _stamp(told.committed) else told.authored.strip()
    author = _stamp(told.authored)
    attributes: dict[str, Any] = {
        "vcs.ref.head.revision": told.sha, "vcs.author.name": told.author, "vcs.author.email": told.email,
        "vcs.authored": author.wall if author else None, "vcs.parents": list(told.parents), "vcs.refs": list(told.refs),
        "git.files": list(told.files[:FILES_LIMIT]), "git.added": told.added,
        "git.deleted": told.deleted, **told.more,
    }  # fmt: skip
    body = f"{told.subject}\n\n{told.body}".strip() if told.body else told.subject
    return Event(
        t=stamp.wall if stamp else None, place=text.place(start, end), kind="commit", t_raw=raw if stamp else "",
        naive=bool(stamp and stamp.naive), resolution_ns=stamp.resolution_ns if stamp else 1, severity=9,
        title=told.subject[:300], body=body, event_id=told.sha,
        attributes={key: value for key, value in attributes.items() if value not in (None, "", [])},
        links=joined([Link("commit", told.sha)], links_in_prose(body[:TEXT_LIMIT])),
    )  # fmt: skip


def _with_files(told: _Told, rest: str) -> _Told:
    """What changed: by `--numstat`, else by a patch and the line that sums it up."""
    rows = _NUMSTAT.findall(rest)
    if rows:
        told.files = tuple(path for _, _, path in rows)
        told.added = sum(int(added) for added, _, _ in rows if added != "-")
        told.deleted = sum(int(deleted) for _, deleted, _ in rows if deleted != "-")
        return told
    told.files = tuple(dict.fromkeys(new for _, new in _PATH.findall(rest)))
    if summary := _SUMMARY.search(rest):
        told.added, told.deleted = int(summary[1] or 0), int(summary[2] or 0)
    return told


# ---- with separators ----
def _separated(piece: str) -> _Told | None:
    """A commit between record separators; None where its fields are not all there."""
    parts = piece.lstrip("\x1e").split("\x1f")
    if len(parts) < 9:
        return None
    sha, parents, author, email, authored, committed, refs, subject, body = (part.strip("\r\n") for part in parts[:9])
    told = _Told(
        sha,
        author,
        email,
        authored,
        committed,
        subject,
        body,
        tuple(parents.split()),
        tuple(filter(None, refs.split(", "))),
    )
    return _with_files(told, "\n".join(parts[9:]))


# ---- as people read it ----
def _printed(piece: str) -> _Told:
    """A commit as `git log` prints it: heads, a blank line, the message set in by four blanks, then what changed."""
    lines = piece.split("\n")
    found = _COMMIT.match(lines[0].encode("utf-8", "replace"))
    told = _Told(found[1].decode() if found else "")
    told.refs = tuple(filter(None, (found[2] or b"").decode("utf-8", "replace").split(", "))) if found else ()
    number = 1
    while number < len(lines) and lines[number].strip():
        _head(told, lines[number].rstrip("\r"))
        number += 1
    number += 1
    message: list[str] = []
    while number < len(lines) and (lines[number].startswith("    ") or not lines[number].strip()):
        message.append(lines[number].removeprefix("    ").rstrip("\r"))
        number += 1
    text = "\n".join(message).strip("\n")
    told.subject, _, body = text.partition("\n")
    told.body = body.strip("\n")
    return _with_files(told, "\n".join(lines[number:]))


def _head(told: _Told, line: str) -> None:
    """One line of a commit's head, in any of git's own forms."""
    name, _, value = line.partition(" ")
    name, value = name.rstrip(":"), value.strip()
    person = _PERSON.match(value)
    if name in ("Author", "author") and person:
        told.author, told.email = person[1], person[2]
        told.authored = person[3] or told.authored
    elif name in ("Commit", "committer") and person:
        told.more["vcs.committer.name"] = person[1]
        told.committed = person[3] or told.committed
    elif name in ("Date", "AuthorDate"):
        told.authored = value
    elif name == "CommitDate":
        told.committed = value
    elif name in ("Merge", "parent"):
        told.parents = (*told.parents, *value.split())


# ---- patches ----
def _mailed(piece: str) -> _Told | None:
    """A commit as a mail: heads, which may go on in set-in lines, the message up to `---`, the patch; of a cover letter,
    which is mail 0 of several, None.
    """
    head, _, rest = piece.replace("\r\n", "\n").removeprefix("\ufeff").partition("\n\n")
    sha = head[5:].partition(" ")[0]
    heads = {}
    for line in re.sub(r"\n[ \t]+", " ", head).split("\n")[1:]:
        name, _, value = line.partition(":")
        heads.setdefault(name.lower(), value.strip())
    person = _PERSON.match(_plain(heads.get("from", "")))
    message, _, patch = rest.partition("\n---\n")
    if _COVER.match(_plain(heads.get("subject", ""))) and "\ndiff --git " not in rest:
        return None
    subject = _SUBJECT.sub("", _plain(heads.get("subject", "")), count=1)
    told = _Told(sha, subject=subject, body=message.strip("\n"), authored=heads.get("date", ""))
    if person:
        told.author, told.email = person[1].strip('"'), person[2]
    if heads.get("message-id"):
        told.more["email.message_id"] = heads["message-id"].strip("<>")
    return _with_files(told, patch)


def _plain(value: str) -> str:
    """A mail's head with its encoded words (RFC 2047) as text; as it is where they can't be read."""
    try:
        return str(make_header(decode_header(value))) if "=?" in value else value
    except (MessageError, LookupError, UnicodeError, ValueError):
        return value


# ---- readers ----
def _sniff_log(head: bytes, _name: str) -> Sniff:
    if _RS.match(head):
        return Sniff(0.98, "it begins with a record separator, a commit and a unit separator")
    found = _COMMIT.match(head.lstrip(b"\r\n")[:2000])
    if found and _HEADS.match(head.lstrip(b"\r\n"), found.end()):
        return Sniff(0.97, "it begins with a commit and who wrote it, as git log prints it")
    return NOT_MINE


def _sniff_patch(head: bytes, _name: str) -> Sniff:
    found = _MAIL.match(head)
    if found and re.search(rb"^(?:From|Subject|Date): ", head[:8192], re.M):
        return Sniff(0.98, "it begins with a commit's mail, as git format-patch writes it")
    return NOT_MINE


def _pieces(text: JsonSource, pattern: re.Pattern[bytes]) -> Iterator[tuple[int, int]]:
    """The bytes of each commit: from where it begins to where the next one does."""
    starts = [found.start() for found in pattern.finditer(text.text)]
    if not starts:
        text.wrong("no commit begins here", 0)
    yield from pairwise([*starts, len(text.text)])


def _read_log(source: RawSource) -> Iterator[Batch]:
    data = whole_bytes(source)
    text = JsonSource(data, source.name)
    separated = b"\x1e" in data[:64]
    return batches(text, _log(text, separated), kinds="commits")


def _log(text: JsonSource, separated: bool) -> Iterator[Event]:
    pattern = re.compile(rb"\x1e(?=" + _SHA + rb"\x1f)") if separated else _COMMIT
    authors = 0
    for start, end in _pieces(text, pattern):
        piece = text.text[start:end].decode("utf-8", "replace")
        told = _separated(piece) if separated else _printed(piece)
        if told is None:
            text.wrong("a commit ends in the middle (truncated); those before it are kept", start)
            continue
        authors += not told.committed
        yield _event(told, text, start, end)
    _tell(text, authors)


def _tell(text: JsonSource, authors: int) -> None:
    if authors:
        what = f"{authors} commits tell only when they were written; for when they were committed use --pretty=fuller"
        text.problems.append(Problem(what))


def _read_patch(source: RawSource) -> Iterator[Batch]:
    text = JsonSource(whole_bytes(source), source.name)
    return batches(text, _patches(text), kinds="commits")


def _patches(text: JsonSource) -> Iterator[Event]:
    count = 0
    for start, end in _pieces(text, _MAIL):
        told = _mailed(text.text[start:end].decode("utf-8", "replace"))
        if told is None:
            text.wrong("a cover letter is no commit", start)
            continue
        count += 1
        yield _event(told, text, start, end)
    if count:
        what = f"{count} patches tell only when their commits were written, not when they were committed"
        text.problems.append(Problem(what))


READERS = (
    RecordReader(LOG, "Git log (text)", ("commit",), _sniff_log, _read_log),
    RecordReader(PATCH, "Git patches (format-patch)", ("commit",), _sniff_patch, _read_patch),
)
EXAMPLES = {
    LOG: (
        "commit 8947c48ef2077c3a301b03c1e814dc2e3f78436e (HEAD -> main)\nAuthor:     Ann <ann@shop.example>\n"
        "AuthorDate: Tue Mar 17 12:02:11 2026 +0100\nCommit:     Bo <bo@shop.example>\n"
        "CommitDate: Tue Mar 17 15:02:11 2026 +0100\n\n    OPS-17: give connections back\n\n1\t2\tshop/pool.py\n"
    ),
    PATCH: (
        "From 8947c48ef2077c3a301b03c1e814dc2e3f78436e Mon Sep 17 00:00:00 2001\nFrom: Ann <ann@shop.example>\n"
        "Date: Tue, 17 Mar 2026 15:02:11 +0100\nSubject: [PATCH] OPS-17: give connections back\n\nThe block was lost.\n---\n"
        " pool.py | 2 +-\n 1 file changed, 1 insertion(+), 1 deletion(-)\n\ndiff --git a/pool.py b/pool.py\n"
        "--- a/pool.py\n+++ b/pool.py\n@@ -1 +1 @@\n-a\n+b\n-- \n2.39.5\n"
    ),
}
SYSTEMS = (
    System(
        "Git", "work", ("git.bundle", LOG, PATCH),
        "`git bundle create repo.bundle --all`, which brings diffs and blame, too. Or `git log --pretty=fuller --numstat`, "
        "or `git format-patch A..B --stdout`.",
        "A record a commit, at the committer's time, with its files; of patches at the author's.",
        "From a log or patches no code is shown: for that bring the bundle or the repository.",
    ),
)  # fmt: skip
