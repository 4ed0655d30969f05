"""Keys that join two pieces of evidence, found in what tools write and brought to the normal forms of `linkforms`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from workbench.model.linkforms import FORMED, TICKET_KEY, TICKET_NUMBER, normal_form
from workbench.model.records import Link

TEXT_LIMIT = 64 * 1024
VALUE_LIMIT = 2000
LINKS_LIMIT = 64
_TRACEPARENT = re.compile(r"(?<![0-9a-zA-Z-])[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}(?![0-9a-zA-Z])")
_TICKET = re.compile(rf"(?<![\w-])({TICKET_KEY})(?![\w-])")
_NUMBER = re.compile(rf"(?<![\w-])({TICKET_NUMBER})(?![\w-])")
# Names of standards look like ticket keys and are none.
_STANDARDS = ("UTF-", "ISO-", "SHA-", "RFC-", "CVE-", "HTTP-", "AES-", "TLS-", "MD5-", "CP-", "SQL-", "X-")
_SHA = re.compile(r"(?<![0-9a-zA-Z_-])([0-9a-f]{40}|[0-9a-f]{64})(?![0-9a-zA-Z_-])")
_SHORT_SHA = re.compile(
    r"\b(?:commit|revision|sha|reverts?|fix(?:es|ed)? in)[ :=]+([0-9a-f]{7,40})(?![0-9a-zA-Z])", re.I
)
_PAIR = re.compile(
    r"""(?<![\w])(trace[_.\-]?id|span[_.\-]?id|(?:x[_-])?request[_.\-]?id|req[_-]?id|session[_.\-]?id|user[_.\-]?id|"""
    r"""traceparent)["']?\s?[=:]\s?["']?([\w.:@=+/\-]{1,200})""",
    re.I,
)


# Keys as tools write them, in lower case and without _ . - between their words, to the type of link.
_KEYS = {
    "traceid": "trace_id", "traceidentifier": "trace_id", "otrtraceid": "trace_id",
    "spanid": "span_id", "otrspanid": "span_id",
    "requestid": "request_id", "reqid": "request_id", "xrequestid": "request_id", "correlationid": "request_id",
    "commit": "commit", "commitsha": "commit", "gitcommit": "commit", "revision": "commit", "vcsrevision": "commit",
    "sha": "commit", "headsha": "commit", "vcsrefheadrevision": "commit",
    "release": "release", "version": "release", "serviceversion": "release", "appversion": "release",
    "service": "service", "servicename": "service", "app": "service", "application": "service",
    "host": "host", "hostname": "host", "server": "host", "instance": "host",
    "userid": "user_id", "enduserid": "user_id", "usrid": "user_id",
    "sessionid": "session_id", "emailmessageid": "email_message_id", "messageid": "email_message_id",
    "ticket": "ticket", "issuekey": "ticket", "incident": "incident", "incidentid": "incident",
    "url": "url", "urlfull": "url", "httpurl": "url", "requesturl": "url",
}  # fmt: skip
LINK_TYPES = frozenset((*_KEYS.values(), *FORMED))
_ANYWHERE = frozenset(("trace_id", "span_id", "request_id", "session_id", "user_id"))
_TRACEPARENTS = "traceparent"
_TRACEPARENT_LENGTH, SHORT = 55, 200
_COMMIT_WORDS = ("commit", "revision", "sha", "revert", "fix")
_SEVEN = re.compile(r"\d{7}")
_SEPARATORS = str.maketrans("", "", "_.- ")


# What owns records is the same in many of them.
_REPEATED = frozenset(("host", "service", "release", "commit", "alert", "url"))


def link(kind: str, value: Any) -> Link | None:
    """A link of a type in its normal form; None where the value is none of that type."""
    if value.__class__ is not str and (not isinstance(value, str | int) or isinstance(value, bool)):
        return None
    text = str(value).strip()[:VALUE_LIMIT]
    return _short_link(kind, text) if kind in _REPEATED and len(text) <= SHORT else _made(kind, text)


def _made(kind: str, text: str) -> Link | None:
    text = normal_form(kind, text)
    return Link(kind, text) if text and text not in ("-", "null", "None") else None


_short_link = lru_cache(maxsize=2048)(_made)


@lru_cache(maxsize=4096)  # keys repeat from record to record
def link_type(key: str) -> str:
    """What type of link a key's value is, in any of the key's spellings; empty where it is none."""
    return _KEYS.get(key.translate(_SEPARATORS).lower(), "")


@lru_cache(maxsize=8192)
def _kind_of(key: str) -> str:
    """The type of link that an attribute's value is, or that it holds trace and span; sources repeat their few keys."""
    if key.lower().endswith("traceparent"):
        return _TRACEPARENTS
    last = key.rpartition(".")[2]
    # Behind a prefix only ids are sure to mean what they say: `db.version` is no release of ours.
    return link_type(key) or (link_type(last) if link_type(last) in _ANYWHERE else "")


def links_of(pairs: Iterable[tuple[str, Any]]) -> tuple[Link, ...]:
    """The links that attributes hold by their keys, `traceparent` taken apart; in order, each once."""
    found: list[Link] = []
    for key, value in pairs:
        if not (kind := _kind_of(key)):
            continue
        if kind == _TRACEPARENTS:
            found += _from_traceparent(value) if isinstance(value, str) else ()
        elif (made := link(kind, value)) is not None:
            found.append(made)
    return joined(found) if len(found) > 1 else tuple(found)


def links_in_text(text: str) -> tuple[Link, ...]:
    """Links that a log line holds as `trace_id=…`, `requestId: …`, or a bare W3C traceparent."""
    if text.isascii() and not _may_have_ids(text[:TEXT_LIMIT].lower()):
        return ()
    text = text[:TEXT_LIMIT]
    named = links_of((pair[1], pair[2].rstrip(".,;:")) for pair in _PAIR.finditer(text))
    return joined(named, _from_traceparent(text))


def links_in_prose(text: str) -> tuple[Link, ...]:
    """What people write into tickets and commit messages: also ticket keys and commits."""
    if len(text) <= SHORT:
        return _in_short_prose(text)
    return _in_prose(text[:TEXT_LIMIT])


@lru_cache(maxsize=1024)  # what becomes of many things is told in the same few words
def _in_short_prose(text: str) -> tuple[Link, ...]:
    return _in_prose(text)


def _in_prose(text: str) -> tuple[Link, ...]:
    if text.isascii() and not _may_have_links(text):
        return ()
    keys = [key for key in _TICKET.findall(text) if not key.startswith(_STANDARDS)]
    tickets = [Link("ticket", key) for key in [*keys, *_NUMBER.findall(text)]]
    commits = [*_SHA.findall(text), *(sha.lower() for sha in _SHORT_SHA.findall(text))]
    return joined(links_in_text(text), tickets, [Link("commit", sha) for sha in commits])


def _may_have_ids(low: str) -> bool:
    """Whether an ASCII text in lower case can hold a named id or a traceparent: cheaper than looking for one.

    Only of ASCII: in a regex without case, letters of other scripts stand for some of ours.
    """
    return (low.count("-") > 2 and len(low) >= _TRACEPARENT_LENGTH) or (
        ("=" in low or ":" in low) and ("id" in low or _TRACEPARENTS in low)
    )


def _may_have_links(text: str) -> bool:
    """As `_may_have_ids`, of prose: a ticket's key has a hyphen, its number seven digits, a commit a word before it."""
    if "-" in text or len(text) >= 40 or _SEVEN.search(text):
        return True
    low = text.lower()
    return _may_have_ids(low) or any(word in low for word in _COMMIT_WORDS)


def joined(*groups: Iterable[Link | None]) -> tuple[Link, ...]:
    """Several groups of links as one, each link once, what isn't there left out."""
    found: dict[tuple[str, str], Link] = {}
    for group in groups:
        for one in group:
            if one is not None:
                found.setdefault((one.type, one.value), one)
    return tuple(found.values())[:LINKS_LIMIT]


def _from_traceparent(text: str) -> Iterable[Link]:
    for found in _TRACEPARENT.finditer(text):
        if trace := link("trace_id", found[1]):
            yield trace
            if span := link("span_id", found[2]):
                yield span
