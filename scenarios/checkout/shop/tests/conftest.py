"""Where the service under test answers."""

import os

import pytest

from client import OrdersClient


@pytest.fixture
def orders() -> OrdersClient:
    """The order service named by ORDERS_URL."""
    return OrdersClient(os.environ["ORDERS_URL"])
