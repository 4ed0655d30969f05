"""ConnectWise Manage (PSA): service and project tickets and their notes, as the REST interface gives them.

Fields: ConnectWise Manage REST 3.0, "Service" tickets and ticket notes, ISO 8601 with Z. Newer replies have `dateEntered` at
the top, older ones in `_info` only; project tickets have no `recordType`.
"""

from __future__ import annotations

import json

from workbench.readers.forms import Form, reader_of
from workbench.readers.recordmap import RecordMap
from workbench.readers.systems import System

ID, TITLE = "connectwise.ticket", "ConnectWise tickets and notes (REST)"
TICKET = RecordMap(
    ID, TITLE, "ticket", needs=("summary", "board", "status", "_info"), t="dateEntered|_info.dateEntered",
    t_end="closedDate|dateResolved", form="iso", zone="UTC", phase="closedFlag", phases={"true": "close", "false": "open"},
    severity="severity", severities={"high": 17, "medium": 13, "low": 9}, usual=9, name="#{id} {summary}",
    body="initialDescription|summary", event_id="id", group="id",
    attributes={
        "wb.status": "status.name", "wb.priority": "priority.name", "wb.author": "enteredBy|_info.enteredBy",
        "wb.updated": "_info.lastUpdated", "wb.assignee": "owner.identifier|resources",
    },
    links={"incident": "id", "email": "contactEmailAddress"},
    skip=tuple(f"{name}._info.*" for name in (
        "board", "status", "company", "site", "contact", "type", "subType", "item", "team", "owner", "priority", "source",
        "serviceLocation", "sla", "location", "department", "project", "phase")),
    prefix="connectwise",
)  # fmt: skip
NOTE = RecordMap(
    ID, TITLE, "ticket", needs=("ticketId", "text", "dateCreated"), t="dateCreated|_info.dateEntered", form="iso",
    zone="UTC", phase="'note'", phases={"note": "update"}, usual=9,
    name="#{ticketId} {createdBy|member.name|contact.name}: {text}", body="text",
    event_id="{ticketId}/{id}", group="ticketId",
    attributes={"wb.author": "createdBy|member.identifier|contact.name"}, links={"incident": "ticketId"},
    prefix="connectwise",
)  # fmt: skip
READERS = (reader_of(ID, TITLE, ("ticket",), Form(TICKET), Form(NOTE)),)
EXAMPLES = {
    ID: json.dumps([{
        "id": 69, "summary": "Checkout hangs", "recordType": "ServiceTicket", "severity": "High", "closedFlag": False,
        "board": {"id": 1, "name": "Service"}, "status": {"id": 1, "name": "New"}, "company": {"identifier": "Shop"},
        "_info": {"dateEntered": "2026-03-17T14:02:11Z", "lastUpdated": "2026-03-17T14:12:11Z", "updatedBy": "Ann"},
    }]),
}  # fmt: skip
SYSTEMS = (
    System(
        "ConnectWise", "uptime and performance", (ID,),
        "REST `/service/tickets` and `/service/tickets/ID/notes`, as the replies are.",
        "A ticket from when it was entered to when it was closed; a note as a step of it.",
        "Callbacks, which hold only ids: fetch the ticket. Steps between the states, which the reply doesn't tell.",
    ),
)  # fmt: skip
