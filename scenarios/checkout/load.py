"""Customers of the shop: `python -m scenarios.checkout.load --port P`, until it is ended."""

import argparse
import http.client
import json
import random
import time
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

BROWSERS = (
    "ShopApp/7.4 (Android 16)",
    "ShopApp/7.4 (iOS 20.1)",
    "ShopApp/7.3 (iOS 19.4)",
    "Mozilla/5.0 (X11; Linux x86_64) Storefront/11.2",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Storefront/11.2",
    "PriceWatch/2.1 (+https://pricewatch.example/bot)",
)
CATEGORIES = ("light", "seat", "table", "floor", "wall")
ACTIONS = {"search": 42, "product": 27, "checkout": 18, "order": 9, "recent": 2, "lost": 2}
COUPONS = ("", "", "", "WELCOME10", "AUTUMN15")
BAD_COUPONS = ("SUMMER25", "WELCOME99", "FREESHIP")
SAMPLED = 0.06


@dataclass(frozen=True)
class Customer:
    """Somebody with an address and a browser."""

    name: str
    address: str
    browser: str


def customers(dice: random.Random) -> list[Customer]:
    """Ninety customers from two documentation networks."""
    nets = ("198.51.100", "203.0.113")
    return [
        Customer(f"c{10000 + n * 37}", f"{nets[n % 2]}.{dice.randint(2, 250)}", dice.choice(BROWSERS))
        for n in range(90)
    ]


class Load:
    """Open load: requests come at their own pace, however slow the shop is."""

    def __init__(self, port: int, rate: float, refused: float, seed: int) -> None:
        self._port = port
        self._rate = rate
        self._refused = refused
        self._dice = random.Random(seed)
        self._customers = customers(self._dice)
        self._orders: deque[int] = deque(maxlen=200)

    def run(self) -> None:
        """Send requests until the process is ended."""
        due = time.monotonic()
        with ThreadPoolExecutor(200) as hands:
            while True:
                due += self._dice.expovariate(self._rate)
                time.sleep(max(0.0, due - time.monotonic()))
                hands.submit(self._send, self._dice.choice(self._customers), *self._request())

    def _request(self) -> tuple[str, str | None]:
        dice = self._dice
        action = dice.choices(list(ACTIONS), list(ACTIONS.values()))[0]
        if action == "checkout":
            return "/api/checkout", self._basket()
        if action == "search":
            sort = dice.choice(("", "", "&sort=title"))
            return f"/api/catalog/search?category={dice.choice(CATEGORIES)}{sort}", None
        if action == "order" and self._orders:
            return f"/api/orders/orders/{dice.choice(self._orders)}", None
        if action == "recent":
            return "/api/orders/recent", None
        number = dice.randint(900, 999) if action == "lost" else dice.randint(1, 240)
        return f"/api/catalog/product/SKU-{number:04d}", None

    def _basket(self) -> str:
        dice = self._dice
        chance = dice.random()
        number = min(int(dice.expovariate(1 / 50)), 239) + 1
        # Every twelfth product is out of stock, see the seed of the database.
        sold_out = chance < self._refused / 2
        number = number // 12 * 12 + (0 if sold_out else 1 + number % 11)
        number = min(max(number, 12 if sold_out else 1), 240 if sold_out else 239)
        bad = self._refused / 2 <= chance < self._refused
        coupon = dice.choice(BAD_COUPONS if bad else COUPONS)
        return json.dumps({"sku": f"SKU-{number:04d}", "quantity": dice.choice((1, 1, 1, 2, 3)), "coupon": coupon})

    def _send(self, customer: Customer, path: str, body: str | None) -> None:
        dice = random.Random()
        trace = f"00-{dice.getrandbits(128):032x}-{dice.getrandbits(64):016x}"
        headers = {
            "User-Agent": customer.browser,
            "X-Forwarded-For": customer.address,
            "Host": "shop.example",
            "traceparent": f"{trace}-{'01' if dice.random() < SAMPLED else '00'}",
        }
        if body is not None:
            body = json.dumps({"customer": customer.name, **json.loads(body)})
            headers["Content-Type"] = "application/json"
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=15)
        try:
            connection.request("GET" if body is None else "POST", path, body, headers)
            answer = connection.getresponse()
            text = answer.read()
            if body is not None and answer.status == 200:
                self._orders.append(json.loads(text)["order"])
        except OSError:
            # A customer whose request broke off goes away.
            return
        finally:
            connection.close()


def main() -> None:
    """Read the command line and go."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--rate", type=float, default=8.5)
    parser.add_argument("--refused", type=float, default=0.12)
    parser.add_argument("--seed", type=int, default=2041)
    asked = parser.parse_args()
    Load(asked.port, asked.rate, asked.refused, asked.seed).run()


if __name__ == "__main__":
    main()
