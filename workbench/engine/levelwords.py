"""Severities of level words that stand at places of a block: few different ones, each looked up once."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from workbench.engine.words import KEEP, Bytes, Int64, Words, rows_at, words_at

UInt8 = npt.NDArray[np.uint8]
SHORT = 7  # bytes of a word beside which its length fits into uint64
KNOWN = 40
_TOP = np.uint64(56)


class LevelReader:
    """Looks words up and remembers what they meant. For any thread."""

    def __init__(self, severity_of: Callable[[str], int]) -> None:
        self._severity_of = severity_of
        self._known: dict[int, int] = {}

    def read(self, block: Bytes, starts: Int64, lengths: npt.NDArray[np.int32], default: UInt8) -> UInt8:
        """Severities of the words at places of a `padded` block; `default` where the length is below 0."""
        there = np.flatnonzero(lengths >= 0)
        if not len(there):
            return default
        severity = default.copy()
        starts, lengths = starts[there], lengths[there]
        short = lengths <= SHORT
        if not short.all():
            for row in np.flatnonzero(~short).tolist():
                text = block[starts[row] : starts[row] + lengths[row]].tobytes()
                severity[there[row]] = self._severity_of(text.decode("utf-8", "replace"))
            there, starts, lengths = there[short], starts[short], lengths[short]
        # bytes behind the word are cut off, and its length takes the last one's place
        words = (words_at(block, starts) & KEEP[lengths]) | (lengths.astype(np.uint64) << _TOP)
        severity[there] = self._looked_up(words)
        return severity

    def _looked_up(self, words: Words) -> UInt8:
        found = np.zeros(len(words), dtype=np.uint8)
        left = np.arange(len(words))
        for word, severity in list(self._known.items()):
            same = words[left] == np.uint64(word)
            if same.any():
                found[left[same]] = severity
                left = left[~same]
        while len(left):
            word = int(words[left[0]])
            severity = self._severity_of(word.to_bytes(8, "little")[: word >> 56].decode("utf-8", "replace"))
            if len(self._known) >= KNOWN:
                return self._one_by_one(words, left, found)
            self._known[word] = severity
            same = words[left] == np.uint64(word)
            found[left[same]] = severity
            left = left[~same]
        return found

    def _one_by_one(self, words: Words, left: Int64, found: UInt8) -> UInt8:
        different, which = np.unique(words[left], return_inverse=True)
        texts = [word.to_bytes(8, "little")[: word >> 56].decode("utf-8", "replace") for word in different.tolist()]
        found[left] = np.array([self._severity_of(text) for text in texts], dtype=np.uint8)[which]
        return found


def places_below(block: Bytes, places: Int64) -> npt.NDArray[np.int32]:
    """Lengths of the words that end with a colon and begin at places of a `padded` block; -1 where none does."""
    if not len(places):
        return np.zeros(0, dtype=np.int32)
    text = rows_at(block, places, 32).view(np.uint8).reshape(len(places), 32)
    colon = (text == ord(":")).argmax(axis=1)
    there = text[np.arange(len(text)), colon] == ord(":")
    wordy = ((text > ord("9")) | (np.arange(32) >= colon[:, None])).all(axis=1)
    return np.where(there & wordy & (colon > 1), colon, -1).astype(np.int32)
