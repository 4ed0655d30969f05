"""The templates of a case's log records: mined source by source when they are asked for, kept in the index.

A record's shape (`engine.templates`) is a column of its source; which template a shape is of is worked out from the
shapes and from what persons decided (`TemplateRule`). Ids are of the template's text, so that a rule, a filter or a link
means the same after the index was made again.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Hashable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import numpy as np
import numpy.typing as npt

from workbench.casework.messages import event_messages, heads_of, messages
from workbench.casework.templatetraces import TraceTexts
from workbench.engine.columns import mapped, read_header, written_folder
from workbench.engine.fieldtest import value_test
from workbench.engine.masking import BLANK, MARK
from workbench.engine.needle import Field, Has
from workbench.engine.part import Part
from workbench.engine.rowset import RowSet, RowSetBuilder
from workbench.engine.templates import Miner, template_id
from workbench.errors import CaseError
from workbench.jobs import JobContext
from workbench.model.case import Source
from workbench.model.records import KINDS
from workbench.model.templates import TemplateRule
from workbench.store.files import write_whole

if TYPE_CHECKING:
    from workbench.casework.folder import CaseFolder

Int64 = npt.NDArray[np.int64]
Int32 = npt.NDArray[np.int32]
VERSION = 2
"""Of the shapes on disk; grows whenever masks or messages change."""
CHUNK = 20_000
EVENTS = 2_000
SPOKEN = (KINDS.index("log"), KINDS.index("error"))
"""Kinds of events that are log records."""
CHAIN = 8
"""Merges of merged templates that are followed."""
_LABEL = re.compile(r"^[Tt](\d+)$")


@dataclass(frozen=True, slots=True)
class Names:
    """The templates of a source's shapes, rules applied. texts: each once · of_shape: index into them · parts: how many
    shapes each was merged from
    """

    texts: tuple[str, ...]
    of_shape: Int32
    parts: tuple[int, ...]
    ids: tuple[str, ...]


@dataclass(slots=True)
class Mined:
    """One source's shapes. shapes: of each record, -1 where it was not looked at yet · seen: how many were"""

    shapes: Int32
    miner: Miner = field(default_factory=Miner)
    traces: TraceTexts = field(default_factory=TraceTexts)
    seen: int = 0
    kept: bool = False
    names: tuple[Hashable, Names] | None = None


class CaseTemplates:
    """Every method may be called from any thread; one mines at a time."""

    def __init__(self, folder: CaseFolder) -> None:
        self._folder = folder
        self._lock = threading.RLock()
        self._mined: dict[Hashable, Mined] = {}
        self._labelling = threading.RLock()
        self._labels: dict[str, int] | None = None

    # ------------------------------------------------------------------------------------------------ mining
    def of(self, part: Part, source: Source) -> bool:
        """Whether a source has records that templates are mined from."""
        return self._folder.is_log(source) or (part.events and bool(part.kinds[list(SPOKEN)].sum()))

    def mine(self, part: Part, source: Source, ats: Int64, context: JobContext) -> Int32:
        """The shapes of some records (ascending); those not looked at yet are looked at now. Raises `Cancelled`."""
        size = EVENTS if part.events else CHUNK
        for first in range(0, len(ats), size):
            context.step(first / len(ats), "finding templates")
            # A batch at a time, so that nobody else waits for the whole log.
            with self._lock:
                mined, some = self._of(part, source), ats[first : first + size]
                some = some[mined.shapes[some] < 0]
                if len(some):
                    mined.shapes[some] = self._shapes(part, source, mined, some)
                    mined.seen += len(some)
        with self._lock:
            mined = self._of(part, source)
            if mined.seen == part.count and not mined.kept:
                self._keep(source, mined)
            return mined.shapes[ats]

    @staticmethod
    def _key(source: Source) -> Hashable:
        return source.id, source.reader, source.encoding, source.object

    def _of(self, part: Part, source: Source) -> Mined:
        key = self._key(source)
        mined = self._mined.get(key)
        if mined is None:
            mined = self._mined[key] = self._read(part, source) or Mined(np.full(part.count, -1, dtype=np.int32))
        if len(mined.shapes) < part.count:
            more = np.full(part.count - len(mined.shapes), -1, dtype=np.int32)
            mined.shapes, mined.kept = np.concatenate([mined.shapes, more]), False
        return mined

    def _shapes(self, part: Part, source: Source, mined: Mined, ats: Int64) -> Int32:
        if part.events:
            shapes = mined.miner.add(event_messages(self._folder, part, ats))
            return np.where(np.isin(part.kind[ats], SPOKEN), shapes, self._none(mined)).astype(np.int32)
        found: list[Int32] = []
        format_ = self._folder.log(source).format
        for some, heads in heads_of(self._folder, part, source, ats):
            shapes = mined.miner.add(messages(heads, format_))
            where, texts = mined.traces.named(self._folder, part, some, heads)
            shapes[where] = mined.miner.add_whole(texts)
            found.append(shapes)
        return np.concatenate(found)

    @staticmethod
    def _none(mined: Mined) -> int:
        """The shape of what is no log record: of no template."""
        return int(mined.miner.add_whole([""])[0])

    # ------------------------------------------------------------------------------------------------ on disk
    def _read(self, part: Part, source: Source) -> Mined | None:
        try:
            header = read_header(self._place(source))
            if header["version"] != VERSION or header["count"] != part.count:
                return None
            column = mapped(self._place(source), header, {"shapes": part.count})["shapes"]
            return Mined(column, Miner(header["shapes"], header["whole"]), seen=part.count, kept=True)
        except (ValueError, KeyError, TypeError):
            return None

    def _keep(self, source: Source, mined: Mined) -> None:
        """Write what was found, for the next time; a source that grows, and a case that can't be written, wait."""
        mined.kept = True
        self._folder.pages.generation = -1
        if not self._folder.index_is_ours or source.state == "live":
            return
        place = self._place(source)
        place.parent.mkdir(exist_ok=True)
        miner = mined.miner
        with written_folder(place, {"shapes": "<i4"}) as columns:
            columns.append("shapes", mined.shapes)
            columns.finish(
                {"version": VERSION, "count": len(mined.shapes), "shapes": miner.shapes, "whole": sorted(miner.whole)}
            )

    def _place(self, source: Source) -> Path:
        return self._folder.index / "templates" / self._folder.log_folder(source).name

    # ------------------------------------------------------------------------------------------------ names
    def names(self, part: Part, source: Source) -> Names:
        """The templates of what was looked at so far."""
        with self._lock:
            mined, rules = self._of(part, source), self._folder.notebook.templates
            key = (len(mined.miner.shapes), tuple(rules.values()))
            if mined.names is None or mined.names[0] != key:
                mined.names = key, _named(mined.miner, dict(rules))
            return mined.names[1]

    def rows(self, part: Part, source: Source, node: Field | Has, within: RowSet, context: JobContext) -> RowSet:
        """Records of `within` whose template a `template:` leaf means: by label, id or text. Raises `Cancelled`."""
        if not self.of(part, source):
            return RowSet.none(part.count)
        builder, wanted = RowSetBuilder(part.count), _Wanted(self, node, context)
        size = EVENTS if part.events else CHUNK
        # All of them first: more lines may make another template of the first ones.
        ats = within.rows()
        shapes = self.mine(part, source, ats, context)
        names = self.names(part, source)
        hit = np.array(
            [wanted.means(text, id) for text, id in zip(names.texts, names.ids, strict=True)], dtype=np.bool_
        )
        for first in range(0, len(ats), size):
            some = ats[first : first + size]
            own = hit[names.of_shape[shapes[first : first + size]]]
            builder.put_rows(int(some[0]), int(some[-1]) + 1, some[own])
        return builder.finish()

    def known(self, part: Part, source: Source, ats: Int64) -> list[str]:
        """The ids of some records' templates, empty where they were not looked at: nothing is mined for it."""
        unknown = [""] * len(ats)
        # Who paints a page doesn't wait for who mines.
        if not self._lock.acquire(blocking=False):
            return unknown
        try:
            mined = self._mined.get(self._key(source))
            if mined is None or mined.names is None or len(mined.shapes) < part.count:
                return unknown
            shapes, names = mined.shapes[ats].tolist(), mined.names[1]
            known = len(names.of_shape)
            return [names.ids[names.of_shape[shape]] if 0 <= shape < known else "" for shape in shapes]
        finally:
            self._lock.release()

    # ------------------------------------------------------------------------------------------------ labels
    def label(self, id: str) -> str:
        """`T12`: counted up as templates are first shown, the same as long as the index is."""
        with self._labelling:
            labels = self._numbers()
            return f"T{labels.setdefault(id, len(labels) + 1)}"

    def id_of(self, label: str, context: JobContext) -> str:
        """The id behind a label; where it is not known yet, all logs are looked at first. Empty where there is none."""
        found = _LABEL.match(label)
        if not found:
            return ""
        number = int(found[1])
        with self._labelling:
            known = {own: id for id, own in self._numbers().items()}
        if number not in known:
            self.mine_all(context)
            with self._labelling:
                known = {own: id for id, own in self._numbers().items()}
        return known.get(number, "")

    def mine_all(self, context: JobContext) -> None:
        """Look at every log record, and count labels up in order of sources and records."""
        sources = {source.number: source for source in self._folder.notebook.sources.values()}
        for part in self._folder.spine.parts:
            source = sources.get(part.number)
            if source is None or not self.of(part, source):
                continue
            shapes = self.mine(part, source, np.arange(part.count, dtype=np.int64), context)
            names = self.names(part, source)
            numbers, first = np.unique(names.of_shape[shapes], return_index=True)
            for number in numbers[np.argsort(first)].tolist():
                if names.texts[number]:
                    self.label(names.ids[number])
        self.keep_labels()

    def keep_labels(self) -> None:
        """Write the labels, for the next time."""
        with self._labelling:
            if self._folder.index_is_ours and self._labels:
                place = self._folder.index / "templates"
                place.mkdir(exist_ok=True)
                write_whole(place / "labels.json", msgspec.json.encode(self._labels))

    def _numbers(self) -> dict[str, int]:
        if self._labels is None:
            try:
                path = self._folder.index / "templates" / "labels.json"
                self._labels = msgspec.json.decode(path.read_bytes(), type=dict[str, int])
            except (OSError, msgspec.MsgspecError):
                self._labels = {}
        return self._labels

    def rules_key(self) -> Hashable:
        """What the answer to a `template:` leaf depends on besides the records."""
        return tuple(self._folder.notebook.templates.values())


class _Wanted:
    """Which templates a leaf means."""

    def __init__(self, templates: CaseTemplates, node: Field | Has, context: JobContext) -> None:
        self._test = value_test(node) if isinstance(node, Field) else None
        self._id = templates.id_of(node.value, context) if isinstance(node, Field) and not node.regex else ""

    def means(self, text: str, id: str) -> bool:
        if not text:
            return False
        return self._test is None or id == self._id or self._test(id) or self._test(text)


def _named(miner: Miner, rules: dict[str, TemplateRule]) -> Names:
    """The miner's templates with the rules applied, shape by shape."""
    found = miner.templates()
    pinned = [rule for rule in rules.values() if rule.pinned]
    every: list[str] = []
    for number, shape in enumerate(miner.shapes):
        own = shape.replace(MARK, BLANK)
        text = found.texts[found.of_shape[number]]
        if number not in miner.whole:
            text = next((rule.text for rule in pinned if covers(rule.text, own)), text)
        rule = rules.get(template_id(text))
        if rule is not None and rule.split:
            text = own
        every.append(_merged(text, rules))
    texts = tuple(sorted(set(every)))
    places = {text: place for place, text in enumerate(texts)}
    of_shape = np.array([places[text] for text in every], dtype=np.int32)
    parts = np.bincount(of_shape, minlength=len(texts))
    return Names(texts, of_shape, tuple(parts.tolist()), tuple(template_id(text) for text in texts))


def _merged(text: str, rules: dict[str, TemplateRule]) -> str:
    for _ in range(CHAIN):
        rule = rules.get(template_id(text))
        if rule is None or not rule.into or rule.into == text:
            break
        text = rule.into
    return text


def covers(template: str, shape: str) -> bool:
    """Whether a template's fixed pieces stand in a shape in their order, from its begin to its end."""
    if template == shape:
        return True
    first, *pieces = template.split(BLANK)
    if not pieces or not shape.startswith(first) or not shape.endswith(pieces[-1]):
        return False
    at, end = len(first), len(shape) - len(pieces[-1])
    for piece in pieces[:-1]:
        at = shape.find(piece, at, end)
        if at < 0:
            return False
        at += len(piece)
    return at <= end


def common_template(texts: tuple[str, ...]) -> str:
    """One template for several: the words that all have at both ends, or at each place where they are as long.

    Raises `CaseError` where they have no word in common.
    """
    rows = [text.split(" ") for text in texts]
    if len({len(row) for row in rows}) == 1:
        words = [places[0] if len(set(places)) == 1 else BLANK for places in zip(*rows, strict=True)]
    else:
        shortest = min(len(row) for row in rows)
        ahead = next((n for n in range(shortest) if len({row[n] for row in rows}) > 1), shortest)
        behind = next((n for n in range(shortest - ahead) if len({row[-1 - n] for row in rows}) > 1), shortest - ahead)
        words = [*rows[0][:ahead], BLANK, *(rows[0][len(rows[0]) - behind :])]
    if all(word == BLANK for word in words):
        raise CaseError("these templates have no word in common", "", "Choose templates that are alike.")
    return " ".join(words)
