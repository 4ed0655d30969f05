r"""The level of the line that stands as text in a JSON record, where the record itself tells none.

{"log":"2026-03-17 14:02:11 ERROR none left\n","stream":"stderr","time":"…"}
"""

from __future__ import annotations

import re
from functools import cache

from workbench.engine.lineformat import Inner
from workbench.readers.innerlevel import SEVERITIES, inner_level

_TEXT = r'"(?:[^"\\]|\\.)*"'
_FLAT = rf'\{{(?:{_TEXT}|[^"{{}}])*\}}'
# What may stand before the text's key: texts, objects of no more than two levels, and whatever else is neither.
_BEFORE = rf'(?:{_TEXT}|[^"{{}}]|\{{(?:{_TEXT}|[^"{{}}]|{_FLAT})*\}})*?'
_INSIDE = inner_level(r"\\\"", r"(?:\\u001[bB]\[[\d;]*m)?")


@cache
def inner_of(key: str) -> Inner:
    """How the level of the text under a key at the top is found."""
    return Inner(rf'^[ \t]*\{{{_BEFORE}"{re.escape(key)}"[ \t]*:[ \t]*"{_INSIDE}', SEVERITIES)
