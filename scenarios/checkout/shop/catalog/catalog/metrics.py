"""Counts and times requests, printed in the Prometheus text format."""

import threading
from collections import Counter

BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0)


class Metrics:
    """What this process has answered since its start."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._requests: Counter[tuple[str, int]] = Counter()
        self._buckets: Counter[float] = Counter()
        self._seconds = 0.0

    def request(self, route: str, status: int, seconds: float) -> None:
        """Count one answered request."""
        with self._lock:
            self._requests[route, status] += 1
            self._buckets[next((b for b in BOUNDS if seconds <= b), float("inf"))] += 1
            self._seconds += seconds

    def text(self) -> str:
        """All series."""
        with self._lock:
            lines = ["# HELP catalog_http_requests_total Requests answered.",
                     "# TYPE catalog_http_requests_total counter"]
            for (route, status), count in sorted(self._requests.items()):
                labels = f'route="{route}",status="{status}"'
                lines.append(f"catalog_http_requests_total{{{labels}}} {count}")
            return "\n".join(lines + self._duration()) + "\n"

    def _duration(self) -> list[str]:
        name = "catalog_http_request_duration_seconds"
        lines = [f"# HELP {name} Time to answer a request.", f"# TYPE {name} histogram"]
        total = 0
        for bound in (*BOUNDS, float("inf")):
            total += self._buckets[bound]
            text = "+Inf" if bound == float("inf") else str(bound)
            lines.append(f'{name}_bucket{{le="{text}"}} {total}')
        return [*lines, f"{name}_sum {self._seconds:.6f}", f"{name}_count {total}"]
