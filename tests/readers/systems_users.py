"""User sessions and e-mail: what their tools' exports say."""

from __future__ import annotations

from systemrows import recorded, seen, written

TRACE, SPAN = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
SURVEY = "Number,User,Date Submitted,Country,Source URL,Device,Browser,OS,What went wrong?\n"
BREVO_ID = "201803011158.9876543210@smtp-relay.mailin.fr"
ROWS = (
    written("LogRocket", "logrocket.events",
            '{"event_type": "exception", "app_id": "shop/web", "user_id": "u-17", "session_id": "5-0191a2b3", "seq_id": 12, '
            '"updated_at": "2026-03-17T14:02:20Z", "session_time": "2026-03-17T14:02:11.250Z"}',
            seen("2026-03-17T14:02:11.25Z", 17, "session_id=5-0191a2b3", "user_id=u-17",
                 "replay_url=https://app.logrocket.com/shop/web/s/5-0191a2b3/0?t=1773756131250")),
    recorded("LogRocket", "logrocket.events", "logrocket/example_events_stream.ndjson",
             seen("2024-05-02T10:11:12.345Z", 9, "session_id=5-0191a2b3", "user_id=u-9912", "email=alex@example.com",
                  "replay_url=https://app.logrocket.com/org/app/s/5-0191a2b3/0?t=1714644672345"),
             seen("2024-05-02T10:11:13.001Z", 17, "session_id=5-0191a2b3", "user_id=u-9912",
                  "replay_url=https://app.logrocket.com/org/app/s/5-0191a2b3/0?t=1714644673001", number=1)),
    written("Smartlook", "smartlook.session", {
        "id": "s1", "visitorId": "v1", "identification": {"uid": "u-17"}, "startedAt": "2026-03-17T15:02:11.250+01:00",
        "endedAt": "2026-03-17T15:05:00+01:00", "landingPage": "https://shop.example/",
        "dashboardURL": "https://s.example/play/s1"},
        seen("2026-03-17T14:02:11.25Z", 9, "session_id=s1", "user_id=u-17", "url=https://shop.example/",
             "replay_url=https://s.example/play/s1")),
    recorded("Smartlook", "smartlook.session", "smartlook/example_session.json",
             seen("2024-05-02T10:10:00Z", 9, "session_id=sess1", "user_id=user-9912", "url=https://app.example.com/",
                  "url=https://app.example.com/cart", "replay_url=https://app.smartlook.example/play/sess1",
                  "email=alex@example.com")),
    written("Hotjar", "hotjar.csv",
            SURVEY + "1,4f2a,2026-03-17 14:02:11,NL,https://shop.example/cart,Desktop,Chrome 120,Windows 10,It hangs\n",
            seen("2026-03-17T14:02:11 local", 9, "user_id=4f2a", "url=https://shop.example/cart")),
    written("Hotjar", "replay.link", "https://insights.hotjar.com/sites/17/recordings/4f2a\n",
            seen("", 9, "replay_url=https://insights.hotjar.com/sites/17/recordings/4f2a", "session_id=4f2a")),
    recorded("Hotjar", "hotjar.survey", "hotjar/example_survey_responses.json", seen("", 9)),
    written("Crazy Egg", "hotjar.csv",
            SURVEY + "7,9c,2026-03-18 09:00:00,DE,https://shop.example/,Phone,Firefox 120,Android,Too slow\n",
            seen("2026-03-18T09:00:00 local", 9, "user_id=9c", "url=https://shop.example/")),
    written("Crazy Egg", "replay.link", "[InternetShortcut]\r\nURL=https://app.crazyegg.com/v2/recordings/4f2a\r\n",
            seen("", 9, "replay_url=https://app.crazyegg.com/v2/recordings/4f2a", "session_id=4f2a")),
    written("rrweb", "rrweb.events", [
        {"type": 4, "data": {"href": "https://shop.example/cart", "width": 9, "height": 9}, "timestamp": 1773756131250},
        {"type": 6, "data": {"plugin": "rrweb/console@1", "payload": {"level": "error", "payload": ['"no stock"'],
         "trace": []}}, "timestamp": 1773756132250}],
        seen("1773756131250 ms", 9, "session_id=some.file", "url=https://shop.example/cart"),
        seen("1773756132250 ms", 17, "session_id=some.file", "url=https://shop.example/cart", number=1)),
    recorded("rrweb", "rrweb.events", "rrweb/example_player_events.json",
             seen("/0/timestamp ms", 9, "session_id=8dda0c07-b950-47ec-a5ea-3d25746042bf", "url=https://demoit.app/e/react")),
    written("HAR", "har.log", {"log": {"entries": [{
        "startedDateTime": "2026-03-17T15:02:11.250+01:00", "time": 31.5,
        "request": {"method": "POST", "url": "https://shop.example/pay", "headers": [
            {"name": "traceparent", "value": f"00-{TRACE}-{SPAN}-01"}]},
        "response": {"status": 404, "statusText": "", "headers": [{"name": "x-request-id", "value": "r-17"}], "content": {}},
        "timings": {"send": 0.5, "wait": 30, "receive": 1}}]}},
        seen("2026-03-17T14:02:11.25Z", 13, "url=https://shop.example/pay", "host=shop.example", f"trace_id={TRACE}",
             f"span_id={SPAN}", "request_id=r-17")),
    recorded("HAR", "har.log", "har/example_chrome_github_home.har",
             seen("2017-02-11T09:36:22.868Z", 9, "url=https://github.com/", "host=github.com",
                  "request_id=C1EE:7800:31D835A:4FADE3A:589EDB17", "request_id=d22a06bb5ca8d9b006575577c1aa1c47", number=1)),
    written("SendGrid", "sendgrid.events", [{
        "email": "ann@shop.example", "timestamp": 1773756131, "smtp-id": "<o-17@shop.example>", "event": "deferred",
        "sg_event_id": "e1", "sg_message_id": "wrf.filter04.1", "response": "451 later", "attempt": "2"}],
        seen("1773756131 s", 13, "email_message_id=o-17@shop.example", "sg_message_id=wrf", "email=ann@shop.example")),
    recorded("SendGrid", "sendgrid.events", "sendgrid/example_event_webhook.json",
             seen("/0/timestamp s", 9, "email_message_id=wrfRRvF7Q0GgwUo2CvDmEA@ismtpd0006p1sjc2.sendgrid.net",
                  "sg_message_id=wrfRRvF7Q0GgwUo2CvDmEA", "email=recipient@example.com")),
    written("Brevo (Sendinblue)", "brevo.events", {
        "event": "soft_bounce", "email": "ann@shop.example", "ts_epoch": 1773756131000, "ts": 1773759731,
        "date": "2026-03-17 15:02:11", "message-id": "<o-17@shop.example>"},
        seen("1773756131000 ms", 13, "email_message_id=o-17@shop.example", "email=ann@shop.example")),
    recorded("Brevo (Sendinblue)", "brevo.events", "brevo/example_events.ndjson",
             seen("1520363423000 ms", 9, f"email_message_id={BREVO_ID}", "email=recipient@example.com"),
             seen("1520363423000 ms", 17, f"email_message_id={BREVO_ID}", "email=not-a-user@example.com", number=1)),
    written("Amazon SES", "ses.events", {
        "eventType": "Complaint", "mail": {"timestamp": "2026-03-17T14:02:10.237Z", "messageId": "0000-1",
        "destination": ["ann@shop.example"], "commonHeaders": {"messageId": "<o-17@shop.example>", "subject": "Order 17"}},
        "complaint": {"timestamp": "2026-03-17T14:02:11.237Z", "complainedRecipients": [
            {"emailAddress": "ann@shop.example"}]}},
        seen("2026-03-17T14:02:11.237Z", 17, "email_message_id=o-17@shop.example", "email=ann@shop.example")),
    recorded("Amazon SES", "ses.events", "ses/example_sns_bounce.json",
             seen("2016-01-27T14:59:44.101Z", 17, "email_message_id=custom-message-ID", "email=jane@example.com")),
    recorded("Amazon SES", "ses.events", "ses/example_delivery.json",
             seen("/delivery/timestamp", 9, "email=jane@example.com")),
)  # fmt: skip
