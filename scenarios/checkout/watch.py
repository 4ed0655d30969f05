"""Prometheus and Alertmanager, run for real over the shop."""

import subprocess
from dataclasses import dataclass

from scenarios.checkout.processes import answers, start, stop, until_true
from scenarios.checkout.room import Room


@dataclass(frozen=True)
class Pace:
    """How fast the watchers look; a short trial run has to be faster."""

    scrape: str = "5s"
    window: str = "1m"
    hold: str = "20s"
    group: str = "30s"


SCRAPES = """\
global: {{scrape_interval: {scrape}, evaluation_interval: {scrape}}}
rule_files: [rules.yml]
alerting:
  alertmanagers: [{{static_configs: [{{targets: ["127.0.0.1:{alertmanager}"]}}]}}]
scrape_configs:
"""
TARGET = """\
  - job_name: {name}
    metrics_path: /{name}/metrics
    static_configs: [{{targets: ["127.0.0.1:{port}"], labels: {{instance: {name}-1}}}}]
"""
RULES = """\
groups:
  - name: shop
    rules:
      - alert: CheckoutP99High
        expr: >-
          histogram_quantile(0.99, sum by (le)
          (rate(payments_checkout_duration_seconds_bucket[{window}]))) > 1.5
        for: {hold}
        labels: {{severity: page, service: payments}}
        annotations:
          summary: "99th percentile of checkout is {{{{ $value | humanizeDuration }}}}"
      - alert: Gateway5xxRate
        expr: >-
          sum(rate(gateway_http_requests_total{{status=~"5.."}}[{window}]))
          / sum(rate(gateway_http_requests_total[{window}])) > 0.05
        for: {hold}
        labels: {{severity: page, service: gateway}}
        annotations:
          summary: "{{{{ $value | humanizePercentage }}}} of requests fail at the gateway"
      - alert: OrdersPoolSaturated
        expr: orders_db_pool_connections_in_use / orders_db_pool_connections_max > 0.9
        for: {hold}
        labels: {{severity: warning, service: orders}}
        annotations:
          summary: >-
            {{{{ $value | humanizePercentage }}}} of the connections
            of {{{{ $labels.instance }}}} are in use
"""
ROUTES = """\
route: {{receiver: desk, group_by: [alertname], group_wait: 5s, group_interval: {group}}}
receivers:
  - name: desk
    webhook_configs: [{{url: "http://127.0.0.1:{receiver}/alerts", send_resolved: true}}]
"""


class Watch:
    """The two watchers, which know the shop by its public names only."""

    def __init__(self, room: Room, pace: Pace) -> None:
        self._folder = room.base / "watch"
        self._ports = room.ports
        self._pace = pace
        self._running: list[subprocess.Popen[bytes]] = []

    def start(self) -> None:
        """Write the settings and start both."""
        self._folder.mkdir()
        ports, pace = self._ports, self._pace
        inner = [
            ("orders", ports.mesh),
            ("payments", ports.mesh),
            ("catalog", ports.mesh),
            ("gateway", ports.receiver),
            ("postgres", ports.receiver),
        ]
        scrapes = SCRAPES.format(scrape=pace.scrape, alertmanager=ports.alertmanager)
        scrapes += "".join(TARGET.format(name=name, port=port) for name, port in inner)
        files = {
            "prometheus.yml": scrapes,
            "rules.yml": RULES.format(window=pace.window, hold=pace.hold),
            "alertmanager.yml": ROUTES.format(group=pace.group, receiver=ports.receiver),
        }
        for name, text in files.items():
            (self._folder / name).write_text(text, encoding="utf-8")
        self._run(
            "prometheus-alertmanager",
            "alertmanager.yml",
            ports.alertmanager,
            "http://alertmanager.shop.example",
            "--storage.path=alertmanager",
            "--cluster.listen-address=",
        )
        self._run(
            "prometheus",
            "prometheus.yml",
            ports.prometheus,
            "http://prometheus.shop.example",
            "--storage.tsdb.path=prometheus",
        )

    def stop(self) -> None:
        """End both."""
        for process in self._running:
            stop(process)

    def _run(self, program: str, config: str, port: int, url: str, *options: str) -> None:
        # The outside address must not name the machine of the recording.
        words = [
            program,
            f"--config.file={config}",
            f"--web.listen-address=127.0.0.1:{port}",
            f"--web.external-url={url}",
            "--web.route-prefix=/",
            *options,
        ]
        self._running.append(start(words, self._folder / f"{program}.out", self._folder))
        until_true(program, lambda: answers(f"http://127.0.0.1:{port}/-/ready"))
