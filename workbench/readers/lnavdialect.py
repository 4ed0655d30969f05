r"""PCRE patterns, as lnav's format files hold them, as patterns that a regex engine without backtracking can run.

What such an engine lacks is either written another way (`(?<name>…)`, `\h`, possessive and atomic groups, which decide how
long a search takes, not what is found) or left out and told (looking around). Back references, recursion and conditions
change what is found: a pattern with one is refused. Syntax: pcre2pattern(3), and the documentation of Rust's `regex` crate.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

LENGTH_LIMIT = 16_000
_POSIX = {
    "alpha": "A-Za-z", "digit": "0-9", "alnum": "A-Za-z0-9", "upper": "A-Z", "lower": "a-z", "space": r"\s", "blank": r" \t",
    "punct": r"!-/:-@\[-`{-~", "xdigit": "0-9A-Fa-f", "word": r"\w", "print": " -~", "graph": "!-~", "cntrl": r"\x00-\x1f",
}  # fmt: skip
_ESCAPES = {
    "h": r"[ \t]",
    "H": r"[^ \t]",
    "R": r"\n",
    "Z": "$",
    "z": "$",
    "e": r"\x1b",
    "N": r"[^\n]",
    "<": "<",
    ">": ">",
}
_REFUSED = {
    "K": "\\K", "G": "\\G", "g": "a reference to a group", "k": "a reference to a group", "X": "\\X", "C": "\\C",
}  # fmt: skip
_NAME = re.compile(r"\(\?(?:P?<([A-Za-z_]\w*)>|'([A-Za-z_]\w*)')")
_REPEAT = re.compile(r"\{\d+(?:,\d*)?\}")


class BadPattern(ValueError):
    """A pattern that can't be run as it is meant; the text says why."""


@dataclass(frozen=True, slots=True)
class Portable:
    """text: the pattern, every group with a name named as it was · names: those · around: whether it looked around, which is
    left out.
    """

    text: str
    names: tuple[str, ...]
    around: bool


def portable(pattern: str) -> Portable:
    """The pattern for an engine without backtracking. Raises `BadPattern`."""
    if len(pattern) > LENGTH_LIMIT:
        raise BadPattern(f"it is longer than {LENGTH_LIMIT} characters")
    return _Translation(pattern).whole()


class _Translation:
    """One walk over a pattern."""

    def __init__(self, pattern: str) -> None:
        self.text, self.at = pattern, 0
        self.names: list[str] = []
        self.around = False

    def whole(self) -> Portable:
        out: list[str] = []
        while self.at < len(self.text):
            out.append(self._next())
        return Portable("".join(out), tuple(self.names), self.around)

    def _next(self) -> str:
        char = self.text[self.at]
        if char == "\\":
            return self._escape()
        if char == "[":
            return self._class()
        if char == "(":
            return self._group()
        if char in "*+?{":
            return self._repeat()
        self.at += 1
        return r"\}" if char == "}" else char

    def _escape(self) -> str:
        letter = self.text[self.at + 1 : self.at + 2]
        if not letter:
            raise BadPattern("it ends with a lone backslash")
        if letter in "123456789":
            raise BadPattern("it refers back to a group")
        if letter in _REFUSED:
            raise BadPattern(f"it uses {_REFUSED[letter]}")
        if letter == "Q":
            inside, _, _ = self.text[self.at + 2 :].partition("\\E")
            self.at += 2 + len(inside) + 2
            return re.escape(inside)
        self.at += 2
        if letter in _ESCAPES:
            return _ESCAPES[letter]
        return letter if letter in "/'\"`%&,:;=@!_ " else "\\" + letter

    def _class(self) -> str:
        out = ["["]
        self.at += 1
        if self.text.startswith("^", self.at):
            out.append("^")
            self.at += 1
        first = True
        while self.at < len(self.text):
            char = self.text[self.at]
            if char == "]" and not first:
                self.at += 1
                return "".join(out) + "]"
            first = False
            out.append(self._member(char))
        raise BadPattern("a bracket is not closed")

    def _member(self, char: str) -> str:
        if self.text.startswith("[:", self.at):
            name, colon, _ = self.text[self.at + 2 :].partition(":]")
            if colon and name in _POSIX:
                self.at += len(name) + 4
                return _POSIX[name]
        if char == "\\":
            letter = self.text[self.at + 1 : self.at + 2]
            self.at += 2
            inside = {"h": r" \t", "R": r"\n", "e": r"\x1b", "b": r"\x08"}
            return inside.get(letter, "\\" + letter if letter.isalnum() or letter in "]^-\\[" else re.escape(letter))
        self.at += 1
        return "\\" + char if char in "[&~" else char

    def _group(self) -> str:
        if not self.text.startswith("(?", self.at):
            if self.text.startswith("(*", self.at):
                raise BadPattern("it uses a verb such as (*SKIP)")
            self.at += 1
            return "("
        if named := _NAME.match(self.text, self.at):
            self.at = named.end()
            name = named[1] or named[2]
            if name in self.names:
                raise BadPattern(f"it names two groups {name}")
            self.names.append(name)
            return f"(?P<{name}>"
        for sign in ("(?=", "(?!", "(?<=", "(?<!"):
            if self.text.startswith(sign, self.at):
                self.around = True
                self._skip_group()
                return ""
        if self.text.startswith("(?#", self.at):
            self._skip_group()
            return ""
        if self.text.startswith(("(?>", "(?|"), self.at):
            self.at += 3
            return "(?:"
        if flags := re.compile(r"\(\?[imsxU-]*[:)]").match(self.text, self.at):
            self.at = flags.end()
            return flags[0]
        raise BadPattern(f"it uses {self.text[self.at : self.at + 4]}…")

    def _skip_group(self) -> None:
        depth, at, inside = 0, self.at, False
        while at < len(self.text):
            char = self.text[at]
            at += 2 if char == "\\" else 1
            if inside:
                inside = char != "]"
            elif char == "[":
                inside = True
                at += self.text.startswith("]", at)
            elif char in "()":
                depth += 1 if char == "(" else -1
                if depth == 0:
                    self.at = at
                    return
        raise BadPattern("a parenthesis is not closed")

    def _repeat(self) -> str:
        char = self.text[self.at]
        if char == "{":
            found = _REPEAT.match(self.text, self.at)
            if found is None:
                self.at += 1
                return r"\{"
            times = found[0]
        else:
            times = char
        self.at += len(times)
        follow = self.text[self.at : self.at + 1]
        if follow == "+":  # possessive: what it found it keeps, which only a backtracking engine could give back
            self.at += 1
            return times
        if follow == "?":
            self.at += 1
            return times + "?"
        return times
