"""Jenkins' builds as its remote interface tells them: `/job/X/N/api/json`, a job with its builds, a list of jobs.

Fields: Jenkins, "Remote access API" and hudson.model.Run: `timestamp` is the start in epoch ms, `duration` in ms (0 while
it is building), `result` null until then. `actions` holds what plug-ins put there, empty objects among it: causes,
parameters, the git plug-in's revision. `changeSet` or `changeSets` hold the commits since the build before.
"""

from __future__ import annotations

import json
from typing import Any

from workbench.model.records import Event, changed
from workbench.readers.forms import Form, reader_of
from workbench.readers.mapping import kept
from workbench.readers.raised import listed, mapping, word
from workbench.readers.recordmap import RecordMap
from workbench.readers.systems import System

ID, TITLE = "jenkins.build", "Jenkins builds (remote interface)"
RESULTS = {"success": 9, "unstable": 13, "failure": 17, "aborted": 13, "not_built": 9}
COLOURS = {"red": 17, "yellow": 13, "blue": 9, "aborted": 13, "notbuilt": 9, "disabled": 9}
_SHA = "actions[*].lastBuiltRevision.SHA1"
_MS = 1_000_000
LONGEST_MS = 10 * 365 * 86_400_000


def _build(each: str, *needs: str) -> RecordMap:
    return RecordMap(
        ID, TITLE, "ci", needs=needs, each=each, t="timestamp", form="epoch", severity="result", severities=RESULTS, usual=9,
        name="{fullDisplayName|displayName|^.fullDisplayName|^.name|'Build'} {result|'is building'}",
        body="description", event_id="url|fullDisplayName|id|number",
        resource={"host.name": "builtOn"},
        attributes={
            "cicd.pipeline.run.id": "id|number", "cicd.pipeline.result": "result", "cicd.pipeline.run.url.full": "url",
            "vcs.ref.head.revision": _SHA, "vcs.ref.head.name": "actions[*].lastBuiltRevision.branch[*].name",
            "vcs.repository.url.full": "actions[*].remoteUrls[*]",
            "jenkins.cause": "actions[*].causes[*].shortDescription", "wb.author": "actions[*].causes[*].userName",
        },
        links={"commit1": _SHA, "commit2": "changeSet.items[*].commitId", "commit3": "changeSets[*].items[*].commitId",
               "url": "url"},
        skip=("actions", "changeSet.*", "changeSets", "executor.*", "culprits"), prefix="jenkins",
    )  # fmt: skip


def _finished(event: Event, around: tuple[Any, ...]) -> Event:
    """Its end, where it has ended; the job it is of; the parameters it was started with."""
    found = mapping(around[-1])
    building = found.get("building") is True or (found.get("building") is None and not found.get("result"))
    duration = found.get("duration")
    known = isinstance(duration, int | float) and not isinstance(duration, bool) and 0 < duration < LONGEST_MS
    end = event.t + int(duration or 0) * _MS if known and not building and event.t is not None else None
    end = end if end is not None and end < 2**63 else None
    name = word(found.get("fullDisplayName")) or word(mapping(around[0]).get("fullDisplayName"))
    job = name.rpartition(" #")[0] or name
    attributes = dict(event.attributes) | ({"cicd.pipeline.name": job} if job else {})
    for action in listed(found.get("actions")):
        for one in listed(mapping(action).get("parameters")):
            if isinstance(one, dict) and isinstance(one.get("name"), str) and one.get("value") not in (None, ""):
                attributes[f"jenkins.parameter.{one['name']}"] = kept(one["value"])
    title = event.title if job else f"{word(mapping(around[0]).get('name'))} #{word(found.get('number'))}".strip()
    phase = "open" if building else "close"
    return changed(event, t_end=end, attributes=attributes, phase=phase, group_key=job, title=title or event.title)


def _change(each: str) -> Form:
    """The commits that a build has and the one before had not."""
    return Form(RecordMap(
        ID, TITLE, "commit", each=each, t="timestamp|date", usual=9, name="{msg|comment}", body="comment|msg",
        event_id="commitId|id|revision",
        attributes={"vcs.ref.head.revision": "commitId|id", "vcs.author.name": "author.fullName|user",
                    "vcs.author.email": "authorEmail", "jenkins.files": "affectedPaths"},
        links={"commit": "commitId|id"}, skip=("author.*", "paths"), prefix="jenkins",
    ), _first_line)  # fmt: skip


def _first_line(event: Event, _around: tuple[Any, ...]) -> Event:
    return changed(event, title=event.title.partition("\n")[0])


JOB = RecordMap(
    ID, TITLE, "ci", needs=("jobs[0].name", "jobs[0].url"), each="jobs", t="lastBuild.timestamp", form="epoch",
    severity="color", severities={**COLOURS, **{f"{name}_anime": number for name, number in COLOURS.items()}}, usual=9,
    name="Job {fullName|name}: {lastBuild.result|color}", event_id="lastBuild.url|url", group="fullName|name",
    attributes={"cicd.pipeline.name": "fullName|name", "cicd.pipeline.run.url.full": "lastBuild.url|url",
                "cicd.pipeline.result": "lastBuild.result"},
    links={"url": "lastBuild.url|url", "commit": f"lastBuild.{_SHA}"}, skip=("lastBuild.actions", "builds"),
    prefix="jenkins",
)  # fmt: skip


def _last_build(event: Event, around: tuple[Any, ...]) -> Event:
    """A job's last build stands for it from its start to its end."""
    last = mapping(mapping(around[-1]).get("lastBuild"))
    made = _finished(event, (around[-1], last)) if last and event.t is not None else event
    return changed(event, t_end=made.t_end, phase=made.phase)


_CHANGES = (_change("changeSet.items"), _change("changeSets[*].items"))
READERS = (
    reader_of(
        ID, TITLE, ("ci", "commit"),
        Form(_build("", "_class", "number", "timestamp"), _finished, _CHANGES),
        Form(_build("", "number", "timestamp", "result", "duration"), _finished, _CHANGES),
        Form(_build("builds", "builds[0].number", "builds[0].url"), _finished, (_change("builds[*].changeSets[*].items"),)),
        Form(_build("builds", "builds[0].number", "builds[0].timestamp"), _finished),
        Form(JOB, _last_build, also=(Form(_build("jobs[*].builds"), _finished),)),
    ),
)  # fmt: skip
EXAMPLES = {
    ID: json.dumps({
        "_class": "org.jenkinsci.plugins.workflow.job.WorkflowRun", "actions": [
            {}, {"causes": [{"shortDescription": "Started by user Ann", "userName": "Ann"}]},
            {"lastBuiltRevision": {"SHA1": "bcbb5ec396a2c0f828686f14fac9b80b780504f2"}}],
        "building": False, "duration": 5774, "fullDisplayName": "shop » orders #17", "id": "17", "number": 17,
        "result": "FAILURE", "timestamp": 1773756131352, "url": "https://ci.example/job/shop/job/orders/17/",
    }),
}  # fmt: skip
SYSTEMS = (
    System(
        "Jenkins", "work", (ID, "jenkins.console", "jenkins.server"),
        "A build's page with `/api/json` behind it; a job's with `/api/json?tree=builds[*]`; a folder's with "
        "`/api/json?tree=jobs[name,url,color,lastBuild[*]]`. The console: with the Timestamper plug-in, as plain text.",
        "A build from its start to its end, with causes, parameters and revision; each commit it brought. One that is still "
        "building has no end.",
        "A console without the Timestamper plug-in has no times; builds that are listed only by number have none either.",
        "The record's link leads to the build's page.",
    ),
)  # fmt: skip
