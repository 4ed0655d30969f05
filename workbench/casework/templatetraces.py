"""Exceptions as templates: a record with a stack trace is known by the exception's type and its own frames."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import polars as pl

from workbench.casework.code import TRACE_SIGNS, trace_of
from workbench.casework.pages import records_of
from workbench.codebase.frames import LIBRARY
from workbench.engine.masking import masked
from workbench.engine.part import Part
from workbench.model.code import Frame, StackTrace

if TYPE_CHECKING:
    from workbench.casework.folder import CaseFolder

FRAMES = 4
"""Own frames that name a template, the innermost."""
MOST = 2_000
"""Different texts with a trace that are parsed, a source."""
# What runs every program of a language; what a frame is called there says nothing of the program.
_RUNTIME = (
    "java.", "javax.", "jdk.", "sun.", "com.sun.", "kotlin.", "scala.", "groovy.", "clojure.", "System.", "Microsoft.",
    "node:", "internal/", "runtime.", "async ",
)  # fmt: skip
_SIGNS = f"(?m){TRACE_SIGNS}"


class TraceTexts:
    """Which records of one source hold a trace, each distinct text parsed once."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}

    def named(
        self, folder: CaseFolder, part: Part, ats: npt.NDArray[np.int64], heads: pl.Series
    ) -> tuple[npt.NDArray[np.int64], list[str]]:
        """Positions among some records of those with a trace, and the template of each."""
        where = np.flatnonzero(heads.str.contains(_SIGNS).to_numpy())
        if not len(where):
            return where, []
        keys = masked(heads.gather(where)).to_list()
        for key, at in zip(keys, where.tolist(), strict=True):
            if key not in self._known and len(self._known) < MOST:
                (record,) = records_of(folder, part, ats[at : at + 1])
                trace = trace_of(record)
                self._known[key] = trace_template(trace) if trace is not None else ""
        texts = [self._known.get(key, "") for key in keys]
        kept = [number for number, text in enumerate(texts) if text]
        return where[kept], [texts[number] for number in kept]


def trace_template(trace: StackTrace) -> str:
    """`shop.Unavailable: shop.PoolTimeout at Pool.take < Store.reserve`: the exception and what caused it, and own frames
    from where the first of them was raised outwards.
    """
    root, *others = trace.exceptions
    chain = [root, *(one for one in others if one.relation == "cause")]
    first = chain[-1]
    own = [frame for frame in first.frames if _is_own(frame)] or list(first.frames[:1])
    names = [frame.function or frame.file for frame in own[:FRAMES]]
    types = ": ".join(dict.fromkeys(one.type for one in chain))
    return f"{types} at {' < '.join(names)}" if names else types


def _is_own(frame: Frame) -> bool:
    place = frame.file.replace("\\", "/")
    if any(folder in place for folder in LIBRARY) or place.startswith(_RUNTIME):
        return False
    return not frame.function.startswith(_RUNTIME)
