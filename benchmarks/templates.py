"""Templates of log lines: how well lines are grouped by statement, and how fast, against drain3 on the same lines.

Sets: the labelled ones of `--data DIR` (`DIR/<System>/<System>_2k.log_structured_corrected.csv`, Content in, EventId as
truth), and our own programs (`template_programs`), one configuration for all. GA (grouping accuracy) is the share of
lines whose group holds exactly the lines of one true group; FGA is the harmonic mean of precision and recall over groups
(Z. Jiang et al., "A Large-Scale Evaluation for Log Parsing Techniques", ISSTA 2024). Lines per second are of processor
time on one core. Goals: GA 0.97 and FGA 0.95 on the average of the labelled sets, 0.90 and 0.88 on logs of other systems;
300,000 lines/s where nearly every line is different, and drain3 at least 8 times slower.
"""

from __future__ import annotations

import os

os.environ.setdefault("POLARS_MAX_THREADS", "1")  # one core, as the peer; read when polars is imported

import argparse
import json
import random
import time
from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import polars as pl

from benchmarks.side_by_side import machine
from benchmarks.template_programs import HALF, PROGRAMS, lines_of
from workbench.engine.templates import Miner

BATCH = 20_000
NAME = "_2k.log_structured_corrected.csv"
Mine = Callable[[pl.Series], list[int]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """One miner on one set."""

    set: str
    miner: str
    ga: float
    fga: float
    lines_per_s: float


def accuracy(found: Sequence[Hashable], truth: Sequence[Hashable]) -> tuple[float, float]:
    """GA and FGA of a grouping of lines."""
    groups, true = Counter(found), Counter(truth)
    both = Counter(zip(found, truth, strict=True))
    right = [count for (group, event), count in both.items() if count == groups[group] == true[event]]
    precision, recall = len(right) / len(groups), len(right) / len(true)
    return sum(right) / len(truth), 2 * precision * recall / (precision + recall) if right else 0.0


def ours(lines: pl.Series) -> list[int]:
    """The template of each line by the product's miner, fed as a log is read: batch by batch."""
    miner = Miner()
    shapes = [miner.add(lines.slice(at, BATCH)) for at in range(0, len(lines), BATCH)]
    of_shape = miner.templates().of_shape
    return [group for some in shapes for group in of_shape[some].tolist()]


def drain() -> Mine | None:
    """drain3 with its usual settings (depth 4, similarity 0.4) and masks for addresses and numbers; None: not there."""
    try:
        from drain3 import TemplateMiner
        from drain3.masking import MaskingInstruction
        from drain3.template_miner_config import TemplateMinerConfig
    except ImportError:
        return None
    edge, end = r"((?<=[^A-Za-z0-9])|^)", r"((?=[^A-Za-z0-9])|$)"
    masks = {
        "IP": r"(\d{1,3}\.){3}\d{1,3}",
        "SEQ": r"([0-9a-f]{6,} ?){3,}",
        "ID": r"([0-9a-f]{2,}:){3,}([0-9a-f]{2,})",
        "HEX": r"0x[a-f0-9A-F]+",
        "NUM": r"[\-+]?\d+",
    }

    def mine(lines: pl.Series) -> list[int]:
        config = TemplateMinerConfig()
        config.drain_sim_th, config.drain_depth = 0.4, 4
        config.masking_instructions = [MaskingInstruction(f"{edge}({mask}){end}", name) for name, mask in masks.items()]
        miner = TemplateMiner(config=config)
        return [miner.add_log_message(line)["cluster_id"] for line in lines.to_list()]

    return mine


def measured(name: str, lines: list[str], truth: Sequence[Hashable], miners: dict[str, Mine]) -> Iterator[Outcome]:
    """Each miner on the same lines in turn."""
    column = pl.Series(lines, dtype=pl.String)
    for miner, mine in miners.items():
        start = time.process_time()
        found = mine(column)
        seconds = max(time.process_time() - start, 1e-9)
        yield Outcome(name, miner, *accuracy(found, truth), len(lines) / seconds)


def labelled(data: Path) -> Iterator[tuple[str, list[str], list[str]]]:
    """The labelled sets of a folder: name, lines, truth."""
    for folder in sorted(data.iterdir()):
        path = folder / f"{folder.name}{NAME}"
        if path.is_file():
            table = pl.read_csv(path, infer_schema=False)
            yield folder.name, table["Content"].fill_null("").to_list(), table["EventId"].to_list()


def mixed(count: int) -> tuple[list[str], list[str]]:
    """Lines of all programs in one log: nearly every one is different."""
    pairs = [pair for name in PROGRAMS for pair in zip(*lines_of(name, count // len(PROGRAMS), seed=2), strict=True)]
    random.Random(3).shuffle(pairs)
    return [line for line, _ in pairs], [statement for _, statement in pairs]


def outcomes(data: Path | None, count: int, miners: dict[str, Mine]) -> Iterator[tuple[str, Outcome]]:
    """The part of the table, and a row of it."""
    ours(pl.Series(["warm 1"]))
    for name, lines, truth in labelled(data) if data else ():
        yield from (("labelled", one) for one in measured(name, lines, truth, miners))
    for name in PROGRAMS:
        part = "made, thresholds chosen on them" if name in HALF else "made, set aside"
        yield from ((part, one) for one in measured(f"made:{name}", *lines_of(name, 2_000), miners))
    lines, truth = mixed(count)
    yield from (("speed", one) for one in measured(f"speed:{len(lines)}", lines, truth, miners))


def show(rows: list[tuple[str, Outcome]]) -> None:
    """The tables for people."""
    for part in dict.fromkeys(part for part, _ in rows):
        print(f"\n{part:34} {'miner':10} {'GA':>6} {'FGA':>6} {'lines/s':>10}")
        own = [one for its, one in rows if its == part]
        for one in own:
            print(f"  {one.set:32} {one.miner:10} {one.ga:6.3f} {one.fga:6.3f} {one.lines_per_s:10,.0f}")
        for miner in dict.fromkeys(one.miner for one in own):
            some = [one for one in own if one.miner == miner]
            ga, fga = (sum(getattr(one, what) for one in some) / len(some) for what in ("ga", "fga"))
            print(f"  {'average':32} {miner:10} {ga:6.3f} {fga:6.3f}")
    speed = {one.miner: one.lines_per_s for part, one in rows if part == "speed"}
    if len(speed) > 1:
        print(f"\ndrain3 is {speed['workbench'] / speed['drain3']:.1f} times slower; goal at least 8 times")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--data", type=Path, default=None, help="folder of labelled sets")
    parser.add_argument("--lines", type=int, default=300_000, help="lines of the speed table")
    parser.add_argument("--json", action="store_true", help="a line per set and miner")
    args = parser.parse_args()
    peer = drain()
    miners = {"workbench": ours} | ({"drain3": peer} if peer else {})
    if not args.json:
        print(machine(), "" if peer else "; drain3 is not installed (pip install drain3): no peer")
    rows = []
    for part, one in outcomes(args.data, args.lines, miners):
        rows.append((part, one))
        if args.json:
            print(json.dumps({**asdict(one), "ga": round(one.ga, 4), "fga": round(one.fga, 4),
                              "lines_per_s": round(one.lines_per_s)}), flush=True)  # fmt: skip
    if not args.json:
        show(rows)


if __name__ == "__main__":
    main()
