r"""Big data: HDFS' old logs, Spark, Flink, Airflow, Blue Gene/L and OpenStack.

    260317 140211 148 INFO dfs.DataNode$PacketResponder: PacketResponder 1 for block blk_38865049064139660 terminating
    26/03/17 14:02:11 INFO executor.CoarseGrainedExecutorBackend: Got assigned task 0
    2026-03-17 14:02:11,123 INFO  org.apache.flink.runtime.taskexecutor.TaskManagerRunner [] - Starting TaskManager
    [2026-03-17, 14:02:11 UTC] {taskinstance.py:1157} INFO - Dependencies all met
    - 1773756131 2026.03.17 R02-M1-N0 2026-03-17-14.02.11.123456 R02-M1-N0 RAS KERNEL INFO parity error corrected
    2026-03-17 14:02:11.123 2931 INFO nova.compute.manager [req-3ea4052c 5b3a 7d1f - default default] Attempting claim

Forms: the log4j.properties of Hadoop 0.18 to 1 (`%d{yyMMdd HHmmss} %p …`), of Spark (`%d{yy/MM/dd HH:mm:ss} %p %c{1}:
%m`) and of Flink; Airflow's `log_format` (1.10, 2.0, 2.4); oslo.log's `logging_context_format_string`; the Blue Gene/L
RAS log as USENIX' CFDR describes it (mark of an alert or `-`, epoch, date, node, local time to the microsecond, node,
kind of record, facility, severity). What Hadoop, YARN and Hive write today are log4j's usual layouts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from workbench.engine.stamps import parse_stamp
from workbench.model.severity import WORDS
from workbench.readers.core import NOT_MINE, Sniff
from workbench.readers.heads import GLANCE, head_lines
from workbench.readers.linereader import LineReader
from workbench.readers.patterned import Pattern, format_of, patterned, varied

EXAMPLES = {
    "hdfs.log": (
        "260317 140211 148 INFO dfs.DataNode$PacketResponder: PacketResponder 1 for block blk_388650490 terminating\n"
        "260317 140212 35 WARN dfs.FSNamesystem: BLOCK* ask 10.0.0.7:50010 to delete blk_1608999687919862906\n"
    ),
    "spark.log": (
        "26/03/17 14:02:11 INFO executor.CoarseGrainedExecutorBackend: Got assigned task 0\n"
        "26/03/17 14:02:12 ERROR Executor: Exception in task 0.0 in stage 0.0 (TID 0)\n"
    ),
    "flink.log": (
        "2026-03-17 14:02:11,123 INFO  org.apache.flink.runtime.taskexecutor.TaskManagerRunner [] - Starting TaskManager\n"
        "2026-03-17 14:02:12,001 WARN  akka.remote.ReliableDeliverySupervisor                [] - Association failed\n"
    ),
    "airflow.log": (
        "[2026-03-17, 14:02:11 UTC] {taskinstance.py:1157} INFO - Dependencies all met\n"
        "[2026-03-17, 14:02:12 UTC] {taskinstance.py:1851} ERROR - Task failed with exception\n"
    ),
    "bgl.ras": (
        "- 1773756131 2026.03.17 R02-M1-N0 2026-03-17-14.02.11.123456 R02-M1-N0 RAS KERNEL INFO parity error corrected\n"
        "KERNDTLB 1773756132 2026.03.17 R30-M0-N9 2026-03-17-14.02.12.000001 R30-M0-N9 RAS KERNEL FATAL data TLB error\n"
    ),
    "openstack.log": (
        "2026-03-17 14:02:11.123 2931 INFO nova.compute.manager [req-3ea4052c-895d-4b64-9e2d-04d64c4d94ab 5b3a 7d1f - - -] "
        "[instance: b9000564-fe1a-409b-b8cc-1e88b294cd1d] Attempting claim\n"
        "2026-03-17 14:02:12.001 2931 WARNING nova.virt.libvirt.imagecache [-] Unknown base file\n"
    ),
}
_LEVELS = "TRACE|DEBUG|INFO|WARN|ERROR|FATAL"
_BLOCK = re.compile(r"blk_-?\d+")
HDFS = Pattern(
    "hdfs.log",
    "Hadoop DFS log before 2.0",
    start=rf"^(?P<t>\d{{6}} \d{{6}}) \d+ (?P<level>{_LEVELS}) [\w.$]+: ",
    why="have HDFS' short date and time, thread, level and class",
    time="%y%m%d %H%M%S",
    whole=rf"\d{{6}} \d{{6}} (?P<tid>\d{{1,20}}) (?P<level>{_LEVELS}) (?P<logger>[\w.$]+): (?P<message>.*)",
    more=lambda groups: {"hadoop.block": found[0] if (found := _BLOCK.search(groups.get("message", ""))) else None},
    literal=True,
)
SPARK = Pattern(
    "spark.log",
    "Spark log",
    start=rf"^(?P<t>\d\d/\d\d/\d\d \d\d:\d\d:\d\d) (?P<level>{_LEVELS}) +",
    why="have Spark's short date, time and level",
    time="%y/%m/%d %H:%M:%S",
    whole=rf"\S+ \S+ (?P<level>{_LEVELS}) +(?:\[(?P<thread>[^\]]*)\] )?(?P<logger>[\w.$-]+): (?P<message>.*)",
)
FLINK = Pattern(
    "flink.log",
    "Flink log",
    start=rf"^(?P<t>\d{{4}}-\d\d-\d\d \d\d:\d\d:\d\d,\d{{3}}) (?P<level>{_LEVELS}) +(?:\[.*\] )?[\w.$/-]+ +\[[^\]]*\] - ",
    why="have Flink's time, level, logger and marker",
    whole=(
        rf"\S+ \S+ (?P<level>{_LEVELS}) +(?:\[(?P<thread>.*)\] )?(?P<logger>[\w.$/-]+) +\[(?P<marker>[^\]]*)\] - "
        r"(?P<message>.*)"
    ),
    names={"marker": "log.marker"},
)


def _airflow(stamp: str, form: str) -> Pattern:
    return Pattern(
        "airflow.log",
        "Airflow task and scheduler log",
        start=rf"^\[(?P<t>{stamp})(?: [A-Z]{{2,5}})?\] \{{[^}}]*\}} (?P<level>[A-Z]+) - ",
        why="have Airflow's time, file in braces and level",
        time=form,
        whole=rf"\[{stamp}(?: [A-Z]+)?\] \{{(?P<file>[^:}}]*):(?P<line>\d{{1,9}})\}} (?P<level>[A-Z]+) - (?P<message>.*)",
    )


_AIRFLOW = (
    _airflow(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:[.,]\d{3,6})?(?:Z|[+-]\d\d:?\d\d)?", "iso"),
    _airflow(r"\d{4}-\d\d-\d\d, \d\d:\d\d:\d\d(?:\.\d+)? UTC", "%Y-%m-%d, %H:%M:%S %Z"),
    _airflow(r"\d{4}-\d\d-\d\d, \d\d:\d\d:\d\d(?:\.\d+)?", "%Y-%m-%d, %H:%M:%S"),
)
_NODE = r"[\w:./-]+"
_FINE = r"\d{4}-\d\d-\d\d-\d\d\.\d\d\.\d\d\.\d{6}"
_BGL = (
    rf"(?P<alert>-|[A-Z][A-Z0-9_]*) (?P<_epoch>\d{{10}}) \d{{4}}\.\d\d\.\d\d (?P<node>{_NODE}) (?P<local>{_FINE}) "
    rf"{_NODE} "
)


def _blue_gene(fine: bool) -> Pattern:
    epoch, local = (r"\d{10}", f"(?P<t>{_FINE})") if fine else (r"(?P<t>\d{10})", _FINE)
    return Pattern(
        "bgl.ras",
        "Blue Gene/L RAS log",
        start=(
            rf"^(?:-|[A-Z][A-Z0-9_]*) {epoch} \d{{4}}\.\d\d\.\d\d {_NODE} {local} {_NODE} "
            r"[A-Z]+ [A-Z_]+ (?:(?P<level>[A-Z]+) )?"
        ),
        why="have the alert mark, epoch, node and local time of Blue Gene/L",
        time="%Y-%m-%d-%H.%M.%S" if fine else "epoch",
        zone="UTC" if fine else "",
        severities={**WORDS, "failure": 18},
        whole=rf"{_BGL}(?P<kind>[A-Z]+) (?P<facility>[A-Z_]+) (?P<level>[A-Z]+) ?(?P<message>.*)",
        names={"alert": "bgl.alert", "node": "bgl.node", "local": "bgl.local_time", "kind": "bgl.type",
               "facility": "bgl.facility"},
    )  # fmt: skip


_BLUE_GENE, _FINE_FORMAT = patterned(_blue_gene(False))[0], format_of(_blue_gene(True))


def _sniff_blue_gene(head: bytes, name: str) -> Sniff:
    """With the local time's microseconds where the clock kept UTC, which the epoch beside it tells; else by the epoch."""
    answer = _BLUE_GENE.judge(head, name)
    if not answer.confidence:
        return NOT_MINE
    rows = [found for line in head_lines(head)[:GLANCE] if (found := re.match(_BGL, line, re.ASCII))]
    read = [(parse_stamp(row["local"], "%Y-%m-%d-%H.%M.%S"), int(row["_epoch"])) for row in rows]
    same = all(stamp is not None and stamp.wall // 10**9 == epoch for stamp, epoch in read)
    return replace(answer, format=_FINE_FORMAT) if same and rows else answer


def _request(groups: Mapping[str, str]) -> dict[str, object]:
    """Request, user and project of oslo's context, in the order of its default format."""
    words = groups.get("_context", "").split()
    request = next((word for word in words if word.startswith("req-")), "")
    rest = [word for word in words if not word.startswith(("req-", "None"))]
    names = ("user.name", "openstack.project")
    pairs = {name: value for name, value in zip(names, rest, strict=False) if value != "-"}
    return {"request_id": request, **pairs} if request else {}


OPENSTACK = Pattern(
    "openstack.log",
    "OpenStack service log (oslo.log)",
    start=(
        r"^(?:\S+\.log\S* )?(?P<t>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}) \d+ "
        r"(?P<level>TRACE|DEBUG|INFO|AUDIT|WARNING|ERROR|CRITICAL) [\w.-]+ (?:\[[^\]]*\])?"
    ),
    sign=r"(?:\S+\.log\S* )?\S+ \S+ \d+ [A-Z]+ [\w.-]+ (?:\[(?:-|None|.*req-|instance:)|.*Traceback|[a-z_.]+ )",
    why="have oslo.log's time, process, level, module and request",
    severities={**WORDS, "audit": 10},
    whole=(
        r"(?:(?P<_file>\S+\.log\S*) )?\S+ \S+ (?P<pid>\d{1,10}) (?P<level>[A-Z]+) (?P<logger>[\w.-]+) "
        r"(?:\[(?P<_context>[^\]]*)\] ?)?(?P<message>(?:\[instance: (?P<instance>[0-9a-f-]{36})\])?.*)"
    ),
    names={"instance": "openstack.instance"},
    more=_request,
    literal=True,
)
READERS = (
    *patterned(HDFS, SPARK, FLINK, OPENSTACK),
    *varied(*_AIRFLOW),
    LineReader("bgl.ras", "Blue Gene/L RAS log", _sniff_blue_gene),
)
