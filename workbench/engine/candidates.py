r"""Where a regex without a usable literal may match, by hyperscan where that is installed (the extra `regex`).

It only picks places; whoever asks confirms each row by the engine whose dialect is ours, so that answers don't hang on
it. It is used for patterns that mean the same to both, or more to hyperscan (there `.` takes a return, and a class a line
end), over bytes that are ASCII, where the two can't differ on what a letter is. It tells the end of every match, so that
of those in a row, too.
"""

from __future__ import annotations

import importlib
import re
import threading
from types import ModuleType

import numpy as np
import numpy.typing as npt

from workbench.engine.bytesource import Bytes

LONGEST, MOST_TIMES = 200, 64  # of a pattern and of a repetition, so that hyperscan's compiling stays short
_ESCAPED = r"\\[dDwWsSb]|\\[^0-9A-Za-z\s<>]"
_CLASS = rf"\[\^?(?:{_ESCAPED}|[^\\\[\]])+\]"
_REPEAT = r"(?:[*+?]|\{\d+(?:,\d*)?\})\??"
_ALIKE = re.compile(
    rf"(?:(?:{_ESCAPED}|{_CLASS}|\(\?:|\((?!\?)|[)|.]|[^\\\[\](){{}}*+?|^$.])(?:{_REPEAT})?(?![*+?{{]))*"
)
# classes that are taken from one another, and groups whose repetitions multiply
_APART = re.compile(r"&&|--|~~|\)\{")


class Candidates(threading.local):
    """Finds places; one compiled pattern a thread, since hyperscan's own memory serves one at a time."""

    def __init__(self, module: ModuleType, pattern: str, ignore_case: bool) -> None:
        self._database = module.Database(mode=module.HS_MODE_BLOCK)
        flags = module.HS_FLAG_CASELESS if ignore_case else 0
        self._database.compile(expressions=[pattern.encode()], ids=[0], elements=1, flags=[flags])
        self._module = module

    def places(self, block: Bytes, most: int) -> npt.NDArray[np.int64] | None:
        """The last byte of every match in ASCII bytes, ascending; None where there are more than `most`."""
        ends: list[int] = []

        def note(_id: int, _start: int, end: int, _flags: int, _context: object) -> bool:
            ends.append(end)
            return len(ends) > most

        try:
            self._database.scan(block, match_event_handler=note)
        except self._module.ScanTerminated:
            return None
        return np.sort(np.array(ends, dtype=np.int64)) - 1 if len(ends) <= most else None


def candidates_of(pattern: str, ignore_case: bool) -> Candidates | None:
    """What finds candidates for a regex; None without hyperscan, or where it might find less than there is."""
    if not reads_alike(pattern):
        return None
    try:
        module = importlib.import_module("hyperscan")
    except ImportError:
        return None
    try:
        return Candidates(module, pattern, ignore_case)
    except module.HyperscanError:  # it may match the empty text, or grow too large
        return None


def reads_alike(pattern: str) -> bool:
    """Whether a pattern, which Rust's engine took, means no less to hyperscan on ASCII text."""
    if len(pattern) > LONGEST or not pattern.isascii() or not pattern.isprintable() or _APART.search(pattern):
        return False
    times = re.findall(r"\{(\d+)(?:,(\d*))?\}", pattern)
    return _ALIKE.fullmatch(pattern) is not None and all(int(n or 0) <= MOST_TIMES for pair in times for n in pair)
