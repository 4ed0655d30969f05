"""Every request gives its connection back."""

from client import OrdersClient

IN_USE = "orders_db_pool_connections_in_use"


def test_a_reservation_gives_its_connection_back(orders: OrdersClient) -> None:
    before = orders.gauge(IN_USE)
    orders.post("/reserve", customer="ci", sku="SKU-0002", quantity=1, coupon="")
    assert orders.gauge(IN_USE) == before


def test_a_refused_reservation_gives_its_connection_back(orders: OrdersClient) -> None:
    before = orders.gauge(IN_USE)
    for _ in range(3):
        status, _body = orders.post(
            "/reserve", customer="ci", sku="SKU-0003", quantity=1, coupon="NOSUCH")
        assert status == 422
    assert orders.gauge(IN_USE) == before
