"""`workbench …`: finds the verb, reads its arguments, turns errors into one sentence and an exit code."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Sequence

from workbench import __version__
from workbench.cli.terminal import Terminal
from workbench.cli.verb import DONE, INPUT_FAULT, OUR_FAULT, WRONG_USAGE, Verb
from workbench.errors import WorkbenchError
from workbench.jobs import Cancelled

# Each verb and what its help says, so that telling them all loads none of them (held to by a test).
VERBS = {
    "demo": "a recorded incident, solved",
    "open": "show a case in the window",
    "new": "make an empty case",
    "ingest": "bring files, folders or standard input (-) into a case",
    "follow": "take in a growing file, a command's output or standard input as it arrives, until Ctrl+C",
    "sources": "what was brought into a case, and what is doubtful about it",
    "readers": "the formats that can be read",
    "maps": "maps of what vendors' JSON and tables mean: list, check or propose one",
    "read": "read a source again by another reader, or in another encoding",
    "series": "metric series, or their points",
    "clock": "declare a source's zone or year, or how far its clock is off",
    "query": "records that match a filter",
    "show": "a record, hunk or piece of evidence",
    "raw": "a citation's bytes, exactly",
    "pin": "freeze what a citation shows as evidence",
    "note": "write a page of notes, or print it",
    "entry": "put a line on the incident's record",
    "hypothesis": "write down, judge or list possible causes",
    "action": "write down, finish or list action items",
    "case": "show or change the case record",
    "diff": "what a commit changed",
    "analyse": "ranked findings with reasons and citations",
    "export": "write the case as an article",
    "verify": "check a case against its digests",
    "doctor": "versions, plug-ins, display and remedies",
}
LONGEST_WORD = 60


def load_verb(name: str) -> Verb:
    """A verb's row, from the module of its name."""
    return importlib.import_module(f"workbench.cli.{name}").VERB


def parser_of(verb: Verb) -> argparse.ArgumentParser:
    """The parser of one verb."""
    parser = argparse.ArgumentParser(prog=f"workbench {verb.name}", description=verb.help, allow_abbrev=False)
    for item in verb.arguments:
        parser.add_argument(*item.names, **item.options)
    parser.add_argument("--json", action="store_true", help="print JSON, one object a line")
    return parser


def usage() -> str:
    """What `workbench --help` prints."""
    lines = [f"  {name:<12}{help}" for name, help in VERBS.items()]
    head = "usage: workbench [PATH…]   the window; paths open as a scratch case\n       workbench VERB … [--json]\n"
    return "\n".join((head, "verbs:", *lines, "", "workbench VERB --help tells more."))


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command line; the exit code: 0 done, 1 the input's or user's fault, 2 wrong usage, 70 our fault."""
    words = list(sys.argv[1:] if argv is None else argv)
    if words and words[0] in ("-h", "--help", "help"):
        Terminal().line(usage())
        return DONE
    if words and words[0] == "--version":
        Terminal().line(f"workbench {__version__}")
        return DONE
    if words and words[0] not in VERBS and (unknown := _neither(words[0])):
        Terminal().error(unknown)
        return INPUT_FAULT if _like_a_path(words[0]) else WRONG_USAGE
    if not words or words[0] not in VERBS:
        words = ["open", "--scratch", *words]
    verb = load_verb(words[0])
    try:
        args = arguments_of(verb, words[1:])
    except SystemExit as ended:
        return int(ended.code or 0)
    return run(verb, args)


def _neither(word: str) -> str:
    """What to say of a first word that is no verb and no path; empty when it is a path or an option."""
    if word.startswith("-") or os.path.lexists(word):
        return ""
    if _like_a_path(word):
        return f"{word}: there is no such file. Check the path."
    from rapidfuzz.distance import DamerauLevenshtein

    shown = word[:LONGEST_WORD]
    near = min(VERBS, key=lambda name: DamerauLevenshtein.distance(shown, name))
    return f"{shown!r} is neither a verb nor a file here. The nearest verb is {near}; workbench --help lists them all."


def _like_a_path(word: str) -> bool:
    return any(sign in word for sign in (os.sep, "/", "."))


def arguments_of(verb: Verb, words: Sequence[str]) -> argparse.Namespace:
    """A verb's arguments read; `SystemExit` when they are wrong or help was asked for."""
    parser = parser_of(verb)
    if verb.filtering:
        # A blank before it means nothing to a filter, and tells argparse that the word is no option.
        words = [f" {word}" if _excludes(word) else word for word in words]
    if not verb.running:
        return parser.parse_intermixed_args(words)
    at = words.index("--") if "--" in words else len(words)
    args = parser.parse_intermixed_args(words[:at])
    args.words = tuple(words[at + 1 :])
    return args


def _excludes(word: str) -> bool:
    """Whether a word is a filter that leaves something out: one hyphen and more than the `h` of help."""
    return word.startswith("-") and not word.startswith("--") and word not in ("-", "-h")


def run(verb: Verb, args: argparse.Namespace) -> int:
    """Run a verb; every fault becomes a sentence."""
    terminal = Terminal(args.json)
    try:
        return verb.run(args, terminal)
    except WorkbenchError as error:
        terminal.error(error.sentence())
        return INPUT_FAULT
    except Cancelled:
        terminal.error("Stopped; what was finished before is kept.")
        return INPUT_FAULT
    except KeyboardInterrupt:
        terminal.error("Stopped; what was finished before is kept.")
        return 130
    except BrokenPipeError:
        _silence_output()
        return DONE
    except Exception as error:  # noqa: BLE001 - the job edge: our own fault is told as such, with its trace on request
        if os.environ.get("WORKBENCH_TRACE"):
            raise
        terminal.error(_our_fault(verb, error))
        return OUR_FAULT


def _our_fault(verb: Verb, error: Exception) -> str:
    return (
        f"{verb.name} failed through a fault of the program ({type(error).__name__}: {error}). "
        "WORKBENCH_TRACE=1 shows where; the case is as it was after the last finished step."
    )


def _silence_output() -> None:
    """The reader of our output is gone (`| head`): let the interpreter's last flush go nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


__all__ = ["VERBS", "WRONG_USAGE", "arguments_of", "load_verb", "main", "parser_of"]
