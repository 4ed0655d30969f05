"""Reading in another process: what a bomb, an endless reader or a dying process does to the files beside it."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

from workbench.casework.pool import ReaderPool
from workbench.casework.worker import Ended, Part, Task, read_task, receive, send
from workbench.errors import SourceError
from workbench.jobs import JobContext
from workbench.model.records import Event, Place
from workbench.readers.core import NOT_MINE, Batch, RawSource, Registry


class Fake:
    """A reader that gives one record and then fails as told."""

    id, title, kinds, lines = "fake", "Fake", ("log",), False

    def __init__(self, fault: BaseException | None) -> None:
        self.fault = fault

    def sniff(self, head, name):
        return NOT_MINE

    def read(self, source):
        yield Batch((Event(0, Place(0, 1), "log"),))
        if self.fault:
            raise self.fault


def outcome(fault: BaseException | None) -> list:
    task = Task("k", "fake", RawSource("a", "/a", 1))
    return list(read_task(Registry((Fake(fault),)), task))


def test_what_was_read_before_a_fault_is_kept_and_the_fault_is_named():
    for fault, told in (
        (SourceError("it ends in the middle", "line 3"), "it ends in the middle"),
        (MemoryError(), "needs more memory"),
        (RecursionError(), "nested deeper"),
        (ValueError("odd"), "the reader fake failed (ValueError: odd)"),
    ):
        part, ended = outcome(fault)
        assert isinstance(part, Part) and len(part.batch.events) == 1
        assert isinstance(ended, Ended) and told in ended.fault
    assert outcome(None)[-1] == Ended("k")


def test_frames_survive_the_pipe_and_a_cut_one_is_the_end():
    stream = io.BytesIO()
    send(stream, Ended("k", "x"))
    stream.seek(0)
    assert receive(stream) == Ended("k", "x")
    cut = io.BytesIO(stream.getvalue()[:-1])
    try:
        receive(cut)
    except EOFError:
        return
    raise AssertionError("a cut frame was taken for a whole one")


def tasks(tmp_path: Path, count: int) -> list[Task]:
    made = []
    for number in range(count):
        path = tmp_path / f"a-20260317T14021{number}Z.prom"
        path.write_text(f"up {number}\n")
        made.append(Task(str(number), "prometheus.text", RawSource(path.name, str(path), path.stat().st_size)))
    return made


def test_every_task_ends_once_and_in_order(tmp_path: Path):
    with ReaderPool() as pool:
        ended = [answer for answer in pool.read(tasks(tmp_path, 5), JobContext()) if isinstance(answer, Ended)]
    assert [answer.key for answer in ended] == ["0", "1", "2", "3", "4"]


def test_tasks_larger_than_a_pipe_never_wait_for_answers_that_wait_for_them(tmp_path: Path):
    beside = tuple((f"{number}-{'x' * 80}.json", str(tmp_path)) for number in range(600))
    many = [replace(task, source=replace(task.source, beside=beside)) for task in tasks(tmp_path, 10)] * 12
    for task in many[:10]:
        Path(task.source.path).write_text("".join(f"up{number} {number}\n" for number in range(200)))
    with ReaderPool() as pool:
        assert sum(isinstance(answer, Ended) for answer in pool.read(many, JobContext())) == 120


def test_a_reader_that_takes_too_long_is_ended_and_the_next_file_is_tried(tmp_path: Path):
    with ReaderPool(seconds=0.0) as pool:
        ended = list(pool.read(tasks(tmp_path, 2), JobContext()))
    assert [answer.key for answer in ended] == ["0", "1"]
    assert all("took longer" in answer.fault for answer in ended if isinstance(answer, Ended))


def test_a_file_that_needs_more_memory_than_a_reader_may_have_is_named_and_the_next_is_read(tmp_path: Path):
    bomb = tmp_path / "junit.xml"
    with bomb.open("wb") as file:
        file.truncate(400 << 20)
    first = Task("bomb", "junit.xml", RawSource(bomb.name, str(bomb), 1))
    with ReaderPool(memory=256 << 20) as pool:
        answers = list(pool.read([first, *tasks(tmp_path, 1)], JobContext()))
    ended = {answer.key: answer.fault for answer in answers if isinstance(answer, Ended)}
    assert "memory" in ended["bomb"] and ended["0"] == ""
