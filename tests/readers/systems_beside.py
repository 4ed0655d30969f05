"""What people who escalate meet beside their main tools: what the exports say."""

from __future__ import annotations

from systemrows import Point, recorded, seen, written

TRACE, SPAN = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
XRAY = (
    '{"id":"54aff5735b12dd28","name":"orders","trace_id":"1-69b95e43-0a9126e92a73e971eed891b9",'
    '"start_time":1773756131.25,'
)
XRAY_TRACE, XRAY_SPAN = "trace_id=69b95e430a9126e92a73e971eed891b9", "span_id=54aff5735b12dd28"
POD = "psa-restricted/Pod/restricteddeploy-66bddd5dc8-9ggwb/8dcdd4e8-981e-43f3-92a8-456f5b5bb591"
ROWS = (
    written("Prometheus", "prometheus.query", {"status": "success", "data": {"resultType": "matrix", "result": [{
        "metric": {"__name__": "up", "job": "orders"}, "values": [[1773756120.804, "1"], [1773756140.804, "0"]]}]}},
        Point("up", "1773756140.804 s", 0, ("job=orders",))),
    written("Prometheus", "prometheus.text",
            '# TYPE http_requests_total counter\nhttp_requests_total{code="500"} 1027 1773756131000\n',
            Point("http_requests_total", "1773756131000 ms", 1027, ("code=500",))),
    recorded("Prometheus", "prometheus.query", "prometheus/example_query_range_matrix_result.json",
             Point("up", "1564308009.804 s", 1, ("job=Thoth Metrics (stage)", "monitor=datahub"))),
    written("Alertmanager", "alertmanager.webhook", {
        "version": "4", "groupKey": "{}", "status": "resolved", "receiver": "duty", "alerts": [{
            "status": "resolved", "labels": {"alertname": "SlowOrders", "severity": "warning", "service": "orders"},
            "annotations": {}, "startsAt": "2026-03-17T14:02:11.5Z", "endsAt": "2026-03-17T14:12:11Z",
            "fingerprint": "9c"}]},
        seen("2026-03-17T14:12:11Z", 13, "alert=SlowOrders", "service=orders")),  # it closes when it ended
    recorded("Alertmanager", "alertmanager.webhook", "prometheus/example_alertmanager_webhook_v4.json",
             seen("/alerts/0/startsAt", 18, "alert=thing_dead", "url@/alerts/0/generatorURL")),
    written("Grafana", "grafana.events", {
        "ruleId": 58, "ruleName": "orders answers slowly", "ruleUrl": "https://g.example/d/1?panelId=2", "state": "ok",
        "title": "[OK] orders answers slowly", "evalMatches": []},
        seen("", 9, "alert=orders answers slowly", "url=https://g.example/d/1?panelId=2")),
    recorded("Grafana", "grafana.events", "grafana/example_legacy_alert_webhook.json",
             seen("", 13, "alert@/ruleName", "url@/ruleUrl", "service@/tags/service")),
    recorded("Grafana", "alertmanager.webhook", "grafana/example_unified_alert_webhook.json",
             seen("/alerts/0/startsAt", 13, "alert=Memory (copy)", "url@/alerts/0/generatorURL",
                  "url@/alerts/0/dashboardURL", "url@/alerts/0/panelURL")),
    written("OpenTelemetry (OTLP)", "otlp.json", {"resourceLogs": [{
        "resource": {"attributes": [{"key": "service.name", "value": {"stringValue": "orders"}}]}, "scopeLogs": [{
            "logRecords": [{
            "timeUnixNano": "1773756131000000001", "severityNumber": 17, "body": {"stringValue": "refused"},
            "traceId": TRACE.upper(), "spanId": SPAN}]}]}]},
        seen("1773756131000000001 ns", 17, f"trace_id={TRACE}", f"span_id={SPAN}", "service=orders")),
    recorded("OpenTelemetry (OTLP)", "otlp.json", "otlp/example_logs.json",
             seen("1544712660300000000 ns", 10, "trace_id=5b8efff798038103d269b633813fc60c", "span_id=eee19b7ec3c1b174",
                  "service=my.service")),
    recorded("OpenTelemetry (OTLP)", "otlp.json", "otlp/example_collector_logs.ndjson",
             seen("1700000001000000000 ns", 13, "trace_id=5b8aa5a2d2c872e8321cf37308d69df2", "span_id=051581bf3cb55c14",
                  "service=payment-service", "host=prod-01", number=1)),
    written("Jaeger", "jaeger.trace", {"data": [{
        "traceID": "e711cc93ee28b", "processes": {"p1": {"serviceName": "orders", "tags": []}}, "spans": [{
            "traceID": "e711cc93ee28b", "spanID": "99e3b3e074", "operationName": "POST /pay", "references": [],
            "startTime": 1773756131250000, "duration": 1200, "processID": "p1", "logs": [],
            "tags": [{"key": "error", "type": "bool", "value": True}]}]}]},
        seen("1773756131250000 us", 17, f"trace_id={'e711cc93ee28b'.rjust(32, '0')}", "span_id=00000099e3b3e074",
             "service=orders")),
    recorded("Jaeger", "jaeger.trace", "jaeger/example_trace.json",
             seen("/data/0/spans/0/startTime us", 9, "trace_id@/data/0/traceID", "span_id@/data/0/spans/0/spanID",
                  "service=telemetrygen")),
    written("Zipkin", "zipkin.spans", [{
        "traceId": TRACE, "id": SPAN, "kind": "SERVER", "name": "post", "timestamp": 1773756131322000, "duration": 14000,
        "localEndpoint": {"serviceName": "orders"}, "tags": {"error": "timeout"}}],
        seen("1773756131322000 us", 17, f"trace_id={TRACE}", f"span_id={SPAN}", "service=orders")),
    recorded("Zipkin", "zipkin.spans", "zipkin/example_yelp.json",
             seen("/0/timestamp us", 9, f"trace_id={'a03ee8fff1dcd9b9'.rjust(32, '0')}", "span_id@/0/id",
                  "service@/0/localEndpoint/serviceName")),
    written("AWS X-Ray", "xray.trace", XRAY + '"end_time":1773756131.45,"fault":true}\n' + XRAY.replace("dd28", "dd29")
            + '"end_time":1773756131.45,"throttle":true,"error":true}\n',
            seen("1773756131.25 s", 17, XRAY_TRACE, XRAY_SPAN, "service=orders"),
            seen("1773756131.25 s", 13, XRAY_TRACE, XRAY_SPAN.replace("dd28", "dd29"), "service=orders", number=1)),
    recorded("AWS X-Ray", "xray.trace", "cloudwatch/example_xray_batch_traces_get.json",
             seen("1568835610.432 s", 9, "trace_id=5d82881a0a9126e92a73e971eed891b9", "span_id=54aff5735b12dd28",
                  "service=Scorekeep", "url=http://scorekeep-env-1.m4fg2pfzpv.us-east-2.elasticbeanstalk.com/api/user")),
    written("Kubernetes events", "kubernetes.events", {"apiVersion": "v1", "kind": "List", "items": [{
        "kind": "Event", "metadata": {"name": "pay-1.18a7", "namespace": "shop", "uid": "9451"},
        "regarding": {"kind": "Pod", "namespace": "shop", "name": "pay-1", "uid": "8dcd"}, "type": "Normal",
        "reason": "Pulled", "note": "Image pulled", "eventTime": "2026-03-17T14:02:11.000001Z"}]},
        seen("2026-03-17T14:02:11.000001Z", 9, "k8s=shop/Pod/pay-1/8dcd")),
    recorded("Kubernetes events", "kubernetes.events", "kubernetes/example_events_list.json",
             seen("/items/0/firstTimestamp", 13, f"k8s={POD}", "host=k8scilium1")),
    written("PagerDuty", "pagerduty.webhook", {"event": {
        "id": "01E", "event_type": "incident.triggered", "occurred_at": "2026-03-17T14:02:11.458Z", "data": {
            "id": "PGR0VU2", "type": "incident", "number": 2, "title": "orders is down", "urgency": "low",
            "service": {"summary": "orders"}, "html_url": "https://pd.example/i/PGR0VU2"}}},
        seen("2026-03-17T14:02:11.458Z", 13, "incident=PGR0VU2", "service=orders", "url=https://pd.example/i/PGR0VU2")),
    recorded("PagerDuty", "pagerduty.webhook", "pagerduty/example_webhook_v3_priority_updated.json",
             seen("/event/occurred_at", 17, "incident=PGR0VU2", "url=https://acme.pagerduty.com/incidents/PGR0VU2",
                  "service=API Service")),
    written("Opsgenie", "opsgenie.rest", {"data": [{
        "id": "70413a06", "tinyId": "1791", "alias": "orders-down", "message": "orders is down", "status": "open",
        "createdAt": "2026-03-17T14:02:11.352Z", "priority": "P2"}], "took": 0.6, "requestId": "9ae63dd7"},
        seen("2026-03-17T14:02:11.352Z", 18, "alert=orders-down", "incident=70413a06")),
    recorded("Opsgenie", "opsgenie.webhook", "opsgenie/example_webhook_create.json",
             seen("/alert/updatedAt ns", 17, "alert=alert-alias", "incident@/alert/alertId", "host=server",
                  "user_id@/alert/userId", "request_id@/alertFlowContext/requestId",
                  "trace_id=df3ad546c7b645208de352bb12d1e99a")),
    written("ServiceNow", "servicenow.rows", {"result": [{
        "sys_id": "1766f1de47410200e90d87e8dee490f6", "number": "INC0010017", "short_description": "Checkout hangs",
        "state": "1", "priority": "3", "opened_at": "2026-03-17 14:02:11", "sys_created_on": "2026-03-17 14:02:12"}]},
        seen("2026-03-17T14:02:11Z", 13, "ticket=INC0010017")),
    recorded("ServiceNow", "servicenow.rows", "servicenow/example_change_request.json",
             seen("2025-03-05T10:00:00 local", 9, "ticket=CHG0000024")),
    written("Statuspage", "statuspage.incident", {"page": {"id": "p1"}, "incident": {
        "id": "z3", "name": "Payments are down", "impact": "critical", "shortlink": "http://stspg.io/1",
        "incident_updates": [{
            "id": "u1", "status": "investigating", "body": "We look.", "created_at": "2026-03-17T14:02:12Z",
            "display_at": "2026-03-17T14:02:11.507Z"}]}},
        seen("2026-03-17T14:02:11.507Z", 21, "incident=z3", "url=http://stspg.io/1")),
    recorded("Statuspage", "statuspage.incident", "statuspage/example_webhook_incident.json",
             seen("/incident/incident_updates/0/display_at", 9, "incident@/incident/id", "url=http://stspg.io/646947c1e")),
    written("Slack", "slack.messages", [{
        "type": "message", "user": "U1", "text": "<@U2> see <https://ci.example/17|build> and OPS-17, commit e375a368",
        "ts": "1773756131.000200"}],
        seen("1773756131.000200 s", 9, "url=https://ci.example/17", "ticket=OPS-17", "commit=e375a368")),
    recorded("Slack", "slack.messages", "slack/example_export.zip!enrique/2016-01-14.json", seen("/0/ts s", 9)),
)  # fmt: skip
