"""Pieces of a field's value that must stand in the bytes of a record that has it: they pick what is taken apart."""

from __future__ import annotations

import re
from itertools import pairwise

from workbench.engine.needle import Field, Has
from workbench.model.linkforms import FORMED, IDS_IN_HEX, normal_form, numbers

_RUN = re.compile(r"[0-9A-Za-z]+")
_HEX = re.compile(r"[0-9a-fA-F]+")
_NUMBER = re.compile(r"[-+]?[0-9.]*(?:[eE][-+]?[0-9]*)?")
_GROUPS = (8, 12, 16, 20)  # where a UUID has its dashes
_LAST_GROUP = 12  # digits of a UUID behind its last dash
_SHORT_SHA = 7


def literal_pieces(leaf: Field | Has) -> tuple[str, ...]:
    """Runs of letters and digits of which every record with such a value holds one in its bytes; none if none is sure.

    Of long hexadecimal values (ids) the part between two dashes of a UUID, since the text may write them so; zeros before
    it are left out. A number with a fraction may be written in several ways, `true` may be a key alone. Of a link what all
    its writings share.
    """
    if isinstance(leaf, Has) or leaf.op != "=":
        return ()
    core = leaf.value.strip("*")
    if core.lower() in ("true", "false") or (_NUMBER.fullmatch(core) and not leaf.value.isdigit()):
        return ()
    if leaf.name in FORMED and core == leaf.value:
        return _of_link(leaf.name, core)
    return _longest(leaf.value, from_end=leaf.name in IDS_IN_HEX and leaf.value.startswith("*"))


def _of_link(kind: str, value: str) -> tuple[str, ...]:
    if kind in IDS_IN_HEX and (ids := numbers(kind, value)):
        ends = [f"{one:032x}"[-_LAST_GROUP:].lstrip("0") for one in ids]
        return tuple(dict.fromkeys((*ends, *([value] if len(ids) > 1 or value.isdigit() else [])))) if all(ends) else ()
    if kind == "commit" and len(value) >= _SHORT_SHA and value.isalnum():
        return _longest(value[:_SHORT_SHA])
    return _longest(normal_form(kind, value) or value)


def _longest(value: str, from_end: bool = False) -> tuple[str, ...]:
    piece = max((_part(run, from_end) for run in _RUN.findall(value)), key=len, default="")
    return (piece,) if piece else ()


def _part(run: str, from_end: bool) -> str:
    if not _HEX.fullmatch(run) or len(run) <= _GROUPS[0]:
        return run.lstrip("0")
    if from_end:
        return run[-_LAST_GROUP:].lstrip("0")
    edges = (0, *_GROUPS, len(run))
    return max((run[low:high].lstrip("0") for low, high in pairwise(edges)), key=len)
