r"""Text without any stamp, each physical line a record of its own; only where it is asked for by name.

    Checked the pool by hand.
    Nobody was on call at the weekend.

Text that nobody knows is kept as it is, with lines that can be read, searched and cited. This reader is for a list that
somebody wants counted and pinned line by line: times stay unknown, and so does the severity.
"""

from __future__ import annotations

from workbench.engine.lineformat import LineFields, LineFormat
from workbench.readers.core import Sniff
from workbench.readers.linereader import LineReader

EXAMPLES = {"text.plain": "Checked the pool by hand.\nNobody was on call at the weekend.\n"}
START = "^"  # also an empty line is a line


def parse(text: str) -> LineFields:
    """The line as it is."""
    return LineFields(title=text.partition("\n")[0], body=text)


FORMAT = LineFormat(
    "text.plain", "Plain text, a record a line (only with --reader)", start=START, literal_fields=True, parse=parse
)


def _sniff(_head: bytes, _name: str) -> Sniff:
    """Never chosen by content: any text would fit."""
    return Sniff(0.0, "each line is a record, because it was asked for", FORMAT)


READERS = (LineReader("text.plain", FORMAT.title, _sniff),)
