"""Logs of clouds, platforms and builds: lines as each service's definition lays them out."""

from __future__ import annotations

import pytest
from linerows import Row, check, ids, utc

from workbench.readers.core import Registry

MS, US = 123_000_000, 123_456_000
UUID = "a8098c1a-f86e-11da-bd1a-00112444be1e"
STREAM = "2026/03/17/[$LATEST]4ec0d1b2c3a4958687f6e5d4c3b2a190"
AWS = (
    Row(
        "aws.alb",
        "https 2026-03-17T14:02:11.123456Z app/shop/50dc6c495c0c9188 203.0.113.9:2817 10.0.0.1:80 0.000 0.048 0.037 "
        "502 502 34 366 "
        '"POST https://shop.example:443/pay?id=7 HTTP/1.1" "curl \\"x\\"" ECDHE TLSv1.2 arn:aws:x/73e2 '
        '"Root=1-58337262-36d228ad5d99923122bbe354" "shop.example" "-" 0 2026-03-17T14:02:11.000000Z "forward" "-" "-" '
        '"10.0.0.1:80" "502" "-" "-" TID_1 "new field"', utc(US), 17, "502 POST /pay",
        {"client.address": "203.0.113.9", "client.port": 2817, "upstream.port": 80, "url.query": "id=7",
         "target_processing_s": 0.048, "user_agent.original": 'curl \\"x\\"', "aws.actions": "forward",
         "wb.column31": "new field"},
        (("trace_id", "5833726236d228ad5d99923122bbe354"), ("url", "https://shop.example/pay?id=7")),
    ),
    Row(
        "aws.alb",
        'h2 2026-03-17T14:02:11.123456Z app/shop/50dc [2001:db8::1]:2817 - -1 -1 -1 460 - 0 0 "- '
        'http://shop.example:80- -" "-" - - - '
        '"-" "-" "-" - 2026-03-17T14:02:11.000000Z "-" "-" "-" "-" "-" "-" "-"', utc(US), 13,
        'h2 2026-03-17T14:02:11.123456Z app/shop/50dc [2001:db8::1]:2817 - -1 -1 -1 460 - 0 0 "- '
        'http://shop.example:80- -" "-" - - - '
        '"-" "-" "-" - 2026-03-17T14:02:11.000000Z "-" "-" "-" "-" "-" "-" "-"',
        {"client.address": "2001:db8::1", "client.port": 2817, "http.response.status_code": 460},
    ),
    Row(
        "aws.elb",
        "2026-03-17T14:02:11.123456Z shop 203.0.113.9:2817 - -1 -1 -1 503 0 0 0 "
        '"GET http://shop.example:80/ HTTP/1.1" "curl/8.5" - -', utc(US), 17, "503 GET /",
        {"client.address": "203.0.113.9", "url.full": "http://shop.example:80/", "upstream.address": None},
    ),
    Row(
        "aws.nlb",
        "tls 2.0 2026-03-17T14:02:11 net/shop/c6e7 g3d4 203.0.113.9:51341 10.0.0.1:443 5 2 98 246 40 arn:aws:acm:x - "
        "ECDHE tlsv12 "
        "- shop.example h2 - - 2026-03-17T14:02:10", utc(), 9, "shop.example from 203.0.113.9, alert 40",
        {"tls.client.server_name": "shop.example", "connection_ms": 5, "tls_handshake_ms": 2}, naive=True, zone="UTC",
    ),
    Row(
        "aws.s3",
        "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be shop-files [17/Mar/2026:14:02:11 +0000] "
        "203.0.113.9 - "
        '3E57427F3EXAMPLE REST.GET.OBJECT a%20b.png "GET /shop-files/a%20b.png HTTP/1.1" 404 NoSuchKey 113 - 7 - "-" '
        '"curl" - '
        "s9lz SigV4 ECDHE AuthHeader shop-files.s3.amazonaws.com TLSv1.2 - -", utc(), 13,
        "404 REST.GET.OBJECT a%20b.png NoSuchKey",
        {"aws.s3.bucket": "shop-files", "total_ms": 7, "aws.s3.requester": None, "client.address": "203.0.113.9"},
        (("request_id", "3E57427F3EXAMPLE"),),
    ),
    Row(
        "aws.vpcflow", "2 123456789010 eni-1235b8ca 10.0.0.9 10.0.0.5 443 22 6 2 80 1773756131 1773756191 REJECT OK",
        utc(), 13,
        "REJECT 10.0.0.9:443 to 10.0.0.5:22",
        {"source.address": "10.0.0.9", "source.port": 443, "destination.port": 22, "network.io.bytes": 80},
        above="version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end "
        "action log-status\n",
    ),
    Row("aws.vpcflow", "2 123456789010 eni-1235b8ca - - - - - - - 1773756131 1773756191 - NODATA", utc(), 9, "-:- to -:-"),
    Row(
        "aws.vpcflow", "10.0.0.9 10.0.0.5 eni-1235b8ca vpc-1 1773756131 1773756191 REJECT", utc(), 13,
        "REJECT 10.0.0.9:- to 10.0.0.5:-",
        {"source.address": "10.0.0.9", "destination.address": "10.0.0.5", "vpc-id": "vpc-1"},
        above="srcaddr dstaddr interface-id vpc-id start end action\n",
    ),
    Row("aws.cloudtrail", '{"eventVersion":"1.08","userIdentity":{"userName":"ann"},'
        '"eventTime":"2026-03-17T14:02:11Z","eventSource":'
        '"s3.amazonaws.com","eventName":"GetObject","errorCode":"AccessDenied","errorMessage":"no","requestID":"R1",'
        '"eventID":"c9"}',
        utc(), 17, "GetObject s3.amazonaws.com AccessDenied no", {"error.code": "AccessDenied", "user.name": "ann"},
        (("request_id", "R1"), ("user_id", "ann"))),
    Row("aws.cloudtrail", '{"eventTime":"2026-03-17T14:02:11Z","eventSource":"ec2.amazonaws.com",'
        '"eventName":"RunInstances"}', utc(), 9,
        "RunInstances ec2.amazonaws.com"),
    Row("aws.lambda", f"2026-03-17T14:02:11.123000+00:00 {STREAM} REPORT RequestId: {UUID}\tDuration: 3.05 ms\tBilled "
        f"Duration: 4 ms\t"
        "Memory Size: 128 MB\tMax Memory Used: 64 MB\t", utc(MS), 0,
        f"REPORT RequestId: {UUID}\tDuration: 3.05 ms\tBilled Duration: 4 ms\tMemory Size: 128 MB\tMax Memory Used: 64 MB",
        {"faas.duration_ms": 3.05, "faas.billed_duration_ms": 4, "faas.memory_used_mb": 64}, (("request_id", UUID),),
        zone="UTC"),
    Row("aws.lambda", f"2026-03-17T14:02:11.123Z 2026-03-17T14:02:11.122Z\t{UUID}\tERROR\tno funds", utc(MS), 17,
        f"2026-03-17T14:02:11.122Z\t{UUID}\tERROR\tno funds", links=(("request_id", UUID),), zone="UTC"),
    Row("aws.lambda", f"[WARNING]\t2026-03-17T14:02:11.123Z\t{UUID}\tslow", utc(MS), 13, "slow", links=(("request_id",
        UUID),),
        below=f"END RequestId: {UUID}"),
    Row("aws.lambda", f"2026-03-17T14:02:11.123Z\t{UUID}\tINFO\tslow", utc(MS), 9, "slow", links=(("request_id", UUID),)),
)  # fmt: skip
CLOUDS = (
    Row("gcp.logging", '{"insertId":"a1","logName":"projects/shop/logs/stdout","severity":"CRITICAL",'
        '"jsonPayload":{"message":"no funds",'
        '"order":17},"timestamp":"2026-03-17T14:02:11.123456789Z",'
        '"trace":"projects/shop/traces/4bf92f3577b34da6a3ce929d0e0e4736",'
        '"spanId":"00f067aa0ba902b7","resource":{"type":"k8s_container","labels":{"pod_name":"pay-1"}}}',
        utc(123_456_789), 18,
        "no funds", {"k8s.pod.name": "pay-1", "jsonPayload.order": 17},
        (("trace_id", "4bf92f3577b34da6a3ce929d0e0e4736"), ("span_id", "00f067aa0ba902b7"))),
    Row("gcp.logging", '{"logName":"projects/shop/logs/requests","timestamp":"2026-03-17T14:02:11Z",'
        '"severity":"DEFAULT","httpRequest":'
        '{"requestMethod":"GET","requestUrl":"https://shop.example/a","status":502}}', utc(), 0,
        "502 GET https://shop.example/a",
        {"http.response.status_code": 502}, (("url", "https://shop.example/a"),)),
    Row("azure.resource", '{"time":"2026-03-17T14:02:11.1234567Z","resourceId":"/SUBSCRIPTIONS/1",'
        '"operationName":"X/RESTART/ACTION",'
        f'"category":"Administrative","resultType":"Failure","level":"Error","correlationId":"{UUID}"}}',
        utc(123_456_700), 17,
        "X/RESTART/ACTION Failure", {"azure.result_type": "Failure"}, (("request_id", UUID),)),
    Row("azure.appservice", "2026-03-17T14:02:11  PID[4711] Error       Unhandled exception", utc(), 17,
        "Unhandled exception",
        {"process.pid": 4711}, naive=True, zone="UTC"),
    Row("cloudflare.http", '{"ClientIP":"203.0.113.9","ClientRequestMethod":"GET","ClientRequestURI":"/a?b=1",'
        '"EdgeResponseStatus":404,'
        '"EdgeStartTimestamp":1773756131123456789,"RayID":"7d1f"}', utc(123_456_789), 13, "404 GET /a",
        {"url.query": "b=1", "client.address": "203.0.113.9"}, (("request_id", "7d1f"),)),
    Row("cloudflare.http", '{"ClientRequestMethod":"GET","EdgeResponseStatus":200,'
        '"EdgeStartTimestamp":"2026-03-17T14:02:11Z"}', utc(), 9,
        "200 GET"),
    Row("caddy.access", '{"level":"info","ts":1773756131.123,"logger":"http.log.access","msg":"handled '
        'request","request":{"remote_ip":'
        '"203.0.113.9","method":"GET","host":"shop.example","uri":"/a?b"},"duration":0.01,"size":12,"status":404}',
        utc(MS), 13,
        "404 GET /a", {"server.address": "shop.example", "duration_s": 0.01, "client.address": "203.0.113.9"}),
    Row("traefik.json", '{"ClientHost":"203.0.113.9","DownstreamStatus":502,"Duration":12500000,"RequestMethod":"GET",'
        '"RequestPath":"/a",'
        '"StartUTC":"2026-03-17T14:02:11.123456789Z","level":"info","msg":"","time":"2026-03-17T14:02:12Z"}',
        utc(123_456_789), 17,
        "502 GET /a", {"duration_ns": 12_500_000}),
    Row("heroku.logplex", '2026-03-17T14:02:11.123456+00:00 heroku[router]: at=error code=H12 desc="Request timeout" '
        'method=GET '
        f'path="/a?b=1" host=shop.example request_id={UUID} fwd="203.0.113.9" dyno=web.1 connect=1ms service=30001ms '
        f'status=503 bytes=0',
        utc(US), 17, 'at=error code=H12 desc="Request timeout" method=GET '
        f'path="/a?b=1" host=shop.example request_id={UUID} fwd="203.0.113.9" dyno=web.1 connect=1ms service=30001ms '
        f'status=503 bytes=0',
        {"heroku.error_code": "H12", "heroku.error": "Request timeout", "http.response.status_code": 503, "url.path": "/a",
         "url.query": "b=1", "client.address": "203.0.113.9"}, (("request_id", UUID),)),
    Row("heroku.logplex", "2026-03-17T14:02:11.123456+00:00 heroku[web.1]: Error R14 (Memory quota exceeded)", utc(US), 17,
        "Error R14 (Memory quota exceeded)", {"heroku.process": "web.1"}),
    Row("heroku.logplex", "2026-03-17T14:02:11.123456+00:00 app[web.1]: error is a word here", utc(US), 0,
        "error is a word here"),
    Row("papertrail.archive", "7711561783320576\t2026-03-17 09:02:11 -0500\t2026-03-17 09:02:12 "
        "-0500\t31181206\tweb-1\t10.0.0.7\tCron\t"
        "Error\tcron\tjob\tfailed", utc(), 17, "job\tfailed", {"host.name": "web-1", "service.name": "cron",
        "syslog.facility": "Cron"},
        (("host", "web-1"), ("service", "cron"))),
    Row("papertrail.archive", "1\t2026-03-17T14:02:11Z\t2026-03-17T14:02:12Z\t\tweb-1\t\t\tNotice\t\tx", utc(), 10, "x"),
)  # fmt: skip
BUILDS = (
    Row("github.actions", "2026-03-17T14:02:11.1234567Z ##[error]Process completed with exit code 1.", utc(123_456_700), 17,
        "Process completed with exit code 1."),
    Row("github.actions", "build\tRun npm test\t2026-03-17T14:02:11.1234567Z ##[warning]x", utc(123_456_700), 13, "x",
        {"cicd.pipeline.task.name": "build", "cicd.pipeline.step.name": "Run npm test"}),
    Row("gitlab.ci", "2026-03-17T14:02:11.123456Z 01E \x1b[31;1mERROR: Job failed: exit code 1", utc(US), 17,
        "\x1b[31;1mERROR: Job failed: exit code 1", {"log.iostream": "E"}, below="2026-03-17T14:02:11.123456Z 01E+\x1b[0;m"),
    Row("gitlab.ci", "2026-03-17T14:02:11.123456Z 00O Running with gitlab-runner", utc(US), 9, "Running with gitlab-runner"),
    Row("jenkins.console", "[2026-03-17T14:02:11.123Z] [Pipeline] sh", utc(MS), 9, "[Pipeline] sh",
        above="Started by user Ann\n"),
    Row("jenkins.console", "14:02:11  Finished: FAILURE", 50_531 * 10**9, 9, "Finished: FAILURE",
        above="Started by user Ann\n", naive=True),
    Row("jenkins.server",
        "2026-03-17 15:02:11.123+0100 [id=17]\tWARNING\thudson.model.Descriptor#verify: no build step", utc(MS), 13,
        "no build step", {"thread.id": 17, "code.namespace": "hudson.model.Descriptor", "code.function": "verify"},
        below="java.lang.IllegalStateException: x\n\tat a.B.c(B.java:1)"),
)  # fmt: skip


@pytest.mark.parametrize("row", (*AWS, *CLOUDS, *BUILDS), ids=ids)
def test_a_services_line_means_what_its_definition_says(indexed, registry: Registry, row: Row):
    check(indexed, registry, row)


def test_a_runners_log_begins_with_a_byte_order_mark(indexed):
    text = (
        "\ufeff2026-03-17T14:02:11.1234567Z ##[group]Run npm test\n2026-03-17T14:02:12.0000001Z plain\n"
        "2026-03-17T14:02:13.0000001Z \n"
    )
    name, index = indexed(text.encode())
    assert name == "github.actions"
    assert index.wall.tolist() == [utc(123_456_700), utc(100, 1), utc(100, 2)]


def test_an_error_of_jenkins_pipeline_counts_as_one(indexed):
    text = "[2026-03-17T14:02:11.123Z] [Pipeline] sh\n[2026-03-17T14:02:12.123Z] ERROR: script returned exit code 1\n"
    name, index = indexed(text.encode())
    assert name == "jenkins.console"
    assert index.severity.tolist() == [9, 17]


@pytest.mark.parametrize(
    "line",
    ["2026-03-17T14:02:11.1234567Z INFO started", "[2026-03-17T14:02:11.123Z] INFO started", "14:02:11  Finished"],
)
def test_lines_of_others_with_the_same_time_are_no_builds(registry: Registry, line: str):
    chosen = registry.choose(f"{line}\n{line}\n".encode(), "x.log")
    assert chosen is None or chosen[0].id not in ("github.actions", "jenkins.console", "aws.lambda")


def test_a_line_of_papertrails_archive_has_its_own_id(registry: Registry):
    line = (
        "7711561783320576\t2026-03-17T14:02:11Z\t2026-03-17T14:02:12Z\t1\tweb-1\t10.0.0.7\tCron\tError\tcron\tfailed\n"
    )
    chosen = registry.choose(line.encode(), "x.tsv")
    assert chosen is not None
    assert chosen[1].format is not None
    assert chosen[1].format.parse(line).event_id == "7711561783320576"
