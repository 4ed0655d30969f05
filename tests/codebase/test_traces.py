"""Stack traces as the run-times print them, alone, in chains, and inside logs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.codebase.traces import find_traces
from workbench.model.code import StackTrace

SAMPLES = Path(__file__).parents[3] / "shared" / "data" / "stacktraces"


def one(text: str) -> StackTrace:
    found = find_traces(text)
    assert len(found) == 1
    return found[0]


def outline(trace: StackTrace) -> list[tuple[str, str, str, list[str]]]:
    return [
        (each.type, each.message, each.relation, [f"{frame.function}:{frame.line}" for frame in each.frames])
        for each in trace.exceptions
    ]


JAVA = """\
Exception in thread "main" shop.OrderFailed: order 17
\tat shop.Orders.place(Orders.java:30)
\tat shop.Main.main(Main.java:9)
\tSuppressed: java.lang.IllegalStateException: close
\t\tat shop.Pool.close(Pool.java:77)
\t\t... 2 more
Caused by: shop.NoConnection: none left
within 5 s
\tat java.base/java.util.Optional.get(Optional.java:143)
\tat app//shop.Pool.take(Pool.java:41)
\t... 2 common frames omitted
Caused by: java.io.IOException
\tat shop.Wire.read(Wire.java)
\tat shop.Wire.lambda$open$0(Unknown Source)
\tat java.base@17.0.9/jdk.internal.Run.go(Native Method) ~[app.jar:1.0]
\t... 3 more
"""


def test_a_java_chain_is_rebuilt_with_its_common_frames():
    trace = one(JAVA)
    assert trace.language == "java"
    assert outline(trace) == [
        ("shop.OrderFailed", "order 17", "root", ["shop.Orders.place:30", "shop.Main.main:9"]),
        ("java.lang.IllegalStateException", "close", "suppressed",
         ["shop.Pool.close:77", "shop.Orders.place:30", "shop.Main.main:9"]),
        ("shop.NoConnection", "none left\nwithin 5 s", "cause",
         ["java.util.Optional.get:143", "shop.Pool.take:41", "shop.Orders.place:30", "shop.Main.main:9"]),
        ("java.io.IOException", "", "cause",
         ["shop.Wire.read:0", "shop.Wire.lambda$open$0:0", "jdk.internal.Run.go:0", "shop.Pool.take:41",
          "shop.Orders.place:30", "shop.Main.main:9"]),
    ]  # fmt: skip
    frames = trace.exceptions[2].frames
    assert (frames[0].module, frames[1].module, trace.exceptions[3].frames[2].module) == ("java.base", "", "java.base")
    assert (trace.offset, trace.length) == (0, len(JAVA) - 1)


def test_a_root_cause_printed_first_is_still_the_cause():
    text = """\
java.io.IOException: reset
\tat shop.Wire.read(Wire.java:5)
\t... 1 common frames omitted
Wrapped by: shop.OrderFailed: order 17
\tat shop.Main.main(Main.java:9)
"""
    assert outline(one(text)) == [
        ("shop.OrderFailed", "order 17", "root", ["shop.Main.main:9"]),
        ("java.io.IOException", "reset", "cause", ["shop.Wire.read:5", "shop.Main.main:9"]),
    ]


def test_a_java_trace_is_found_under_its_log_line():
    text = (
        "2026-03-17 14:02:11.123 ERROR [http-1] shop.Orders - order 17 failed\n"
        "org.postgresql.util.PSQLException: ERROR: canceling statement due to lock timeout\n"
        '  Where: while locking tuple (0,3) in relation "stock"\n'
        "\tat org.postgresql.core.Query.receive(Query.java:2725)\n"
        "\tat shop.Stock.take(Stock.java:12)\n"
        "2026-03-17 14:02:12.000 INFO  [http-1] shop.Orders - next\n"
    )
    trace = one(text)
    assert trace.exceptions[0].type == "org.postgresql.util.PSQLException"
    assert trace.exceptions[0].message.endswith('in relation "stock"')
    assert [frame.line for frame in trace.exceptions[0].frames] == [2725, 12]
    assert text[trace.offset :].startswith("org.postgresql")
    assert text[trace.offset : trace.offset + trace.length].endswith("(Stock.java:12)")


@pytest.mark.parametrize(
    "prefix", ["api-1  | ", "2026-03-17T14:02:11.123Z stderr F ", "Mar 17 14:02:11 host shop[77]: "]
)
def test_a_trace_whose_every_line_has_a_prefix_is_found(prefix: str):
    wrapped = "".join(f"{prefix}{line}\n" for line in JAVA.splitlines())
    assert outline(one(wrapped)) == outline(one(JAVA))
    wrapped = "".join(f"{prefix}{line}\n" for line in PYTHON.splitlines())
    assert outline(one(wrapped)) == outline(one(PYTHON))


PYTHON = """\
Traceback (most recent call last):
  File "/srv/shop/pool.py", line 41, in take
    return self.idle.pop()
           ~~~~~~~~~~~~~^^
IndexError: pop from empty list

The above exception was the direct cause of the following exception:

Traceback (most recent call last):
  File "/srv/shop/orders.py", line 30, in place
    connection = pool.take()
  File "/srv/shop/pool.py", line 43, in take
    raise NoConnection("none left") from error
shop.pool.NoConnection: none left

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "/srv/shop/main.py", line 9, in <module>
    main()
  File "/srv/shop/main.py", line 5, in main
    walk(0)
  File "/srv/shop/main.py", line 3, in walk
    walk(n + 1)
  File "/srv/shop/main.py", line 3, in walk
    walk(n + 1)
  File "/srv/shop/main.py", line 3, in walk
    walk(n + 1)
  [Previous line repeated 993 more times]
RecursionError: maximum recursion depth exceeded
"""


def test_a_python_chain_is_turned_round_and_repeats_are_counted():
    trace = one(PYTHON)
    assert trace.language == "python"
    assert [(each.type, each.message, each.relation) for each in trace.exceptions] == [
        ("RecursionError", "maximum recursion depth exceeded", "root"),
        ("shop.pool.NoConnection", "none left", "context"),
        ("IndexError", "pop from empty list", "cause"),
    ]
    root = trace.exceptions[0].frames
    assert [(frame.function, frame.line, frame.repeat) for frame in root] == [
        ("walk", 3, 994), ("walk", 3, 1), ("walk", 3, 1), ("main", 5, 1), ("<module>", 9, 1)
    ]  # fmt: skip
    assert [frame.function for frame in trace.exceptions[1].frames] == ["take", "place"]
    assert trace.exceptions[2].frames[0].file == "/srv/shop/pool.py"


def test_a_python_exception_group_lists_its_members():
    text = """\
  + Exception Group Traceback (most recent call last):
  |   File "/srv/t.py", line 3, in <module>
  |     raise ExceptionGroup("several", errors)
  | ExceptionGroup: several (2 sub-exceptions)
  +-+---------------- 1 ----------------
    | Traceback (most recent call last):
    |   File "/srv/t.py", line 1, in first
    |     raise ValueError(1)
    | ValueError: 1
    +---------------- 2 ----------------
    | TypeError: 2
    +------------------------------------
"""
    assert outline(one(text)) == [
        ("ExceptionGroup", "several (2 sub-exceptions)", "root", ["<module>:3"]),
        ("ValueError", "1", "group", ["first:1"]),
        ("TypeError", "2", "group", []),
    ]


def test_a_python_message_of_several_lines_is_kept_and_the_next_log_line_is_not():
    text = (
        'Traceback (most recent call last):\n  File "a.py", line 1, in f\n    g()\n'
        "psycopg2.errors.UniqueViolation: duplicate key\nDETAIL:  Key (id)=(1) already exists.\n"
        "127.0.0.1 - - next request\n"
    )
    assert one(text).exceptions[0].message == "duplicate key\nDETAIL:  Key (id)=(1) already exists."


def test_a_syntax_error_has_its_place_without_a_function():
    text = (
        'Traceback (most recent call last):\n  File "a.py", line 7\n    x = (\n        ^\nSyntaxError: never closed\n'
    )
    trace = one(text)
    assert trace.exceptions[0].type == "SyntaxError"
    assert (trace.exceptions[0].frames[0].file, trace.exceptions[0].frames[0].line) == ("a.py", 7)


def test_node_frames_aliases_async_and_causes():
    text = """\
/srv/pay/charge.js:4
    throw new Error('refused');
    ^

Error: refused
    at Charge.run [as go] (/srv/pay/charge.js:4:9)
    at new Charge (file:///srv/pay/charge.mjs:2:5)
    at async Promise.all (index 0)
    ... 2 lines matching cause stack trace ...
    at node:internal/process/task_queues:95:5 {
  code: 'E_REFUSED',
  [cause]: TypeError [ERR_BAD]: x is not a function
      at inner (/srv/pay/inner.js:1:1)
      at async Promise.all (index 0)
      at one (/srv/pay/one.js:1:1)
      at two (/srv/pay/two.js:2:2)
      at node:internal/process/task_queues:95:5
}
"""
    trace = one(text)
    assert trace.language == "javascript"
    root, cause = trace.exceptions
    assert (root.type, root.message, root.relation) == ("Error", "refused", "root")
    assert [(frame.function, frame.file, frame.line, frame.column) for frame in root.frames] == [
        ("Charge.run", "/srv/pay/charge.js", 4, 9), ("new Charge", "/srv/pay/charge.mjs", 2, 5), ("Promise.all", "", 0, 0),
        ("one", "/srv/pay/one.js", 1, 1), ("two", "/srv/pay/two.js", 2, 2),
        ("", "node:internal/process/task_queues", 95, 5),
    ]  # fmt: skip
    assert (cause.type, cause.message, cause.relation) == ("TypeError [ERR_BAD]", "x is not a function", "cause")
    assert len(cause.frames) == 5


def test_go_panics_in_a_chain_with_their_goroutine():
    text = """\
panic: first [recovered]
\tpanic: second

goroutine 18 [running]:
main.(*Pool).Take(0xc000012345, {0x1, 0x2})
\t/srv/pool.go:41 +0x1b
main.main.func1()
\t/srv/main.go:9 +0x45
created by main.main in goroutine 1
\t/srv/main.go:7 +0x2f

goroutine 1 [select]:
main.wait()
\t/srv/main.go:20
exit status 2
"""
    assert outline(one(text)) == [
        ("panic", "second", "root", ["main.(*Pool).Take:41", "main.main.func1:9"]),
        ("panic", "first", "cause", []),
    ]


def test_dotnet_inner_exceptions_come_under_the_outer_one():
    text = """\
Unhandled exception. Shop.OrderFailed: order 17
 ---> System.IO.IOException: reset
   at Shop.Wire.Read(Byte[] into) in /srv/Wire.cs:line 5
   --- End of inner exception stack trace ---
   at Shop.Orders.Place(Int32 id) in /srv/Orders.cs:line 30
   at Shop.Program.Main()
"""
    trace = one(text)
    assert trace.language == "csharp"
    assert outline(trace) == [
        ("Shop.OrderFailed", "order 17", "root", ["Shop.Orders.Place:30", "Shop.Program.Main:0"]),
        ("System.IO.IOException", "reset", "cause", ["Shop.Wire.Read:5"]),
    ]


def test_a_trace_inside_a_json_string_is_found_at_its_line():
    text = json.dumps({"level": 50, "err": {"stack": "Error: no\n    at f (/a.js:1:2)\n    at g (/b.js:3:4)"}})
    trace = one(f"first\n{text}\nlast\n")
    assert [frame.line for frame in trace.exceptions[0].frames] == [1, 3]
    assert (trace.offset, trace.length) == (6, len(text))


def test_several_traces_are_found_in_order():
    found = find_traces(f"{PYTHON}\nsome words\n{JAVA}\n{PYTHON}")
    assert [trace.language for trace in found] == ["python", "java", "python"]


@pytest.mark.parametrize(
    "text",
    [
        "", "\n\n", "We met at home (today), at noon.\n  at the office (there)\n",
        "2026-03-17 14:02:11 ERROR shop.Orders - failed\n2026-03-17 14:02:12 INFO at work (again)\n",
        "\tat shop.Pool.take(Pool.java:41)\n",
        '"main" #1 prio=5\n   java.lang.Thread.State: RUNNABLE\n\tat shop.Pool.take(Pool.java:41)\n',
        "panic: is what people do\n", "#0 is the first\n#1 is the second\n", "Traceback (most recent call last):\n",
        "goroutine 7 is fast\n", "diff --git a/x b/x\n@@ -1 +1 @@\n-at a\n+at b\n",
    ],
)  # fmt: skip
def test_text_without_a_trace_gives_none(text: str):
    assert find_traces(text) == ()


LINES = st.sampled_from(
    [*JAVA.splitlines(), *PYTHON.splitlines(), "goroutine 1 [running]:", "main.f(0x1)", "\t/a.go:1 +0x2", "panic: x",
     "#0  f (a=1) at a.c:3", "    at f (/a.js:1:2) {", "  [cause]: Error: x", "+-+---- 1 ----", "  | ValueError: 1",
     "  + Exception Group Traceback (most recent call last):", "x" * 50, "", " at ", "{", "}"]
)  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(st.lists(LINES, max_size=40))
def test_any_mixture_of_lines_gives_traces_within_the_text(lines: list[str]):
    text = "\n".join(lines)
    for trace in find_traces(text):
        assert 0 <= trace.offset < trace.offset + trace.length <= len(text)
        assert trace.exceptions[0].relation == "root"


@pytest.mark.parametrize(
    "line",
    ["at a.b(c.java:1)", "\tat (" + "(" * 50, "Caused by: " + "a." * 30, "a.b.c.d:" * 12,
     "Traceback (most recent call last):",
     "panic: x", "goroutine 1 [running]:", "#0  f (a=1) at a.c:3", '"' + "\\\\" * 40, "x.y.Z: q\n\tat a.b(c.java:1)",
     '{"a":"\\n at x"', "  + Exception Group Traceback (most recent call last):"],
)  # fmt: skip
def test_a_million_characters_of_a_hostile_line_come_to_an_end(line: str):
    many = (line + "\n") * (1_000_000 // (len(line) + 1))
    for text in (many, line.replace("\n", " ") * (1_000_000 // (len(line) + 1))):
        assert all(trace.offset + trace.length <= len(text) for trace in find_traces(text))


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the recorded samples are not here")
@pytest.mark.parametrize(
    "name", ["cpp_gdb_bt", "csharp_dotnet_async", "go_nil_signal", "java_log_prefixed", "node_express"]
)
def test_recorded_samples_give_what_was_written_down_for_them(name: str):
    expected = json.loads((SAMPLES / f"{name}.json").read_text())
    trace = one((SAMPLES / f"{name}.txt").read_text())
    assert trace.language == expected["language"]
    for found, wanted in zip(trace.exceptions, expected["exceptions"], strict=True):
        assert (found.type, found.message, found.relation) == (wanted["type"], wanted["message"], wanted["relation"])
        assert len(found.frames) == wanted.get("frame_count", len(wanted.get("frames", ())))
        ends = [(wanted["innermost"], 0), (wanted["outermost"], -1)] if "innermost" in wanted else []
        for frame, at in [*ends, *((frame, at) for at, frame in enumerate(wanted.get("frames", ())))]:
            got = found.frames[at]
            assert (got.function or None, got.file, got.line) == (frame["function"], frame["file"], frame["line"])
            assert got.column == (frame["column"] or 0)
