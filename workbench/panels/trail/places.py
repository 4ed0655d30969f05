"""The records that a trail's rows stand for: where each is, which face shows it, what comes before and after it in time."""

from __future__ import annotations

from collections.abc import Iterator

from workbench.casework.trails import FACES, FaceName, Trail
from workbench.model.entities import Citation
from workbench.model.instants import Instant

Place = tuple[Instant | None, Citation]


class Places:
    """Built once a trail. Keys are ids of records; records that share their bytes share their citation."""

    def __init__(self, trail: Trail | None = None) -> None:
        self.faces: dict[FaceName, dict[str, Place]] = {face: {} for face in FACES}
        if trail is not None:
            self.faces = {
                "trace": dict(_of_trace(trail)),
                "http": {one.key: (one.t, one.citation) for one in trail.exchanges},
                "session": {one.key: (one.t, one.citation) for one in (trail.visit.steps if trail.visit else ())},
                "email": {one.key: (one.t, one.citation) for lane in trail.lanes for one in lane.steps},
            }
        self._all = {key: place for places in self.faces.values() for key, place in places.items()}
        self._cited: dict[Citation, list[str]] = {}
        for key, (_t, citation) in self._all.items():
            self._cited.setdefault(citation, []).append(key)
        timed = [(place[0], key) for key, place in self._all.items() if place[0] is not None]
        self._order = [key for _t, key in sorted(timed)]
        self._rank = {key: n for n, key in enumerate(self._order)}

    def find(self, key: str) -> Place | None:
        """When and where a record is."""
        return self._all.get(key)

    def key_of(self, citation: Citation, face: FaceName, current: str) -> str:
        """The record that a citation means: the current one if it can, else one that this face shows, else any; or empty."""
        keys = self._cited.get(citation, [])
        if current in keys:
            return current
        return next((key for key in keys if key in self.faces[face]), keys[0] if keys else "")

    def face_of(self, key: str, face: FaceName) -> FaceName:
        """The face to show a record in: this one if it has it."""
        return face if key in self.faces[face] else next(name for name in FACES if key in self.faces[name])

    def beside(self, key: str, way: int) -> str:
        """The record after (`way` 1) or before (-1) one in time; from none the first or last. Empty where there is none."""
        at = self._rank[key] + way if key in self._rank else 0 if way > 0 else len(self._order) - 1
        return self._order[at] if 0 <= at < len(self._order) else ""


def _of_trace(trail: Trail) -> Iterator[tuple[str, Place]]:
    for row in trail.trace.rows:
        if row.span.citation is not None:
            yield row.span.key, (row.span.t, row.span.citation)
    for lines in (*trail.lines.values(), trail.beside):
        for line in lines:
            yield line.key, (line.t, line.citation)
