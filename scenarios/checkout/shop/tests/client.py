"""Calls of the order service as the tests need them."""

import json
import urllib.error
import urllib.parse
import urllib.request
from typing import Any


class OrdersClient:
    """One order service."""

    def __init__(self, base: str) -> None:
        self._base = base

    def post(self, path: str, **fields: object) -> tuple[int, Any]:
        """Status and JSON body of a form post."""
        data = urllib.parse.urlencode(fields).encode()
        try:
            with urllib.request.urlopen(self._base + path, data, timeout=10) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as problem:
            return problem.code, json.load(problem)

    def get(self, path: str) -> Any:
        """JSON body of a page."""
        with urllib.request.urlopen(self._base + path, timeout=10) as answer:
            return json.load(answer)

    def gauge(self, name: str) -> float:
        """The value of a series without labels."""
        with urllib.request.urlopen(self._base + "/metrics", timeout=10) as answer:
            lines = answer.read().decode().splitlines()
        return next(float(line.split()[1]) for line in lines if line.startswith(name + " "))
