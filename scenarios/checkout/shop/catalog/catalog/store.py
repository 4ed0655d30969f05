"""Products in the database, with a short-lived cache of prices."""

import threading
import time
from typing import Any

import psycopg2.pool

PRICE_SECONDS = 20


class Catalog:
    """Reads products; every thread borrows its connection for one query."""

    def __init__(self, dsn: str) -> None:
        self._pool = psycopg2.pool.ThreadedConnectionPool(2, 10, dsn)
        self._slots = threading.Semaphore(10)
        self._prices: dict[str, tuple[float, int]] = {}

    def search(self, category: str, limit: int) -> list[dict[str, Any]]:
        """The products of a category, cheapest first."""
        rows = self._rows(
            "SELECT sku, title, cents FROM product WHERE category = %s ORDER BY cents LIMIT %s",
            (category, limit))
        return [{"sku": sku, "title": title, "cents": cents} for sku, title, cents in rows]

    def product(self, sku: str) -> dict[str, Any] | None:
        """One product, or nothing."""
        rows = self._rows(
            "SELECT sku, title, category, cents FROM product WHERE sku = %s", (sku,))
        return dict(zip(("sku", "title", "category", "cents"), rows[0])) if rows else None

    def price(self, sku: str) -> int | None:
        """What one piece costs; a price may be a few seconds old."""
        known = self._prices.get(sku)
        if known and time.monotonic() - known[0] < PRICE_SECONDS:
            return known[1]
        found = self.product(sku)
        if found is None:
            return None
        self._prices[sku] = (time.monotonic(), found["cents"])
        return int(found["cents"])

    def _rows(self, sql: str, parameters: tuple[object, ...]) -> list[tuple[Any, ...]]:
        with self._slots:
            connection = self._pool.getconn()
            try:
                with connection, connection.cursor() as cursor:
                    cursor.execute(sql, parameters)
                    return cursor.fetchall()
            finally:
                self._pool.putconn(connection)
