"""Markdown written so that nothing from the evidence can be taken for markup."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from workbench.model.code import FileDiff
from workbench.model.display import visible

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|!~$&])")
_FENCE = re.compile(r"`{3,}")
_FENCE_LINE = re.compile(r"^ {0,3}(`{3,}|~{3,})(.*)$")
_CHIP = re.compile(r"\[(E\d+)\]\(case://[^)\s]*\)")
_FOREIGN = re.compile(r"(!?)\[([^\]\n]*)\]\(\s*(?!https?://|#|mailto:)[^)\n]*\)")


def plain(text: str) -> str:
    """One line of evidence as Markdown that shows exactly its characters."""
    return _SPECIAL.sub(r"\\\1", " ".join(visible(text).split()))


def fenced(text: str, language: str = "text") -> str:
    """A code block that its own content cannot end (CommonMark 4.5: a fence longer than any run inside)."""
    body = visible(text).rstrip("\n")
    longest = max((len(run) for run in _FENCE.findall(body)), default=2)
    fence = "`" * (longest + 1)
    return f"{fence}{language}\n{body}\n{fence}"


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A pipe table of cells that are Markdown already."""
    lines = ["| " + " | ".join(heads) + " |", "|" + " --- |" * len(heads)]
    lines += ["| " + " | ".join(cell or " " for cell in row) + " |" for row in rows]
    return "\n".join(lines)


def prose(text: str, labels: Iterable[str]) -> str:
    """What a person wrote, as Markdown: chips become links to the evidence below, links that lead into a disk go.

    labels: the evidence that the article holds; a chip of another is kept as its label.
    """
    known = set(labels)
    text = _CHIP.sub(lambda chip: f"[{chip[1]}](#{chip[1].lower()})" if chip[1] in known else chip[1], visible(text))
    return _closed(_FOREIGN.sub(lambda link: link[2], text).strip())


def _closed(text: str) -> str:
    """End a code block that was left open, so that it does not swallow the sections below."""
    open_fence = ""
    for line in text.split("\n"):
        found = _FENCE_LINE.match(line)
        if found and not open_fence:
            open_fence = found[1]
        elif found and found[1].startswith(open_fence) and not found[2].strip():
            open_fence = ""
    return f"{text}\n{open_fence}" if open_fence else text


def patch(diff: FileDiff) -> str:
    """A file's hunks as a unified diff, as `patch` reads it."""
    if diff.binary:
        return f"Binary file {diff.path} differs"
    lines = [f"--- {'a/' + diff.old_path if diff.old_path else '/dev/null'}"]
    lines.append(f"+++ {'b/' + diff.new_path if diff.new_path else '/dev/null'}")
    sign = {"same": " ", "add": "+", "del": "-"}
    for hunk in diff.hunks:
        old = sum(line.kind in ("same", "del") for line in hunk.lines)
        new = sum(line.kind in ("same", "add") for line in hunk.lines)
        lines.append(f"@@ -{hunk.old_start},{old} +{hunk.new_start},{new} @@ {hunk.heading}".rstrip())
        lines += [sign[line.kind] + line.text for line in hunk.lines if line.kind in sign]
    return "\n".join(lines)
