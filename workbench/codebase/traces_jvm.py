"""The JVM's traces (Java, Kotlin, Scala): causes, suppressed ones, omitted common frames put back, modules kept apart.

Form: Throwable.printStackTrace and StackTraceElement.toString (`loader/module@version/class.method(File:line)`), and
logback's and log4j's additions (`~[app.jar:1.0]`, `N common frames omitted`, `Wrapped by:` with the root cause first).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from workbench.codebase.tracetext import Found, Stripped, thrown
from workbench.model.code import Frame, Relation, TraceException

_FRAME = re.compile(r"((?:[^\s()/]*/){0,3})([\w$.<>\-]+)\(([^()]*)\)(?: ~?\[[^\]]*\])?\s*$")
_PLACE = re.compile(
    r"(?:(?P<file>[\w$\- .]+\.(?:java|kt|kts|scala|groovy|clj|cljc))|Native Method|Unknown Source|<[\w ]+>|[\w$\-]+)"
    r"(?::(?P<line>-?\d{1,9}))?$"
)
_OMITTED = re.compile(r"\s*\.\.\. (\d{1,6}) (?:more|common frames omitted)")
_NEXT = re.compile(r"(\s*)(?:\[CIRCULAR REFERENCE: ?)?(Caused by|Wrapped by|Suppressed): (.*)$")
MESSAGE_LINES = 60


@dataclass(slots=True)
class _Thrown:
    """One exception while it is read. enclosing: the one whose frames its `... N more` stands for."""

    type: str
    message: str
    relation: Relation
    indent: int
    enclosing: _Thrown | None = None
    frames: list[Frame] = field(default_factory=list)
    omitted: int = 0

    def whole(self) -> tuple[Frame, ...]:
        """Its frames with the omitted ones put back; they are the last ones of the enclosing exception's."""
        outer = self.enclosing.whole() if self.omitted and self.enclosing else ()
        return (*self.frames, *outer[max(len(outer) - self.omitted, 0) :])


def frame(call: str) -> Frame | None:
    """A frame from what follows `at `."""
    if "(" not in call:
        return None
    found = _FRAME.match(call)
    if found is None:
        return None
    place = _PLACE.match(found[3])
    if place is None or "." not in found[2]:
        return None
    before, function = found[1].removesuffix("/"), found[2]
    if "$$Lambda" in before:
        # A hidden class' name holds a slash: `Pool$$Lambda/0x00007f.run`.
        before, function = before.rpartition("/")[0], f"{before.rpartition('/')[2]}/{function}"
    line = int(place["line"] or 0)
    return Frame(function, place["file"] or "", max(line, 0), module=before.rpartition("/")[2].partition("@")[0])


def read(text: Stripped, head: int, at: int) -> Found:
    """The chain whose root is named in line `head` and whose first frame is line `at`."""
    name, message = thrown(text[head].lstrip()) or ("", "")
    more = [text[number].rstrip() for number in range(head + 1, at)]
    root = _Thrown(name, "\n".join([message, *more]).strip(), "root", _indent(text[head]))
    chain = [root]
    wrapped = False
    while at < len(text):
        line = text[at]
        if found := _NEXT.match(line):
            wrapped |= found[2] == "Wrapped by"
            chain.append(_next(chain, found))
        elif omitted := _OMITTED.match(line):
            chain[-1].omitted = int(omitted[1])
        elif line.lstrip().startswith("at ") and (call := frame(line.lstrip()[3:])):
            chain[-1].frames.append(call)
        elif not _message_goes_on(text, at, chain[-1]):
            break
        else:
            chain[-1].message += f"\n{line.rstrip()}"
        at += 1
    return Found("java", _values(chain, wrapped), head, at)


def _next(chain: list[_Thrown], found: re.Match[str]) -> _Thrown:
    indent = len(found[1])
    name, message = thrown(found[3]) or (found[3].partition(": ")[0], found[3].partition(": ")[2])
    relation: Relation = "suppressed" if found[2] == "Suppressed" else "cause"
    # A cause belongs to the last one printed at its depth; a suppressed one to the last one printed less deep.
    fits = [one for one in chain if (one.indent < indent if relation == "suppressed" else one.indent <= indent)]
    return _Thrown(name, message, relation, indent, fits[-1] if fits else chain[-1])


def _message_goes_on(text: Stripped, at: int, current: _Thrown) -> bool:
    """Whether a line between `Caused by:` and its first frame belongs to the message."""
    if current.relation == "root" or current.frames or current.omitted or not text[at].strip():
        return False
    for number in range(at + 1, min(at + MESSAGE_LINES, len(text))):
        line = text[number].lstrip()
        if not line:
            return False
        if line.startswith("at ") or _OMITTED.match(line):
            return True
    return False


def _values(chain: list[_Thrown], wrapped: bool) -> tuple[TraceException, ...]:
    if wrapped:
        # Root cause first: the last one was finally reported, and each has its common frames in the one behind it.
        for inner, outer in zip(chain, chain[1:], strict=False):
            inner.enclosing, inner.relation = outer, "cause"
        chain[-1].enclosing = None
        chain[-1].relation = "root"
        chain.reverse()
    return tuple(TraceException(one.type, one.message, one.relation, one.whole()) for one in chain)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
