"""Level words as loggers write them, as parts of patterns that two dialects of regex understand.

A word counts as a level only where a logger would put one: right behind the stamp or other marks of the line's head,
in capitals, in brackets, or with a colon or tab behind it; never somewhere in a message.
"""

from __future__ import annotations

from workbench.model.severity import WORDS

NAMES = (
    "TRACE", "VERBOSE", "DEBUG", "DBG", "INFORMATION", "INFORMATIONAL", "INFO", "INF", "NOTICE", "WARNING", "WARN",
    "WRN", "ERROR", "ERR", "SEVERE", "CRITICAL", "CRIT", "ALERT", "FATAL", "PANIC", "EMERGENCY", "EMERG", "FINEST",
    "FINER", "FINE", "CONFIG", "TRC", "VRB", "FTL", "SUCCESS", "SILLY", "WARNI", "CRITI", "ERRO", "DEBG", "TRAC", "BLAT",
)  # fmt: skip
# Longest first: an alternation takes the first that fits.
_LONGEST = sorted(NAMES, key=len, reverse=True)
CAPITALS = "|".join(_LONGEST)
ANY_CASE = "|".join("".join(f"[{letter}{letter.lower()}]" for letter in name) for name in _LONGEST)
# In brackets of any kind, or with a colon or a tab behind, in any case; else in capitals with an end behind.
# Bracket, colon and blank stay in the group: whoever looks the word up strips them.
LEVEL = rf"(?P<level>[\[<(] *(?:{ANY_CASE}) *[\]>)]|(?:{ANY_CASE})[:\t]|(?:{CAPITALS})(?:[\s:\])>|;,]|$))"
# What may stand between stamp and level: thread, pid, logger followed by a dash, container bar.
BETWEEN = r"(?:(?:\[[^\[\]]*\]|\([^()]*\)|<[^<>]*>|[\w.$:/@-]+[|;])[\s|:]*|(?:\d+|[\w.$:/@-]+ [-|]|[-|:])[\s|:]+)"
# A zone's letters behind an offset, as Go's `Time.String` writes them.
_ZONE = r"(?:(?:UTC|GMT|CES?T|EES?T|WES?T|[ECMP][SD]T|BST|IST|JST|MSK|AE[SD]T)\s)?"
# In front of a stamp: in brackets, or with something behind that ends it.
LEVEL_FIRST = rf"(?P<level>[\[<(] *(?:{ANY_CASE}) *[\]>)]):?[\s|,:-]*|(?P<level2>{ANY_CASE}):?[\s|,:-]+"
# A stamp ends here: not in the middle of a longer word.
END = r"(?:[\s\]|,:;)>]|$)"
# Three ways to look for the level behind the stamp, each slower to run than the one before: not at all, in capitals
# right behind it, and wherever a logger may put it.
NO_LEVEL = ""
NEXT_LEVEL = rf"[\s\]|,:;)>-]*(?:[\[(<]?(?P<level>{CAPITALS})(?:[\s:\])>|;,]|$))?"
ANY_LEVEL = rf"{_ZONE}[\s\]|,:;)>-]*(?:{BETWEEN}{{0,4}}?{LEVEL})?"
WAYS = (NO_LEVEL, NEXT_LEVEL, ANY_LEVEL)

# bunyan and pino write numbers (10 trace … 60 fatal); syslog's 0..7 as in the OTel specification, appendix B.
NUMBERS = {"10": 1, "20": 5, "30": 9, "40": 13, "50": 17, "60": 21}
SYSLOG = {"0": 21, "1": 19, "2": 18, "3": 17, "4": 13, "5": 10, "6": 9, "7": 5}
# winston has `http` between info and verbose; among words of a text it is none of a level's.
WORDS_AND_NUMBERS = {**WORDS, **NUMBERS, **SYSLOG, "http": 8, "dpanic": 18}
