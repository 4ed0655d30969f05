"""What a verb is: a row of data that the command line, its help and the docs are made from."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from workbench.cli.terminal import Terminal


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument, as argparse takes it: its names (`PATH` or `--from`) and options."""

    names: tuple[str, ...]
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Verb:
    """One verb. run(args, terminal) does it and gives the exit code.

    filtering: words with one hyphen before them are of its filter (`-catalog`), not options · running: what stands
    behind `--` is a command, handed on as `args.words` as it is
    """

    name: str
    help: str
    arguments: tuple[Argument, ...]
    run: Callable[[Namespace, Terminal], int]
    filtering: bool = False
    running: bool = False


def argument(*names: str, **options: Any) -> Argument:
    """An argument; options are argparse's (`help`, `nargs`, `default`, `action` …)."""
    return Argument(names, options)


CASE = argument("case", metavar="CASE", help="the case folder")
CITATION = argument(
    "citation",
    metavar="CITATION",
    help="case://…, SOURCE:LINE, first:FILTER, last:FILTER, E17, SERIES@FROM..TO or PATH@COMMIT:HUNK",
)
DONE, INPUT_FAULT, WRONG_USAGE, OUR_FAULT = 0, 1, 2, 70
