r"""Layouts whose level is one letter: Tornado and Jupyter (`[I 260317 14:02:11 web:2246]`), TensorFlow, and the like.

Sources: Tornado's `LogFormatter.DEFAULT_FORMAT`, traitlets' `Application.log_format`, TensorFlow's
`TFDefaultLogSink::Send`.
"""

from __future__ import annotations

from dataclasses import replace

from workbench.readers.heads import ISO
from workbench.readers.patterned import Pattern, patterned, varied

EXAMPLES = {
    "tornado.log": (
        "[I 260317 14:02:11 web:2246] 200 GET /cart (::1) 1.50ms\n"
        "[E 260317 14:02:12 web:1789] Uncaught exception POST /pay (::1)\n    Traceback (most recent call last):\n"
    ),
    "jupyter.log": (
        "[I 2026-03-17 14:02:11.123 ServerApp] Jupyter Server 2.14.0 is running\n"
        "[W 2026-03-17 14:02:12.001 LabApp] Could not determine npm prefix\n"
    ),
    "tensorflow.log": (
        "2026-03-17 14:02:11.123456: I tensorflow/core/platform/cpu_feature_guard.cc:182] optimized to use AVX2\n"
        "2026-03-17 14:02:12.001000: E external/local_xla/xla/stream_executor/cuda/cuda_driver.cc:266] no device\n"
    ),
    "text.letters": "I 2026-03-17 14:02:11 started\nE 2026-03-17 14:02:12 none left\n",
}
LETTERS = {"t": 1, "v": 1, "d": 5, "i": 9, "n": 10, "w": 13, "e": 17, "c": 18, "f": 21}
_LEVEL = r"(?P<level>[DIWEC])"

_OTHERS = patterned(
    Pattern(
        "tornado.log", "Tornado (Python)", time="%y%m%d %H:%M:%S", severities=LETTERS,
        start=rf"^\[{_LEVEL} (?P<t>\d{{6}} \d\d:\d\d:\d\d) [^\]]*\] ",
        whole=rf"\[{_LEVEL} [\d :]+ (?P<file>[^\]:]*?)(?::(?P<line>\d+))?\] (?P<message>.*)",
        why="have Tornado's letter, date and place in one bracket",
    ),
    Pattern(
        "jupyter.log", "Jupyter (Python)", severities=LETTERS, start=rf"^\[{_LEVEL} (?P<t>{ISO})(?: [^\]]*)?\] ",
        whole=rf"\[{_LEVEL} {ISO}(?: (?P<logger>[^\]]*))?\] (?P<message>.*)",
        why="have a letter, a time and an application in one bracket",
    ),
    Pattern(
        "tensorflow.log", "TensorFlow", severities=LETTERS,
        start=rf"^(?P<t>{ISO}): (?P<level>[IWEF]) [^\s:]+:\d+\] ",
        whole=rf"{ISO}: (?P<level>[IWEF]) (?P<file>[^\s:]+):(?P<line>\d+)\] (?P<message>.*)",
        why="have a time, a letter and a place as TensorFlow writes them",
    ),
)  # fmt: skip
_FIRST = Pattern(
    "text.letters", "Text log with a letter for the level and ISO 8601 times", severities=LETTERS, weight=0.65,
    least=0.3,
    start=rf"^(?P<level>[TVDINWECF])[\s/,:|]+[\[(]?(?P<t>{ISO})(?:[\s\]|,:;)>]|$)",
    whole=rf"(?P<level>[TVDINWECF])[\s/,:|]+[\[(]?{ISO}[\s\]|,:;)>]*(?P<message>.*)",
    why="begin with a letter for the level and an ISO 8601 time",
)  # fmt: skip
_BEHIND = rf"{ISO}[\s\]|,:;)>]{{1,3}}[\[(]?(?P<level>[TVDINWECF])[\])]?[\s|:,]"
_LETTERS = varied(
    _FIRST,
    replace(
        _FIRST, start=rf"^[\[(]?(?P<t>{ISO})(?:[\s\]|,:;)>]{{1,3}}[\[(]?(?P<level>[TVDINWECF])[\])]?[\s|:,]|[\s\]|,:;)>]|$)",
        whole=rf"[\[(]?{_BEHIND}[\s|:,-]*(?P<message>.*)", sign=rf"[\[(]?{_BEHIND}", sign_share=0.8, weight=0.72, least=0.0,
        why="have a letter for the level behind an ISO 8601 time",
    ),
)  # fmt: skip
READERS = (*_OTHERS, *_LETTERS)
