r"""Build logs: GitHub Actions (and Azure Pipelines), GitLab CI, and Jenkins' console and server.

    2026-03-17T14:02:11.1234567Z ##[error]Process completed with exit code 1.
    2026-03-17T14:02:11.123456Z 01E npm error code ELIFECYCLE
    [2026-03-17T14:02:11.123Z] ERROR: script returned exit code 1
    2026-03-17 14:02:11.123+0000 [id=42]	WARNING	hudson.model.Descriptor#verifyNewInstance: no build step

Forms: GitHub's runner (a time of seven digits, commands behind `##[`; `gh run view --log` puts job and step in front);
gitlab-runner's timestamped trace (number of the stream, O or E for stdout and stderr, `+` where a line goes on with the
one above); Jenkins' Timestamper plug-in (with a date, or the time of day alone); Jenkins' SupportLogFormatter.
"""

from __future__ import annotations

from workbench.readers.patterned import Pattern, patterned, varied

EXAMPLES = {
    "github.actions": (
        "2026-03-17T14:02:11.1234567Z ##[group]Run npm test\n"
        "2026-03-17T14:02:12.0000001Z ##[error]Process completed with exit code 1.\n"
    ),
    "gitlab.ci": (
        "2026-03-17T14:02:11.123456Z 00O Running with gitlab-runner 17.0.0\n"
        "2026-03-17T14:02:12.000001Z 01E ERROR: Job failed: exit code 1\n"
    ),
    "jenkins.console": (
        "Started by user Ann\n[2026-03-17T14:02:11.123Z] [Pipeline] Start of Pipeline\n"
        "[2026-03-17T14:02:12.001Z] ERROR: script returned exit code 1\n[2026-03-17T14:02:12.002Z] Finished: FAILURE\n"
    ),
    "jenkins.server": (
        "2026-03-17 14:02:11.123+0000 [id=42]\tINFO\thudson.WebAppMain$3#run: Jenkins is fully up and running\n"
        "2026-03-17 14:02:12.001+0000 [id=17]\tWARNING\thudson.model.Descriptor#verifyNewInstance: no build step\n"
    ),
}
_SEVEN = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z"
_COMMANDS = "error|warning|notice|debug|command|section|group|endgroup"
GITHUB = Pattern(
    "github.actions",
    "GitHub Actions and Azure Pipelines job log",
    start=rf"^(?:[^\t]*\t[^\t]*\t)?(?P<t>{_SEVEN})(?: (?:##\[(?P<level>{_COMMANDS})\])?|$)",
    sign=rf"(?:[^\t]*\t[^\t]*\t)?{_SEVEN} (?:##\[(?:{_COMMANDS})\]|Current runner version|\[command\])",
    sign_share=0.0,
    why="have a runner's time and command",
    severities={"error": 17, "warning": 13, "notice": 10, "debug": 5},
    default_severity=9,
    whole=(rf"(?:(?P<job>[^\t]*)\t(?P<step>[^\t]*)\t)?{_SEVEN}(?: (?:##\[(?P<level>{_COMMANDS})\])?(?P<message>.*)|$)"),
    names={"job": "cicd.pipeline.task.name", "step": "cicd.pipeline.step.name"},
)
_COLOUR = "(?:\x1b\\[[0-9;]*[A-Za-z])*"
_TRACE = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z"
GITLAB = Pattern(
    "gitlab.ci",
    "GitLab CI job log with times",
    start=rf"^(?P<t>{_TRACE}) [0-9a-f][0-9a-f][OE](?: {_COLOUR}(?:(?P<level>ERROR|WARNING): )?|$)",
    why="have a runner's time, stream and O or E",
    default_severity=9,
    whole=(
        rf"{_TRACE} (?P<_number>[0-9a-f]{{2}})(?P<stream>[OE])(?: (?P<message>{_COLOUR}"
        r"(?:(?P<level>ERROR|WARNING): )?.*)|$)"
    ),
    names={"stream": "log.iostream"},
)
_SIGNS = r"Started by |\[Pipeline\] |Finished: |Running on |Building (?:in workspace|remotely)|Running as "
_WORD = r"(?:\[?(?P<level>ERROR|WARNING|WARN|FATAL|INFO)[\]:]? )?"


def _console(stamp: str, form: str, opening: str, closing: str) -> Pattern:
    return Pattern(
        "jenkins.console",
        "Jenkins console with Timestamper's times",
        start=rf"^{opening}(?P<t>{stamp}){closing}(?: +{_COLOUR}{_WORD}|$)",
        sign=rf"{opening}{stamp}{closing} +(?:{_SIGNS})",
        sign_share=0.0,
        why="have a time and tell of Jenkins' pipeline",
        time=form,
        default_severity=9,
        whole=rf"{opening}{stamp}{closing} *(?P<message>{_COLOUR}{_WORD}.*)",
    )


JENKINS = Pattern(
    "jenkins.server",
    "Jenkins server log",
    start=r"^(?P<t>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}[+-]\d{4}) \[id=\d+\]\t(?P<level>[A-Z]+)\t",
    why="have Jenkins' time, thread and level with tabs",
    whole=(
        r"\S+ \S+ \[id=(?P<tid>\d{1,10})\]\t(?P<level>[A-Z]+)\t"
        r"(?:(?P<logger>[\w.$<>]+)(?:#(?P<function>[\w$<>]+))?: )?(?P<message>.*)"
    ),
)
READERS = (
    *patterned(GITHUB, GITLAB, JENKINS),
    *varied(
        _console(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", "iso", r"\[", r"\]"),
        _console(r"\d\d:\d\d:\d\d", "%H:%M:%S", "", ""),
    ),
)
