r"""Fields between bars behind a packed date, none of whose numbers need have all its digits.

    20260317-14:2:11:123|Step_LSC|30002312|onStandStepChanged 17

The last number counts milliseconds. With fewer than three digits it is no fraction that can be read as one: where the
head holds such, times are read to the second; a later one has no time.
"""

from __future__ import annotations

import re
from dataclasses import replace

from workbench.readers.core import Sniff
from workbench.readers.heads import head_lines
from workbench.readers.linereader import LineReader
from workbench.readers.patterned import Pattern, patterned

EXAMPLES = {
    "text.bars": (
        "20260317-14:2:11:123|Step_LSC|30002312|onStandStepChanged 17\n"
        "20260317-14:2:12:456|Step_SPUtils|30002312|put 17\n"
    )
}
_DATE = r"\d{8}-\d{1,2}:\d{1,2}:\d{1,2}"
_SHORT = re.compile(rf"{_DATE}:\d{{1,2}}\|", re.ASCII)
_ROW = Pattern(
    "text.bars", "Fields between bars behind a date such as 20260317-14:2:11:123", time="%Y%m%d-%H:%M:%S:%f",
    start=rf"^(?:(?P<t>{_DATE}:\d{{3}})|{_DATE}(?::\d{{1,2}})?)\|", weight=0.85,
    whole=rf"{_DATE}(?::\d{{1,3}})?\|(?P<logger>[^|]*)\|(?:(?P<pid>\d+)\|)?(?P<message>.*)",
    why="begin with a packed date and fields between bars",
)  # fmt: skip
(_EXACT,) = patterned(_ROW)
(_TO_THE_SECOND,) = patterned(replace(_ROW, start=rf"^(?P<t>{_DATE})(?::\d{{1,3}})?\|", time="%Y%m%d-%H:%M:%S"))


def _sniff(head: bytes, name: str) -> Sniff:
    answer = _EXACT.judge(head, name)
    if answer.format is not None and any(_SHORT.match(line) for line in head_lines(head)):
        return _TO_THE_SECOND.judge(head, name)
    return answer


READERS = (LineReader("text.bars", _ROW.title, _sniff, most=_ROW.weight),)
