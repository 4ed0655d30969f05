"""Exceptions: what their tools' exports say."""

from __future__ import annotations

from systemrows import Point, recorded, seen, written

TRACE, SPAN = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
SHA = "e4b9b7db860b2e5ac799f8c06b9498b71ab270bb"
ROWS = (
    written("Sentry", "sentry.event", {
        "event_id": "fc6d8c0c43fc4630ad850ee518f1b9d0", "platform": "python", "level": "fatal",
        "timestamp": 1773756131.250001, "release": "orders@4.18.0", "server_name": "web-1", "user": {"id": "u-17"},
        "contexts": {"trace": {"trace_id": TRACE, "span_id": SPAN}},
        "exception": {"values": [{"type": "ValueError", "value": "no stock"}]}},
        seen("1773756131.250001 s", 21, "release=orders@4.18.0", "host=web-1", "user_id=u-17", f"trace_id={TRACE}",
             f"span_id={SPAN}")),
    recorded("Sentry", "sentry.event", "sentry/example_webhook_event_alert_go.json",
             seen("/data/event/timestamp s", 17)),
    recorded("Sentry", "sentry.event", "sentry/example_transaction_python.json",
             seen("/start_timestamp s", 9, "trace_id@/contexts/trace/trace_id", "span_id@/contexts/trace/span_id",
                  "user_id=4292", "url=https://app.example.com/products")),
    written("Rollbar", "rollbar.item", {"event_name": "occurrence", "data": {"item": {
        "id": 272, "counter": 4, "title": "ValueError: no stock", "level": 50, "last_occurrence": {
            "uuid": "d4c7acef", "timestamp": 1773756131, "level": "critical", "server": {"host": "web-1"},
            "person": {"id": "u-17"}, "code_version": SHA, "body": {"message": {"body": "no stock"}}}}}},
        seen("1773756131 s", 18, "host=web-1", "user_id=u-17", f"commit={SHA}", "incident=4")),
    recorded("Rollbar", "rollbar.item", "rollbar/example_webhook_new_item.json",
             seen("/data/item/last_occurrence/timestamp s", 17, "host=dev", "incident@/data/item/counter")),
    recorded("Rollbar", "rollbar.item", "rollbar/example_webhook_deploy.json",
             seen("/data/deploy/start_time s", 9, "commit@/data/deploy/revision", "user_id=1")),
    written("Raygun", "raygun.error", {
        "occurredOn": "2026-03-17T15:02:11.5+01:00", "details": {
            "machineName": "web-3", "version": "2.4.0", "user": {"identifier": "u-17"},
            "error": {"className": "TypeError", "message": "x is undefined", "stackTrace": []}}},
        seen("2026-03-17T14:02:11.5Z", 17, "release=2.4.0", "host=web-3", "user_id=u-17")),
    recorded("Raygun", "raygun.error", "raygun/example_crash_post_body.json",
             seen("/occurredOn", 17, "user_id=user-9912", "email=buyer@example.com", "release=2.4.0", "host=web-prod-03")),
    recorded("Raygun", "raygun.error", "raygun/example_webhook_new_error.json",
             seen("/error/lastOccurredOn", 17, "url@/error/url", "service@/application/name",
                  "user_id@/error/instance/affectedUser/Identifier")),
    written("Airbrake", "airbrake.error", {"groups": [{
        "id": "17", "projectId": 1, "createdAt": "2026-03-17T14:02:10Z", "lastNoticeAt": "2026-03-17T14:02:11.760639Z",
        "noticeCount": 3, "errors": [{"type": "NoStock", "message": "none left", "backtrace": []}],
        "context": {"environment": "production", "severity": "warning", "version": "4.18.0", "hostname": "web-1",
                    "user": {"id": "u-17"}}}], "count": 1, "page": 1},
        seen("2026-03-17T14:02:11.760639Z", 13, "incident=17", "release=4.18.0", "host=web-1", "user_id=u-17")),
    recorded("Airbrake", "airbrake.error", "airbrake/example_webhook_error.json",
             seen("/error/last_occurred_at", 17, "incident@/error/id", "service@/error/project/name")),
    written("BugSnag", "bugsnag.error", {
        "id": "e1", "error_id": "g1", "received_at": "2026-03-17T14:02:11.000Z", "severity": "info",
        "app": {"version": "4.18.0"}, "device": {"hostname": "web-1"}, "user": {"id": "u-17"},
        "exceptions": [{"error_class": "RuntimeError", "message": "no stock", "stacktrace": []}]},
        seen("2026-03-17T14:02:11Z", 9, "incident=g1", "release=4.18.0", "host=web-1", "user_id=u-17")),
    recorded("BugSnag", "bugsnag.error", "bugsnag/example_event.json",
             seen("/received_at", 13, "incident@/error_id", "host=alexanders-macbook-pro.local")),
    recorded("BugSnag", "bugsnag.trend", "bugsnag/example_trend_buckets.json", Point("events", "/0/from", 475)),
)  # fmt: skip
