"""The ticket of the incident in the shape of Jira's REST answer.

Its prose is written by hand; every time comes from the run.
"""

from scenarios.checkout.deploys import Deploy

DESK = {"displayName": "Second line desk"}
LEVEL3 = {"displayName": "Level 3 checkout"}
DUTY = {"displayName": "Platform on call"}
SHOP = {"displayName": "Checkout development"}

DESCRIPTION = """\
Customers report that the checkout hangs for several seconds and then ends with an error page. \
Browsing and product pages are fine. Customers who only look at their orders see errors as well.

Alerts have been firing for some minutes, see the attached notifications. The error log of \
payments is the one that grows fastest, so we looked there first: it gives up on orders after \
several tries.

Several services were rolled out this morning."""

TRIAGED = """\
Checked on the desk: database server is up and answers, catalog answers quickly, no host is out of \
memory. Payments repeats its calls to orders more often than last week. We could not tell whether \
that is a cause or a consequence. The times in the logs of payments and orders do not line up, \
so we could not say who failed first."""

ANALYSED = """\
Taken over. Several roll-outs lie close before the first complaints: catalog, orders, payments. \
Orders answers "database_busy" while the database itself has little to do. To win time we \
take orders back to the release before and watch."""

MITIGATED = """\
Orders is back on {version}. Errors stopped within seconds, latency is as it was. \
Cause in the code not yet named, the ticket stays open."""

RESOLVED = """\
A corrected release of orders is out and has held under the usual load, refused checkouts \
included. Tests from before and after are attached."""


def jira(stamp: str) -> str:
    """A time as Jira writes it."""
    return stamp.replace("Z", "+0000")


def comment(number: int, who: dict[str, str], stamp: str, body: str) -> dict[str, object]:
    """One comment."""
    return {"id": str(88100 + number), "author": who, "created": jira(stamp), "updated": jira(stamp), "body": body}


def history(number: int, who: dict[str, str], stamp: str, *changes: tuple[str, str, str]) -> dict[str, object]:
    """One entry of the change log."""
    return {
        "id": str(99300 + number),
        "author": who,
        "created": jira(stamp),
        "items": [
            {"field": field, "fieldtype": "jira", "fromString": old, "toString": new} for field, old, new in changes
        ],
    }


def ticket(marks: dict[str, str], deploys: list[Deploy]) -> dict[str, object]:
    """The whole issue as it stands after the incident."""
    back = next(each for each in deploys if each.kind == "rolledback")
    comments = [
        comment(1, DESK, marks["triaged"], TRIAGED),
        comment(2, LEVEL3, marks["analysed"], ANALYSED),
        comment(3, DUTY, marks["mitigated"], MITIGATED.format(version=back.version)),
        comment(4, SHOP, marks["resolved"], RESOLVED),
    ]
    changes = [
        history(1, DESK, marks["triaged"], ("status", "Open", "In Progress")),
        history(
            2,
            DESK,
            marks["escalated"],
            ("assignee", "Second line desk", "Level 3 checkout"),
            ("priority", "High", "Highest"),
            ("status", "In Progress", "Escalated"),
        ),
        history(3, DUTY, marks["mitigated"], ("status", "Escalated", "Mitigated")),
        history(4, LEVEL3, marks["resolved"], ("status", "Mitigated", "Resolved")),
    ]
    fields = {
        "summary": "Checkout hangs and fails, orders page shows errors",
        "description": DESCRIPTION,
        "issuetype": {"name": "Incident"},
        "status": {"name": "Resolved"},
        "priority": {"name": "Highest"},
        "labels": ["checkout", "production"],
        "created": jira(marks["created"]),
        "updated": jira(marks["resolved"]),
        "resolutiondate": jira(marks["resolved"]),
        "reporter": DESK,
        "assignee": LEVEL3,
        "comment": {"comments": comments, "total": len(comments)},
    }
    return {
        "id": "42041",
        "key": "INC-2041",
        "self": "https://tickets.shop.example/rest/api/2/issue/42041",
        "fields": fields,
        "changelog": {"histories": changes, "total": len(changes)},
    }
