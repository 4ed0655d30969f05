"""Reserve and confirm against a real database."""

from client import OrdersClient


def reserve(orders: OrdersClient, sku: str = "SKU-0001", coupon: str = "") -> tuple[int, dict]:
    """Reserve one piece."""
    return orders.post("/reserve", customer="ci", sku=sku, quantity=1, coupon=coupon)


def test_a_reservation_becomes_an_order(orders: OrdersClient) -> None:
    status, order = reserve(orders)
    assert (status, order["state"]) == (200, "reserved")


def test_a_confirmed_order_is_paid(orders: OrdersClient) -> None:
    order = reserve(orders)[1]["id"]
    assert orders.post("/confirm", order=order)[0] == 200
    assert orders.get(f"/orders/{order}")["state"] == "paid"


def test_a_coupon_lowers_the_price(orders: OrdersClient) -> None:
    full = reserve(orders)[1]["cents"]
    assert reserve(orders, coupon="WELCOME10")[1]["cents"] == full * 90 // 100


def test_an_unknown_coupon_is_refused(orders: OrdersClient) -> None:
    assert reserve(orders, coupon="NOSUCH")[0] == 422


def test_an_empty_shelf_is_refused(orders: OrdersClient) -> None:
    assert reserve(orders, sku="SKU-0012")[0] == 409
