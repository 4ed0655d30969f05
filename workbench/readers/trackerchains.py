"""What was raised, as error trackers tell it in their own keys: Rollbar, Raygun, Airbrake, BugSnag."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, cast

from workbench.model.records import Event, Kind
from workbench.readers.raised import Call, Raised, listed, mapping, number, with_trace, word

_RAYGUN_CLIENTS = {
    "raygun4node": "node", "raygun-node": "node", "raygun4js": "javascript", "raygun-js": "javascript",
    "raygun4py": "python", "raygun4java": "java", "raygun4net": "csharp",
}  # fmt: skip
# What was done before an error, by the tool's own word for it, to the kind of its record.
_STEPS: Mapping[str, Kind] = {"network": "http", "request": "http", "http": "http", "log": "log", "console": "log",
                              "error": "error"}  # fmt: skip
Chain = Callable[[Mapping[str, Any]], tuple[str, Sequence[Raised]]]


def raising(chain: Chain, *path: str) -> Callable[[Event, tuple[Any, ...]], Event]:
    """Gives a record its trace: `chain` tells language and what was raised of the object at `path`."""

    def finish(event: Event, around: tuple[Any, ...]) -> Event:
        value: Any = around[-1]
        for key in path:
            value = mapping(value).get(key)
        return with_trace(event, *chain(mapping(value)))

    return finish


def _calls(rows: Any, keys: tuple[str, str, str, str], first: str = "top") -> tuple[Call, ...]:
    """Frames by their keys for function, file, line and column. first: whether the list begins at the top of the stack."""
    found = [
        Call(word(row.get(keys[0])), word(row.get(keys[1])), number(row.get(keys[2])), number(row.get(keys[3])),
             word(row.get("code")) if isinstance(row.get("code"), str) else "")
        for row in listed(rows)
        if isinstance(row, Mapping)
    ]  # fmt: skip
    return tuple(found if first == "top" else reversed(found))


def rollbar_chain(occurrence: Mapping[str, Any]) -> tuple[str, Sequence[Raised]]:
    """Of an occurrence: the exception reported, and what caused it."""
    body = mapping(occurrence.get("body"))
    traces = listed(body.get("trace_chain")) or [body.get("trace")]
    chain = []
    for trace in traces:
        held = mapping(trace)
        raised = mapping(held.get("exception"))
        calls = _calls(held.get("frames"), ("method", "filename", "lineno", "colno"), "bottom")
        if raised or calls:
            chain.append(Raised(word(raised.get("class")), word(raised.get("message")), calls))
    language = word(occurrence.get("language")).partition(" ")[0]  # Python's client writes its version behind it
    return language or word(occurrence.get("platform")), chain


def raygun_chain(value: Mapping[str, Any]) -> tuple[str, Sequence[Raised]]:
    """Of a crash report or an instance: what was raised, and inner errors behind it."""
    client = word(mapping(value.get("client")).get("name")).lower()
    language = next((known for name, known in _RAYGUN_CLIENTS.items() if client.startswith(name)), "")
    chain: list[Raised] = []
    inner: Any = value.get("error")
    while isinstance(inner, Mapping) and len(chain) < 20:
        rows = [row for row in listed(inner.get("stackTrace")) if isinstance(row, Mapping)]
        calls = [_raygun_call(row, language) for row in (reversed(rows) if language == "python" else rows)]
        name, message = word(inner.get("className")), word(inner.get("message"))
        chain.append(Raised(name, message.removeprefix(f"{name}: ") if name else message, tuple(calls)))
        inner = inner.get("innerError") or next(iter(listed(inner.get("innerErrors"))), None)
    return language, chain


def _raygun_call(row: Mapping[str, Any], language: str) -> Call:
    """A frame. Python's client puts the function where others have the class, and the line's code where they have the
    method, oldest first; Node's repeats the class in the method.
    """
    owner, method = word(row.get("className")), word(row.get("methodName"))
    place = word(row.get("fileName")), number(row.get("lineNumber")), number(row.get("columnNumber"))
    if language == "python":
        return Call(owner, *place, method.strip())
    if method.startswith(f"{owner}.") or owner == "unknown":
        owner = ""
    return Call(".".join(part for part in (owner, method) if part), *place)


def airbrake_chain(value: Mapping[str, Any]) -> tuple[str, Sequence[Raised]]:
    """Of a group or a notice: its errors, the one reported first."""
    chain = []
    for error in listed(value.get("errors")):
        held = mapping(error)
        calls = _calls(held.get("backtrace"), ("function", "file", "line", "column"))
        chain.append(Raised(word(held.get("type")), word(held.get("message")), calls))
    return word(mapping(value.get("context")).get("language")).partition("/")[0], chain


def airbrake_text_chain(error: Mapping[str, Any]) -> tuple[str, Sequence[Raised]]:
    """Of a webhook, whose frames are lines of text."""
    calls = []
    for line in listed(mapping(error.get("last_notice")).get("backtrace")):
        file, _, rest = word(line).partition(":")
        at, _, function = rest.partition(":")
        calls.append(Call(function.removeprefix("in ").strip("`'"), file, number(at)))
    return "", (Raised(word(error.get("error_class")), word(error.get("error_message")), tuple(calls)),)


def bugsnag_chain(value: Mapping[str, Any]) -> tuple[str, Sequence[Raised]]:
    """Of an event, be it in snake_case or camelCase: its exceptions, the one reported first."""
    chain = []
    for one in listed(value.get("exceptions")):
        held = mapping(one)
        snake = _calls(held.get("stacktrace"), ("method", "file", "line_number", "column_number"))
        camel = _calls(held.get("stacktrace"), ("method", "file", "lineNumber", "columnNumber"))
        calls = snake if any(call.line for call in snake) else camel
        name, message = (
            held.get("error_class") or held.get("errorClass"),
            held.get("message") or held.get("errorMessage"),
        )
        chain.append(Raised(word(name), word(message), calls))
    runtimes = mapping(mapping(value.get("device")).get("runtimeVersions"))
    return next((name for name in ("python", "node", "ruby", "dotnet") if name in runtimes), ""), chain


def step(event: Event, around: tuple[Any, ...]) -> Event:
    """A breadcrumb by its kind; it has no id of its own."""
    kind = cast(Kind, _STEPS.get(word(around[-1].get("type")), "usersession"))
    severity = 17 if kind == "error" and not event.severity_text else event.severity
    return replace(event, kind=kind, severity=severity)
