"""Evidence: what a citation shows, frozen with its digest so that it can be read when its source is gone."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import numpy as np

from workbench.casework.citations import citation_of, hunk_of, raw_bytes, record_of, row_of, show_place
from workbench.casework.edits import Put
from workbench.casework.files import is_picture
from workbench.casework.folder import CaseFolder
from workbench.casework.metrics import cited_points, raw_samples
from workbench.errors import CitationError
from workbench.model.entities import Citation
from workbench.model.focus import EMPTY, Focus
from workbench.model.notebook import EXCERPT_LIMIT, POINT_LIMIT, Evidence, EvidenceKind
from workbench.model.records import Points, Record

TITLE_LIMIT = 200


def pinned(
    folder: CaseFolder, citation: Citation, *, why: str = "", use: str = "", query: str = "", focus: Focus = EMPTY
) -> Evidence:
    """The evidence of a citation, in the notebook: what is pinned already stays as it is, words given are added."""
    citation = folder.moved.of(citation)
    for evidence in folder.notebook.evidence.values():
        if folder.moved.of(evidence.citation) == citation:
            wanted = replace(evidence, why=why or evidence.why, use=use or evidence.use)
            if wanted != evidence:
                folder.do(Put(wanted))
            return wanted
    evidence = frozen(folder, citation, why=why, use=use, query=query, focus=focus)
    folder.do(Put(evidence))
    folder.store.add_custody("pinned", f"{evidence.label} {evidence.shown}", f"sha256 {evidence.sha256}")
    return evidence


def frozen(
    folder: CaseFolder, citation: Citation, *, why: str = "", use: str = "", query: str = "", focus: Focus = EMPTY
) -> Evidence:
    """The evidence of a citation, not yet in the notebook. Raises `CitationError` when it points at nothing."""
    if citation.kind == "range":
        made = _range(folder, citation)
    elif citation.kind == "hunk":
        made = _hunk(folder, citation)
    else:
        made = _bytes(folder, citation)
    number = folder.store.next_number("evidence")
    return replace(
        made,
        id=folder.clock.new_id(),
        number=number,
        shown=show_place(folder, made.citation),
        why=why,
        use=use,
        query=query,
        focus=focus,
        by=folder.settings.author,
        at=folder.clock.now(),
    )


def excerpt_of(data: bytes) -> str:
    """The text of some bytes: whole up to 64 KiB, else head, tail and what lies between by length and digest."""
    if len(data) <= EXCERPT_LIMIT:
        return data.decode("utf-8", "replace")
    half = EXCERPT_LIMIT // 2 - 200
    middle = data[half:-half]
    digest = hashlib.sha256(middle).hexdigest()
    note = f"\n[… {len(middle)} bytes left out here, SHA-256 {digest} …]\n"
    return data[:half].decode("utf-8", "replace") + note + data[-half:].decode("utf-8", "replace")


def _bytes(folder: CaseFolder, citation: Citation) -> Evidence:
    citation = folder.moved.of(citation)
    source = folder.source_of(citation.source)
    record: Record | None = None
    if citation.kind != "source":
        row = row_of(folder, citation)
        record = record_of(folder, citation) if row >= 0 or folder.has_lines(source) else None
        if record is not None and citation.kind == "pointer":
            citation = citation_of(record)
    data = raw_bytes(folder, citation)
    if not data:
        raise CitationError("there are no bytes to pin", show_place(folder, citation))
    picture = record is None and is_picture(data)
    kind: EvidenceKind = "picture" if picture else "source" if record is None else _kind_of(record)
    title = (record.title if record else source.path)[:TITLE_LIMIT]
    return Evidence(
        "",
        0,
        kind,
        citation,
        f"[a picture of {len(data)} bytes]" if picture else excerpt_of(data),
        hashlib.sha256(data).hexdigest(),
        record.t if record else None,
        record.t_end if record else None,
        title,
        count=len(data),
    )


def _kind_of(record: Record) -> EvidenceKind:
    return "log" if record.kind in ("log", "http") else "span" if record.kind == "span" else "event"


def _hunk(folder: CaseFolder, citation: Citation) -> Evidence:
    path, _ = hunk_of(folder, citation)
    commit = folder.repositories.commit(citation.commit)
    data = raw_bytes(folder, citation)
    title = f"{path}: {commit.subject}" if commit else path
    t = commit.committed if commit else None
    digest = hashlib.sha256(data).hexdigest()
    return Evidence("", 0, "diff", citation, excerpt_of(data), digest, t, None, title[:TITLE_LIMIT], count=len(data))


def _range(folder: CaseFolder, citation: Citation) -> Evidence:
    series = folder.metrics.find(citation.series)
    if series is None:
        raise CitationError(f"there is no series {citation.series!r}", "", "It may be in a source that was taken out.")
    points = cited_points(folder, citation)
    if not len(points.t):
        raise CitationError(
            "the series has no sample in that range", show_place(folder, citation), "Choose a wider one."
        )
    values = points.value[~np.isnan(points.value)]
    unit = f" {series.unit}" if series.unit else ""
    low, high = (f"{values.min():g}{unit}", f"{values.max():g}{unit}") if len(values) else ("—", "—")
    return Evidence(
        "",
        0,
        "metric",
        citation,
        f"{series.title}\n{len(points.t)} samples, lowest {low}, highest {high}",
        hashlib.sha256(raw_samples(folder, citation)).hexdigest(),
        citation.start,
        citation.end,
        series.title[:TITLE_LIMIT],
        points=thinned(points, POINT_LIMIT),
        unit=series.unit,
        count=len(points.t),
    )


def thinned(points: Points, limit: int) -> tuple[tuple[int, float], ...]:
    """At most `limit` points that keep every bin's lowest and highest sample, in order of time."""
    t, value = points.t, points.value
    if len(t) > limit:
        edges = np.linspace(0, len(t), limit // 2 + 1).astype(np.int64)
        kept: set[int] = set()
        for start, end in zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True):
            part = value[start:end]
            if len(part) and not np.all(np.isnan(part)):
                kept.update((start + int(np.nanargmin(part)), start + int(np.nanargmax(part))))
        chosen = np.array(sorted(kept), dtype=np.int64)
        t, value = t[chosen], value[chosen]
    return tuple(zip(t.tolist(), value.tolist(), strict=True))
