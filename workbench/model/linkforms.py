"""Normal forms of the keys that join two pieces of evidence, and whether two writings of one are the same.

trace_id is 32 lower-case hex digits, span_id 16, a commit lower-case hex, a host and a URL's host lower-case; what
isn't of its type's form is no link at all (an all-zero trace id means that there is none).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlsplit, urlunsplit

IDS_IN_HEX = ("trace_id", "span_id")
_HALF = 1 << 64
_XRAY = re.compile(r"(?:Root=)?1-([0-9a-f]{8})-([0-9a-f]{24})", re.I)
_XRAY_HEAD = re.compile(r"(?:Root=)?1-(?=[0-9a-f]{8}-)", re.I)
_HEX = re.compile(r"[0-9a-f]+", re.I)
_WHOLE, _SHORT = re.compile("[0-9a-f]{32}"), re.compile("[0-9a-f]{16}")
_DECIMAL = re.compile(r"[1-9][0-9]{15,19}")
TICKET_KEY = r"[A-Z][A-Z0-9]{1,9}-[1-9]\d{0,6}"
TICKET_NUMBER = r"(?:INC|PRB|CHG|RITM|REQ|SCTASK|CTASK|PTASK|CS)\d{7,10}"
"""Of ServiceNow's tables, of seven digits or, in instances that have run long, more."""
_TICKET = re.compile(f"{TICKET_KEY}|{TICKET_NUMBER}")


def normal_form(kind: str, text: str) -> str:
    """A link's value in the normal form of its type; empty where it is none of that type, itself where types have none."""
    form = _FORMS.get(kind)
    return form(text) if form is not None else text


def same_link(kind: str, wanted: str) -> Callable[[str], bool] | None:
    """Whether a value means the same link as one that a person typed; None where the type knows one writing alone.

    Ids in hex are the same whatever zeros, dashes or `0x` they are written with, one of a trace of 64 bits is the low
    half of one of 128, and one of 16 to 20 digits may be a decimal number, as Datadog shows them. A commit is named by
    its beginning too.
    """
    if kind in IDS_IN_HEX:
        ids = numbers(kind, wanted)
        return (lambda text: any(_same_id(one, _hex_number(kind, text)) for one in ids)) if ids else None
    form = _FORMS.get(kind)
    normal = form(wanted).lower() if form is not None else ""
    if form is None or not normal:
        return None
    if kind == "commit":
        return lambda text: (short := form(text)) != "" and normal.startswith(short)
    return lambda text: form(text).lower() == normal


def numbers(kind: str, text: str) -> tuple[int, ...]:
    """The numbers that an id in hex may mean as a person writes it; none where it is no such id."""
    found = [_hex_number(kind, text)]
    if _DECIMAL.fullmatch(text) and int(text) < _HALF:
        found.append(int(text))
    return tuple(number for number in found if number)


def part_of_hex(text: str) -> str:
    """A part of an id in hex without what writings of it differ in: in lower case, no dashes, no `0x`, no version."""
    return _bare(_XRAY_HEAD.sub("", text, count=1)).lower()


def _bare(text: str) -> str:
    return (text[2:] if text[:2] in ("0x", "0X") else text).replace("-", "")


def _hex_number(kind: str, text: str) -> int:
    """An id's number; 0 where it is none."""
    if len(text) > 48:
        return 0
    bare = part_of_hex(text)
    return int(bare, 16) if _HEX.fullmatch(bare) and len(bare) <= (32 if kind == "trace_id" else 16) else 0


def _same_id(one: int, other: int) -> bool:
    """Where one has no upper half, the lower ones decide."""
    return one == other or (other != 0 and one % _HALF == other % _HALF and (one < _HALF or other < _HALF))


def _trace(text: str) -> str:
    low = text.lower()
    if _WHOLE.fullmatch(low):
        return low if low.strip("0") else ""
    if found := _XRAY.fullmatch(text):
        text = found[1] + found[2]
    text = _bare(text).lower()
    return text.rjust(32, "0") if _HEX.fullmatch(text) and len(text) in (16, 32) and text.strip("0") else ""


def _span(text: str) -> str:
    low = text.lower().removeprefix("0x")
    return low if _SHORT.fullmatch(low) and low.strip("0") else ""


def _commit(text: str) -> str:
    return text.lower() if 7 <= len(text) <= 64 and _HEX.fullmatch(text) else ""


def _ticket(text: str) -> str:
    text = text.upper()
    return text if _TICKET.fullmatch(text) else ""


def _url(text: str) -> str:
    """Scheme and host in lower case, no fragment, no user, no default port."""
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return ""
    if parts.scheme.lower() not in ("http", "https") or not parts.hostname:
        return ""
    usual = {"http": 80, "https": 443}[parts.scheme.lower()]
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    place = host if port in (None, usual) else f"{host}:{port}"
    return urlunsplit((parts.scheme.lower(), place, parts.path or "/", parts.query, ""))


_FORMS: dict[str, Callable[[str], str]] = {
    "trace_id": _trace,
    "span_id": _span,
    "commit": _commit,
    "url": _url,
    "host": str.lower,
    "email_message_id": lambda text: text.strip("<>"),
    "sg_message_id": lambda text: text.partition(".")[0],  # the stem is what the sending API answered
    "ticket": _ticket,
}
FORMED = frozenset(_FORMS)
