"""Logs and log searches: what their tools' exports say."""

from __future__ import annotations

from systemrows import recorded, seen, written

TRACE, SPAN = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
ROWS = (
    written("Loggly", "loggly.events", {"total_events": 1, "page": 0, "events": [{
        "id": "8f0b", "timestamp": 1773756131479, "logmsg": "charge refused", "logtypes": ["syslog", "json"],
        "event": {"syslog": {"appName": "orders", "host": "web-1", "severity": "Warning"}, "json": {"traceId": TRACE}}}]},
        seen("1773756131479 ms", 13, "service=orders", "host=web-1", f"trace_id={TRACE}")),
    recorded("Loggly", "loggly.events", "loggly/example_iterate.json",
             seen("/events/0/timestamp ms", 17, "service=checkout", "host=web1", "request_id=r-77")),
    written("Papertrail", "papertrail.events", {"events": [{
        "id": 7711561783320576, "received_at": "2026-03-17T15:02:11+01:00", "source_name": "web-1", "hostname": "web-1",
        "program": "orders", "severity": "Critical", "facility": "User",
        "message": f"refused request_id=r-17 trace_id={TRACE}"}]},
        seen("2026-03-17T15:02:11+01:00", 18, "service=orders", "host=web-1", "request_id=r-17", f"trace_id={TRACE}")),
    recorded("Papertrail", "papertrail.events", "papertrail/example_sampleEventPayload.json",
             seen("/events/0/received_at", 9, "service=CROND", "host=abc"),
             seen("/events/1/received_at", 9, "service=CROND", "host=def", number=1)),
    recorded("Papertrail", "papertrail.archive", "papertrail/example_archive.tsv",
             seen("2011-02-10T00:19:36-08:00", 9, "service=testprogram", "host=mysystem")),
    written("Kafka", "kafka.kcat",
            '{"topic":"orders","partition":0,"offset":17,"tstype":"create","ts":1773756131123,"broker":1,"headers":'
            f'["traceparent","00-{TRACE}-{SPAN}-01"],"key":"7","payload":"{{\\"level\\":\\"error\\",\\"msg\\":\\"refused\\"}}"}}\n',
            seen("1773756131123 ms", 17, f"trace_id={TRACE}", f"span_id={SPAN}")),
    written("Kafka", "kafka.server",
            "[2026-03-17 14:02:11,123] INFO [KafkaServer id=1] started (kafka.server.KafkaServer)\n"
            "[2026-03-17 14:02:12,001] ERROR Failed to clean up log for orders-0 (kafka.log.LogCleaner)\n",
            seen("2026-03-17T14:02:11.123 local", 9), seen("2026-03-17T14:02:12.001 local", 17, number=1)),
    written("Kafka", "kafka.consumer",
            f"CreateTime:1773756131123\tPartition:0\tOffset:17\tHeaders:traceparent:00-{TRACE}-{SPAN}-01\t7\tplaced\n"
            "CreateTime:1773756132001\tPartition:0\tOffset:18\tNO_HEADERS\tnull\tplaced\n",
            seen("1773756131123 ms", 0, f"trace_id={TRACE}", f"span_id={SPAN}"),
            seen("1773756132001 ms", 0, number=1)),
    recorded("Kafka", "kafka.kcat", "kafka/example_kcat.ndjson",
             seen("1568276612443 ms", 0, "trace_id=0af7651916cd43dd8448eb211c80319c", "span_id=b7ad6b7169203331"),
             seen("1568276612911 ms", 0, number=1)),
    written("Snare", "snare.winevent",
            "<13>Mar 17 14:02:11 dc1 MSWinEventLog\t3\tSystem\t4711\tTue Mar 17 14:02:10 2026\t4625\tWindows\tann\tUser\t"
            "Information\tdc1\tLogon\t\tThe service failed.\t4711\n",
            seen("2026-03-17T14:02:10 local", 18, "host=dc1", "user_id=ann")),
    recorded("Snare", "snare.winevent", "snare/example_snare.log",
             seen("2025-09-18T13:03:42 local", 9, "host=foobazhost"),
             seen("2025-03-22T08:47:23 local", 9, "host=testhost", "user_id=SYSTEM", number=1)),
    written("Splunk", "splunk.results", {"preview": False, "init_offset": 0, "fields": [{"name": "_time"}], "results": [{
        "_time": "2026-03-17T15:02:11.479+01:00", "_raw": "WARN charge refused", "host": "web-1", "sourcetype": "orders",
        "log_level": "WARN", "trace_id": TRACE}]},
        seen("2026-03-17T15:02:11.479+01:00", 13, "host=web-1", f"trace_id={TRACE}")),
    written("Splunk", "splunk.csv",
            '"_time","_raw",host\n"2026-03-17T15:02:11.479+0100","ERROR charge refused request_id=r-17\n  at pay()",web-1\n',
            seen("2026-03-17T15:02:11.479+01:00", 17, "host=web-1", "request_id=r-17")),
    recorded("Splunk", "splunk.results", "splunk/example_alert_webhook.json",
             seen("/result/_time s", 0, "alert=sudo", "host=myserver", "url@/results_link")),
    recorded("Splunk", "splunk.results", "splunk/example_export.ndjson", seen("2026-07-14T14:54:45Z", 0, "host=host-a")),
    written("Grafana Loki", "loki.query", {"status": "success", "data": {"resultType": "streams", "result": [{
        "stream": {"service_name": "orders", "detected_level": "warn", "host": "web-1"},
        "values": [["1773756131479000001", "charge refused", {"trace_id": TRACE}]]}]}},
        seen("1773756131479000001 ns", 13, "service=orders", "host=web-1", f"trace_id={TRACE}")),
    recorded("Grafana Loki", "loki.query", "loki/example_query_range_streams.json",
             seen("/data/result/0/values/0/0 ns", 0, "service=varlogs")),
    written("Elasticsearch, OpenSearch, Kibana", "elasticsearch.hits", {"hits": {"hits": [{
        "_index": "logs-shop", "_id": "a1", "_source": {
            "@timestamp": "2026-03-17T15:02:11.479123+01:00", "message": "charge refused", "log.level": "FATAL",
            "service.name": "orders", "host": {"name": "web-1"}, "trace.id": TRACE}}]}},
        seen("2026-03-17T15:02:11.479123+01:00", 21, "service=orders", "host=web-1", f"trace_id={TRACE}")),
    recorded("Elasticsearch, OpenSearch, Kibana", "elasticsearch.hits", "elasticsearch/example_search_response.json",
             seen("/hits/hits/0/_source/@timestamp", 17, "service=checkout", "host=web1", "release=1.4.2",
                  "trace_id=5b8aa5a2d2c872e8321cf37308d69df2"),
             seen("/hits/hits/1/_source/@timestamp ms", 9, number=1)),
    written("Docker, CRI and kubectl", "docker.json",
            f'{{"log":"ERROR charge refused trace_id={TRACE}\\n","stream":"stderr",'
            '"time":"2026-03-17T14:02:11.123456789Z"}\n'
            '{"log":"started\\n","stream":"stdout","time":"2026-03-17T14:02:12.5Z"}\n',
            seen("2026-03-17T14:02:11.123456789Z", 17, f"trace_id={TRACE}"), seen("2026-03-17T14:02:12.5Z", 0, number=1)),
    written("Docker, CRI and kubectl", "kubernetes.logs",
            "[pod/pay-7d4b9/app] 2026-03-17T14:02:11.123456789Z WARN slow request_id=r-17\n"
            "[pod/pay-7d4b9/proxy] 2026-03-17T14:02:12.5Z started\n",
            seen("2026-03-17T14:02:11.123456789Z", 13, "request_id=r-17")),
    recorded("Docker, CRI and kubectl", "kubernetes.cri", "kubernetes/example_cri.log",
             seen("2024-04-16T06:21:30.494902976Z", 0, number=2)),
)  # fmt: skip
