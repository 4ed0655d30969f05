"""A map proposed from a source's beginning: what is the list, the time, the severity, the links; each with its reason.

A proposal is a beginning for a person. What the data does not tell (which number of a date is the day, what `P3` means)
is a doubt that is shown, and stays open in the map.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Any

from workbench.errors import SourceError
from workbench.model.records import Kind
from workbench.model.severity import severity_of_word
from workbench.readers.links import link, link_type
from workbench.readers.mapfile import SourceMap
from workbench.readers.proposalsample import Seen, lists_in, records_at, sampled_objects, seen_in
from workbench.readers.proposaltimes import WrittenTime, mostly_times, written_times
from workbench.readers.proposalwords import (
    BODIES,
    ENDS,
    GROUPS,
    IDS,
    OBSERVED,
    OTHER_TIMES,
    PHASES,
    SEVERITIES,
    STATES,
    TIMES,
    TITLES,
    plain_name,
    rank,
)
from workbench.readers.recordmap import RecordMap

WORDS_LIMIT = 40
_WORD = re.compile(r"[^\W\d_]{2,}")
UNNAMED = 60
_KEY_KINDS: tuple[tuple[Kind, tuple[str, ...]], ...] = (
    ("error", ("exception", "stacktrace", "stack", "traceback", "exceptiontype", "errorclass")),
    ("ticket", ("issuetype", "assignee", "reporter", "issuekey", "ticketid")),
    ("email", ("recipient", "sgmessageid", "emailmessageid", "mailfrom", "rcptto")),
    ("deploy", ("deployment", "deploymentid", "deployedby", "deployedat")),
    ("http", ("httpmethod", "statuscode", "httpstatus", "httpstatuscode", "requestmethod")),
    ("alert", ("alertname", "alertid", "alert", "alerttype", "monitor", "incident", "incidentid")),
)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a part of the map is as it is. part: the key (`t`, `links.trace_id`) · path: what it names · why: in words."""

    part: str
    path: str
    why: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """A map and how it came about. doubts: what a person has to look at · seen: the paths that there are."""

    map: SourceMap
    reasons: tuple[Reason, ...]
    doubts: tuple[str, ...]
    seen: tuple[Seen, ...]


def proposed(head: bytes, name: str) -> Proposal:
    """Of JSON or a table. Raises `SourceError` where the beginning is neither."""
    first = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if first in (b"{", b"["):
        return proposed_json(head, name)
    from workbench.readers.proposaltables import proposed_table

    return proposed_table(head, name)


def proposed_json(head: bytes, name: str) -> Proposal:
    """Of objects: one, a list, one a line."""
    objects = sampled_objects(head, name)
    each, why, doubts = _list_of(objects)
    records = records_at(objects, each)
    if not records:
        raise SourceError("its beginning holds no record", name, "Write the map by hand.")
    seen = seen_in(records)
    reasons = [Reason("each", each, why)]
    map = RecordMap(id_for(name), f"Records of {PurePath(name).name or 'a source'}"[:120], each=each)
    told = parts_of(map, seen, len(records))
    map = replace(told.map, needs=_needs(told.map, objects, seen, len(records)))
    if not map.needs:
        doubts.append("no key is in all of its objects: the map has to be asked for by name")
    return Proposal(SourceMap(map, "json"), (*reasons, *told.reasons), (*doubts, *told.doubts), seen)


# ---------------------------------------------------------------------------------------------------- the list
def _list_of(objects: list[Any]) -> tuple[str, str, list[str]]:
    """Which list inside holds the records (empty: the objects do), why, and what else it may be."""
    own = _best_time(seen_in(records_at(objects, "")))
    offered = [
        (path, count, _best_time(seen_in(records_at(objects, path)), inner=True)) for path, count in lists_in(objects)
    ]
    timed = [(path, count, time) for path, count, time in offered if time is not None]
    more = [path for path, _, _ in offered]
    doubts: list[str] = []
    own_rank = own[2] if own else 1000
    if timed and (own is None or own_rank >= UNNAMED or (timed[0][1] >= 2 * len(objects) and timed[0][2][2] < UNNAMED)):
        path, count, _ = timed[0]
        if own is not None and own_rank < UNNAMED:
            doubts.append(f"each object has a time of its own ({own[0].path}), too: leave the list out to read those")
        if len(timed) > 1:
            doubts.append(f"other lists have times, too: {', '.join(path for path, _, _ in timed[1:4])}")
        return path, f"a list of {count:,} objects with times", doubts
    if offered and own is None and offered[0][1] > len(objects):
        doubts.append("no time was found in the objects or in their lists")
        return offered[0][0], f"the longest list of objects ({offered[0][1]:,})", doubts
    if more and timed:
        doubts.append(f"lists inside have times, too: {', '.join(path for path, _, _ in timed[:3])}")
    count = len(objects)
    return "", "each object is a record" if count > 1 else "the object is a record", doubts


# ---------------------------------------------------------------------------------------------------- the parts
@dataclass(frozen=True, slots=True)
class Parts:
    """The map with its parts told, the reasons, the doubts, and the form of its time if there is one."""

    map: RecordMap
    reasons: tuple[Reason, ...]
    doubts: tuple[str, ...]
    time: WrittenTime | None


def parts_of(map: RecordMap, seen: tuple[Seen, ...], count: int, *, days: bool = False) -> Parts:
    """Tell the parts of a map from paths with examples. count: of records · days: numbers may be days of OLE."""
    work = _Work(map, seen, count, days)
    work.times()
    work.severity()
    work.phase()
    work.words()
    work.links()
    work.kind()
    return Parts(work.map, tuple(work.reasons), tuple(work.doubts), work.time)


Timed = tuple[Seen, WrittenTime, int]


def _best_time(seen: tuple[Seen, ...], *, inner: bool = False, days: bool = False) -> Timed | None:
    found = _times(tuple(one for one in seen if not (inner and one.path.startswith("^"))), days)
    starts = [one for one in found if rank(one[0].path, ENDS + OBSERVED + OTHER_TIMES) < 0]
    return min(starts or found, key=lambda one: one[2], default=None)


def _times(seen: tuple[Seen, ...], days: bool) -> list[Timed]:
    """The paths whose texts are all times, with how good their names are (less is better)."""
    found: list[Timed] = []
    for place, one in enumerate(seen):
        if "[*]" in one.path:
            continue
        named = rank(one.path, TIMES)
        hint = days and (named >= 0 or "raw" in plain_name(one.path) or "date" in plain_name(one.path))
        written = written_times(one.values, days=hint) or mostly_times(one.values, days=hint)
        if written is None or (written.form == "ole" and not hint):
            continue
        if one.number and named < 0 and "time" not in plain_name(one.path) and not plain_name(one.path).endswith("at"):
            continue  # a number of ten digits that is called something else is more likely an id
        deep = one.path.count(".") * 3 + (30 if one.path.startswith("^") else 0)
        found.append((one, written, (named if named >= 0 else UNNAMED + min(place, 30)) + deep))
    return found


class _Work:
    """One part of the map after the other."""

    def __init__(self, map: RecordMap, seen: tuple[Seen, ...], count: int, days: bool) -> None:
        self.map, self.seen, self.count, self.days = map, seen, count, days
        self.reasons: list[Reason] = []
        self.doubts: list[str] = []
        self.time: WrittenTime | None = None
        self.taken: set[str] = set()

    def _tell(self, part: str, path: str, why: str, **changes: Any) -> None:
        self.map = replace(self.map, **changes)
        self.reasons.append(Reason(part, path, why))
        self.taken.add(path)

    def _named(self, names: tuple[str, ...], *, own: bool = True) -> list[Seen]:
        """Paths of these names, the best first; of those nearer to the record's top before deeper ones."""
        found = [one for one in self.seen if rank(one.path, names) >= 0 and one.path not in self.taken]
        found = [one for one in found if "[*]" not in one.path and not (own and one.path.startswith("^"))]
        return sorted(found, key=lambda one: (rank(one.path, names) + 4 * one.path.count("."), one.path))

    def times(self) -> None:
        found = _times(self.seen, self.days)
        best = _best_time(self.seen, days=self.days)
        if best is None:
            self.doubts.append("no path holds times of a form that is known: choose one, or records have no time")
            return
        one, written, score = best
        self.time = written
        self._tell("t", one.path, f"{written.why}; {self._share(one)}", t=one.path, form=written.form,
                   day_first=written.day_first)  # fmt: skip
        if written.doubt:
            self.doubts.append(written.doubt)
        rest = [other for other in found if other[0].path != one.path]
        rivals = [
            o[0].path for o in rest if o[2] == score or (score >= UNNAMED and rank(o[0].path, ENDS + OBSERVED) < 0)
        ]
        if rivals:
            self.doubts.append(f"the time may also be {', '.join(rivals[:4])}")
        for part, names in (("t_end", ENDS), ("observed", OBSERVED)):
            ends = [o for o in rest if rank(o[0].path, names) >= 0 and o[1].form == written.form]
            if ends:
                end = min(ends, key=lambda o: rank(o[0].path, names))
                why = "its name says that it is the end" if part == "t_end" else "its name says when it was received"
                self._tell(part, end[0].path, why, **{part: end[0].path})
        others = [o[0].path for o in rest if o[1].form != written.form]
        if others:
            self.doubts.append(f"times of another form are kept as text: {', '.join(others[:4])}")

    def _share(self, one: Seen) -> str:
        return "in every record" if one.count == self.count else f"in {one.count:,} of {self.count:,} records"

    def severity(self) -> None:
        for one in self._named(SEVERITIES):
            words = _distinct(one)
            if not words or len(words) > WORDS_LIMIT:
                continue
            unknown = [word for word in words if not severity_of_word(word)]
            known = len(words) - len(unknown)
            self._tell("severity", one.path, f"its name; {known} of {len(words)} values are words of a level",
                       severity=one.path)  # fmt: skip
            if unknown:
                self.doubts.append(
                    f"what {', '.join(unknown[:6])} in {one.path} mean is not known: say it in the table"
                )
            return
        for one in self._named(PHASES):
            words = _distinct(one)
            if words and len(words) <= WORDS_LIMIT and all(severity_of_word(word) for word in words):
                if not all(word.lower() in STATES for word in words):
                    self._tell("severity", one.path, "all its values are words of a level", severity=one.path)
                return

    def phase(self) -> None:
        for one in self._named(PHASES):
            words = _distinct(one)
            known = {word: STATES[word.lower()] for word in words if word.lower() in STATES}
            if not known or len(words) > WORDS_LIMIT:
                continue
            self._tell("phase", one.path, f"{len(known)} of {len(words)} values are states of an alert",
                       phase=one.path, phases=known)  # fmt: skip
            unknown = [word for word in words if word not in known]
            if unknown:
                self.doubts.append(f"whether {', '.join(unknown[:6])} in {one.path} opens or closes is not known")
            return

    def words(self) -> None:
        ids = [one for one in self._named(IDS) if len(set(one.values)) == one.count]
        if ids:
            self._tell("event_id", ids[0].path, "its name, and no two records share one", event_id=ids[0].path)
        titles = self._named(TITLES)
        if titles and rank(titles[0].path, BODIES) >= 0 and not any(o is not titles[0] for o in self._named(BODIES)):
            self._tell("body", titles[0].path, "its name; its first line is the title", body=titles[0].path)
        elif titles:
            self._tell("name", titles[0].path, f"its name; {self._share(titles[0])}", name=f"{{{titles[0].path}}}")
        bodies = self._named(BODIES)
        if bodies and not self.map.body:
            self._tell("body", bodies[0].path, f"its name; {self._share(bodies[0])}", body=bodies[0].path)
        groups = self._named(GROUPS)
        if groups:
            self._tell("group", groups[0].path, "its name: what belongs together has the same", group=groups[0].path)
        wordy = None if titles else self._wordy()
        if wordy is not None:
            why = "no name says so, but its values are several words"
            self._tell("name", wordy.path, why, name=f"{{{wordy.path}}}")
            self.doubts.append(f"{wordy.path} is proposed as the title only because its values are several words")
        elif not titles:
            self.doubts.append("no path is named like a title: records are told apart by their time only")

    def _wordy(self) -> Seen | None:
        """Where most records have several words that nothing else was found in; the one that differs most."""
        own = [one for one in self.seen if one.path not in self.taken and "[*]" not in one.path and one.path[:1] != "^"]
        found = [one for one in own if not one.number and _of_words(one, self.count)]
        return max(found, key=lambda one: (len(set(one.values)), one.count), default=None)

    def links(self) -> None:
        links: dict[str, str] = {}
        resource: dict[str, str] = {}
        for one in self.seen:
            kind = link_type(plain_name(one.path)) or ("url" if _all_urls(one) else "")
            if (
                not kind
                or not one.values
                or one.path == self.map.t
                or not all(link(kind, text) for text in one.values[:50])
            ):
                continue
            if kind in ("host", "service") and not one.path.startswith("^"):
                resource.setdefault({"host": "host.name", "service": "service.name"}[kind], one.path)
            name = kind if kind not in links else f"{kind}{sum(key.rstrip('0123456789') == kind for key in links) + 1}"
            links[name] = one.path
            self.reasons.append(Reason(f"links.{name}", one.path, f"its name or form is that of a {kind}"))
        self.map = replace(self.map, links=links, resource=resource)

    def kind(self) -> None:
        names = {plain_name(one.path) for one in self.seen}
        for kind, keys in _KEY_KINDS:
            if met := sorted(names & set(keys)):
                self._tell("kind", "", f"there is {met[0]}", kind=kind)
                return
        if self.map.phase:
            self._tell("kind", "", "its states open and close", kind="alert")
            return
        self.reasons.append(Reason("kind", "", "nothing tells another kind"))


def _distinct(one: Seen) -> list[str]:
    return list(dict.fromkeys(text for text in one.values if text))


def _of_words(one: Seen, records: int) -> bool:
    """Whether most records have text there, most of it several words of letters."""
    texts = [text for text in one.values if text]
    wordy = sum(len(_WORD.findall(text)) > 1 and " " in text.strip() for text in texts)
    return one.count * 2 >= records and bool(texts) and wordy * 2 > len(texts)


def _all_urls(one: Seen) -> bool:
    return bool(one.values) and all(text.startswith(("http://", "https://")) for text in one.values[:50])


# ---------------------------------------------------------------------------------------------------- recognising
def _needs(map: RecordMap, objects: Sequence[Any], seen: tuple[Seen, ...], count: int) -> tuple[str, ...]:
    """What an object of the kind is known by: the list, and keys that all of them have, those of the map first."""
    if map.each:
        top = records_at(list(objects), "")
        outer = [one.path for one in seen_in(top) if one.count == len(top) and "[*]" not in one.path]
        return (map.each, *outer[:4])
    used = [map.t, map.severity, map.phase, map.event_id, map.name.strip("{}"), map.body]
    always = [one.path for one in seen if one.count == count and "[*]" not in one.path]
    mine = [path for path in used if path in always]
    return tuple(dict.fromkeys((*mine, *always)))[:5]


def id_for(name: str) -> str:
    """An id for the map of a source, made of its name."""
    stem = PurePath(name).name.partition(".")[0].lower()
    return f"map.{re.sub('[^a-z0-9_-]+', '-', stem).strip('-_')[:40] or 'source'}"
