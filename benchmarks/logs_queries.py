"""What is searched for in `benchmarks.logs`: the classes of the table, and random queries, each for us and for ripgrep."""

from __future__ import annotations

import random
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from workbench.engine.bytesource import ByteSource
from workbench.engine.logindex import LogIndex
from workbench.engine.needle import Regex, Text
from workbench.engine.rowset import RowSet
from workbench.engine.search import find_text
from workbench.jobs import JobContext

Needle = Text | Regex
NO_LITERAL = r"\b[a-f]{4}[0-9]{4}[a-f]{4}\b"


@dataclass(frozen=True, slots=True)
class SearchClass:
    """One row of the table. without: a second needle that the lines must not hold."""

    name: str
    needle: Needle
    without: Needle | None = None

    def find(self, source: ByteSource, index: LogIndex, lines: bool) -> RowSet:
        """The rows, as a filter finds them: the second needle only within the hits of the first."""
        found = find_text(source, index, self.needle, JobContext(), lines=lines)
        if self.without is None:
            return found
        return found - find_text(source, index, self.without, JobContext(), lines=lines, within=found)

    def count(self, path: Path) -> int:
        """The lines that ripgrep counts."""
        if self.without is None:
            return rg_count(self.needle, path)
        first = subprocess.Popen(rg_command(self.needle, path, "-N"), stdout=subprocess.PIPE)
        assert first.stdout is not None
        command = [*rg_command(self.without, Path("-"), "-vc")]
        answer = subprocess.run(command, stdin=first.stdout, capture_output=True, text=True)
        first.stdout.close()
        first.wait()
        return int(answer.stdout or 0)

    def filter(self) -> str:
        """The same in the filter language."""
        words = [_filter(self.needle)]
        if self.without is not None:
            words.append(f"-{_filter(self.without)}")
        return " ".join(words)

    def matches(self, line: str) -> bool:
        """Whether Python's `re` finds it in a line."""
        return _re_finds(self.needle, line) and not (self.without and _re_finds(self.without, line))


OURS = (
    SearchClass("rare literal", Text("needle-7f3a", True)),
    SearchClass("medium literal", Text("upstream timeout", True)),
    SearchClass("dense literal", Text("request", True)),
    SearchClass("regex with a literal prefix", Regex("upstream timeout after [0-9]+ms")),
    SearchClass("literal, ignore case", Text("connection reset")),
    SearchClass("regex without a literal", Regex(NO_LITERAL)),
    SearchClass("three alternatives", Regex("lease|shard|upstream timeout")),
    SearchClass("AND NOT", Text("request", True), Text("ERROR", True)),
)


def classes_of(path: Path, sample: int = 4 << 20) -> tuple[SearchClass, ...]:
    """The same classes for a log that isn't ours: words that about so many of its first lines hold."""
    with path.open("rb") as file:
        lines = file.read(sample).decode("utf-8", "replace").splitlines()[:-1] or [""]
    held = Counter(word for line in lines for word in set(re.findall(r"[A-Za-z]{4,20}", line)))
    if not held:
        raise SystemExit(f"{path}: no words in its first {sample >> 20} MB")

    def near(share: float) -> str:
        return min(held, key=lambda word: abs(held[word] / len(lines) - share))

    rare, medium, dense, other = near(0), near(0.02), near(0.4), near(0.1)
    return (
        SearchClass("rare literal", Text(rare, True)),
        SearchClass("medium literal", Text(medium, True)),
        SearchClass("dense literal", Text(dense, True)),
        SearchClass("regex with a literal prefix", Regex(f"{medium}[^0-9]*[0-9]+")),
        SearchClass("literal, ignore case", Text(near(0.005))),
        SearchClass("regex without a literal", Regex(NO_LITERAL)),
        SearchClass("three alternatives", Regex(f"{medium}|{other}|{rare}")),
        SearchClass("AND NOT", Text(dense, True), Text(other, True)),
    )


def rg_command(needle: Needle, path: Path, *options: str) -> list[str]:
    """Ripgrep's command for a needle."""
    fold = needle.ignore_case if isinstance(needle, Regex) else not needle.case
    flags = [*options, *(["-i"] if fold else ["-s"])]
    if isinstance(needle, Regex):
        return ["rg", "--no-config", *flags, "-e", needle.pattern, str(path)]
    flags += ["-w"] if needle.word else []
    return ["rg", "--no-config", *flags, "-F", "-e", needle.value, str(path)]


def rg_count(needle: Needle, path: Path) -> int:
    """The lines that ripgrep counts for a needle."""
    answer = subprocess.run(rg_command(needle, path, "-c"), capture_output=True, text=True)
    if answer.returncode > 1:
        raise SystemExit(f"ripgrep: {answer.stderr.strip()}")
    return int(answer.stdout or 0)


def random_needles(path: Path, seed: int = 5) -> Iterator[Needle]:
    """Needles made from pieces of a log's own lines: literals, in any case, whole words, regexes; without end."""
    chance = random.Random(seed)
    lines = [line for line in path.read_text(errors="replace").splitlines() if len(line) > 20]
    while True:
        line = chance.choice(lines)
        start = chance.randrange(len(line) - 2)
        piece = line[start : start + chance.randrange(1, 16)]
        kind = chance.randrange(4)
        if kind == 0:
            yield Text(piece, True)
        elif kind == 1:
            yield Text("".join(chance.choice((one.upper(), one.lower())) for one in piece))
        elif kind == 2:
            words = re.findall(r"\w+(?:[ .:/-]\w+)?", piece)
            yield Text(chance.choice(words) if words else "status", chance.random() < 0.5, word=True)
        else:
            yield Regex(_loosened(piece, chance), chance.random() < 0.3)


def _loosened(piece: str, chance: random.Random) -> str:
    """A regex that a piece of text matches, with classes, repetitions, anchors and alternatives in it."""
    out: list[str] = []
    for letter in piece:
        roll = chance.random()
        kind = r"\d" if letter.isdigit() else "[a-z]" if letter.islower() else r"\w" if letter.isalnum() else "."
        plain = f"\\{letter}" if letter in ".*+?()[]{}|^$\\" else letter
        out.append(kind if roll < 0.2 else f"{plain}+" if roll < 0.27 else f"{kind}*" if roll < 0.3 else plain)
    pattern = "".join(out)
    roll = chance.random()
    if roll < 0.15:
        return rf"\b{pattern}"
    if roll < 0.25:
        return f"(?:{pattern}|status=50[0-4]|lease)"
    return f"{pattern}$" if roll < 0.3 else f"^20.*{pattern}" if roll < 0.35 else pattern


def wrong_counts(source: ByteSource, index: LogIndex, path: Path, count: int) -> list[str]:
    """Random queries whose count of lines isn't ripgrep's, in words."""
    wrong: list[str] = []
    for _, needle in zip(range(count), random_needles(path), strict=False):
        ours = len(find_text(source, index, needle, JobContext(), lines=True))
        theirs = rg_count(needle, path)
        if ours != theirs:
            wrong.append(f"{needle}: {ours:,} lines, ripgrep {theirs:,}")
    return wrong


def rg_version() -> str:
    """Which ripgrep it is compared with."""
    if shutil.which("rg") is None:
        raise SystemExit("ripgrep is not installed: apt-get install ripgrep")
    return subprocess.run(["rg", "--version"], check=True, capture_output=True, text=True).stdout.splitlines()[0]


def _filter(needle: Needle) -> str:
    if isinstance(needle, Regex):
        return f"/{needle.pattern}/{'i' if needle.ignore_case else ''}"
    return f"'{needle.value}'" if needle.case else f'"{needle.value}"'


def _re_finds(needle: Needle, line: str) -> bool:
    if isinstance(needle, Regex):
        return re.search(needle.pattern, line, re.IGNORECASE if needle.ignore_case else 0) is not None
    return needle.value in line if needle.case else needle.value.lower() in line.lower()
