"""Monitoring, uptime and performance: what their tools' exports say."""

from __future__ import annotations

from systemrows import Point, recorded, seen, written

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
INNER = (
    '{"AlarmName":"orders-5xx","NewStateValue":"ALARM","OldStateValue":"OK","NewStateReason":"Threshold Crossed",'
    '"StateChangeTime":"2026-03-17T14:02:11.093+0000","Region":"EU (Ireland)","Trigger":{"MetricName":"5xx",'
    '"Namespace":"AWS/ELB","Dimensions":[{"name":"InstanceId","value":"i-17"}]}}'
)
ROWS = (
    written("Dynatrace", "dynatrace.problem", {
        "problemId": "-17_1773756131000V2", "displayId": "P-2603", "title": "Failure rate increase", "status": "CLOSED",
        "impactLevel": "SERVICES", "severityLevel": "AVAILABILITY", "startTime": 1773756131000, "endTime": 1773756731000,
        "affectedEntities": [{"entityId": {"id": "SERVICE-17", "type": "SERVICE"}, "name": "orders"}]},
        seen("1773756131000 ms", 21, "incident=P-2603", "alert=Failure rate increase", "dynatrace_entity=SERVICE-17",
             "service=orders")),
    recorded("Dynatrace", "dynatrace.problem", "dynatrace/example_event_deployment.json",
             seen("1631255744265 ms", 9, "dynatrace_entity=SERVICE-596877472CDAA92E", "release=v2", "service=simple-node",
                  "service=[final] Simple-Node-Service")),
    recorded("Dynatrace", "dynatrace.logs", "dynatrace/example_logs_export.json", seen("/results/0/timestamp ms", 17)),
    written("New Relic", "newrelic.nrql", {"data": {"actor": {"account": {"nrql": {"results": [{
        "timestamp": 1773756131479, "message": "charge refused", "level": "WARN", "entity.name": "orders",
        "hostname": "web-1", "trace.id": TRACE, "span.id": "00f067aa0ba902b7"}]}}}}},
        seen("1773756131479 ms", 13, "service=orders", "host=web-1", f"trace_id={TRACE}", "span_id=00f067aa0ba902b7")),
    recorded("New Relic", "newrelic.issue", "newrelic/example_issue_webhook.json",
             seen("/updatedAt ms", 18, "incident@/id", "url@/issueUrl", "alert@/alertConditionNames/0")),
    recorded("New Relic", "newrelic.deployments", "newrelic/example_testListDeploymentsResponseJSON.json",
             seen("/deployments/0/timestamp", 9, "release@/deployments/0/revision")),
    written("SolarWinds", "solarwinds.swis", {"results": [{
        "AlertActiveID": 4, "AlertObjectID": 3, "Name": "Node is down", "TriggeredDateTime": "2026-03-17T14:02:11.2300001Z",
        "TriggeredMessage": "web-1 is down", "Severity": 3, "EntityType": "Orion.Nodes", "EntityCaption": "web-1",
        "RelatedNodeCaption": "web-1"}]},
        seen("2026-03-17T14:02:11.2300001Z", 17, "alert=Node is down", "incident=4", "host=web-1")),
    recorded("SolarWinds", "solarwinds.swis", "solarwinds/example_swis_alerts.json",
             seen("2021-04-06T12:53:07.23Z", 18, "alert=IP Address Request", "incident=4")),
    recorded("SolarWinds", "solarwinds.swis", "solarwinds/example_swis_events.json",
             seen("2021-04-01T09:57:55.17 local", 9, "host=temporary")),
    written("Amazon CloudWatch", "cloudwatch.alarm", {
        "Type": "Notification", "MessageId": "e2", "TopicArn": "arn:aws:sns:eu-west-1:1:duty",
        "Timestamp": "2026-03-17T14:02:12.134Z", "Message": INNER},
        seen("2026-03-17T14:02:11.093Z", 17, "alert=orders-5xx", "host=i-17")),
    recorded("Amazon CloudWatch", "cloudwatch.alarm", "cloudwatch/example_cloudwatch_describe_alarms.json",
             seen("2014-04-09T18:59:06.442Z", 9, "alert=myalarm", "host=i-0c986c72")),
    recorded("Amazon CloudWatch", "cloudwatch.logs", "cloudwatch/example_logs_get_log_events.json",
             seen("/events/0/timestamp ms", 0)),
    recorded("Amazon CloudWatch", "cloudwatch.metrics", "cloudwatch/example_cloudwatch_get_metric_statistics.json",
             Point("CPUUtilization", "2014-04-08T23:18:00Z", 46.88, ("statistic=Maximum",))),
    written("AppDynamics", "appdynamics.events", [{
        "id": 266, "name": "Response time is too high", "severity": "WARNING", "incidentStatus": "RESOLVED",
        "startTimeInMillis": 1773756131000, "detectedTimeInMillis": 0, "endTimeInMillis": 1773756731000,
        "affectedEntityDefinition": {"entityType": "APPLICATION_COMPONENT", "entityId": 16, "name": "orders"},
        "triggeredEntityDefinition": {"entityType": "POLICY", "entityId": 30, "name": "Response time is too high"}}],
        seen("1773756131000 ms", 13, "incident=266", "alert=Response time is too high", "service=orders")),
    recorded("AppDynamics", "appdynamics.events", "appdynamics/example_healthrule_violations.json",
             seen("/0/startTimeInMillis ms", 18, "incident@/0/id", "alert@/0/triggeredEntityDefinition/name",
                  "replay_url@/0/deepLinkUrl")),
    recorded("AppDynamics", "appdynamics.metrics", "appdynamics/example_metric_data.json",
             Point("Overall Application Performance|Average Response Time (ms)", "2017-04-20T04:17:00Z", 55,
                   ("statistic=count",))),
    written("Pingdom", "pingdom.webhook", {
        "check_id": 7, "check_name": "Checkout", "check_type": "HTTP", "previous_state": "DOWN", "current_state": "UP",
        "state_changed_timestamp": 1773756131, "state_changed_utc_time": "2026-03-17T14:02:11", "version": 1,
        "check_params": {"hostname": "shop.example", "full_url": "https://shop.example/pay"}},
        seen("1773756131 s", 9, "url=https://shop.example/pay", "host=shop.example")),
    recorded("Pingdom", "pingdom.webhook", "pingdom/example_webhook_down.json",
             seen("/state_changed_timestamp s", 17, "url=http://api.alerta.io/", "host=api.alerta.io")),
    recorded("Pingdom", "pingdom.results", "pingdom/example_results.json", seen("1458570747 s", 17),
             Point("responsetime", "1458510867 s", 508)),
    written("Datadog", "datadog.logs", {"data": [{"id": "AQA1", "type": "log", "attributes": {
        "timestamp": "2026-03-17T14:02:11.479Z", "status": "critical", "host": "web-1", "service": "orders",
        "message": "charge refused", "tags": ["env:prod", "version:4.18.0"],
        "attributes": {"dd": {"trace_id": "1234567890123456789"}}}}]},
        seen("2026-03-17T14:02:11.479Z", 18, "service=orders", "host=web-1", "release=4.18.0",
             f"trace_id={1234567890123456789:032x}")),
    recorded("Datadog", "datadog.logs", "datadog/example_logs_v2.json",
             seen("/data/0/attributes/timestamp", 9, "host@/data/0/attributes/host")),
    recorded("Datadog", "datadog.events", "datadog/example_dora_deployments.json",
             seen("2023-08-31T14:26:14Z", 9, "release=v1.12.07", "service=shopist")),
    recorded("Datadog", "datadog.spans", "datadog/example_spans_v2.json",
             seen("2023-06-29T10:48:56.164Z", 9, f"trace_id={7817822160947910556:032x}",
                  f"span_id={3601830290946202752:016x}", "service@/data/0/attributes/service",
                  "host@/data/0/attributes/host", "release=1.0.0")),
    written("PRTG", "prtg.messages", {"prtg-version": "24.1.90", "treesize": 1, "messages": [{
        "objid": 2304, "datetime": "17.03.2026 15:02:11", "datetime_raw": 46098.5848495370, "type": "Ping", "name": "Ping",
        "status": "Warning", "status_raw": 606, "message_raw": "slow", "sensor": "Ping", "device": "web-1"}]},
        seen("46098.584849537 ole", 13, "alert=Ping", "host=web-1")),
    recorded("PRTG", "prtg.messages", "prtg/example_messages.json",
             seen("/messages/0/datetime_raw ole", 9, "alert=WMI Remote Ping", "host=probe device")),
    recorded("PRTG", "prtg.history", "prtg/example_historicdata.xml",
             Point("Percent Available Memory", "43030.1804871528 ole", 51)),
    written("ConnectWise", "connectwise.ticket", [{
        "id": 69, "summary": "Checkout hangs", "recordType": "ServiceTicket", "severity": "Low", "closedFlag": True,
        "board": {"name": "Service"}, "status": {"name": "Closed"}, "closedDate": "2026-03-17T15:00:00Z",
        "contactEmailAddress": "ann@shop.example",
        "_info": {"dateEntered": "2026-03-17T14:02:11Z", "lastUpdated": "2026-03-17T15:00:00Z", "updatedBy": "Ann"}}],
        seen("2026-03-17T14:02:11Z", 9, "incident=69", "email=ann@shop.example")),
    recorded("ConnectWise", "connectwise.ticket", "connectwise/example_ticket.json",
             seen("2005-05-27T17:30:19Z", 13, "incident=69", "email=gregg.kegle@wildeagle.com")),
    recorded("ConnectWise", "connectwise.ticket", "connectwise/example_ticket_notes.json",
             seen("2010-09-18T17:10:37Z", 9, "incident=69")),
)  # fmt: skip
