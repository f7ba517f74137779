"""A whole order in yen and in dinars: fees, discounts, shipping, totals and V2's texts."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from bigcommerce_emulator.state.catalog import Seed, minor_unit
from bigcommerce_emulator.state.seed import default_seed
from bigcommerce_emulator.state.settings import Settings
from tests.unit.bigcommerce_emulator.shopper import MUG, Shopper, everything

FEE = {"type": "custom_fee", "name": "n", "display_name": "d", "source": "s", "cost": 1.2345}
SOMEBODY = {"name": "Zephyrine", "email": "zephyrine.quillfeather@example.com"}
CERTIFICATE = {"name": "Gift", "theme": "General", "amount": 12.3456, "quantity": 1,
               "sender": SOMEBODY, "recipient": SOMEBODY}  # fmt: skip
# What one piece costs may be finer than what can be paid: it is rounded with its quantity.
OF_ONE = ("original_price", "list_price", "sale_price", "base_price", "price_ex_tax",
          "price_inc_tax")  # fmt: skip
SEEDS = {
    "yen beside dollars": ("JPY", {"JPY": Decimal("150.37")}, ("USD", "JPY")),
    "dinars beside dollars": ("KWD", {"KWD": Decimal("0.30713")}, ("USD", "KWD")),
    "only yen": ("JPY", {}, ("JPY",)),
    "only dinars": ("KWD", {}, ("KWD",)),
}
SWITCHES = ("prices=ex_tax", "prices=inc_tax", "taxed_fees=yes", "tax_rounding=total")


def amounts(body: Any, name: str = "") -> Iterator[Decimal]:
    """Everything that can be paid in an answer: V3 writes numbers, V2 texts of four decimals."""
    if isinstance(body, dict):
        for key, value in body.items():
            yield from amounts(value, key)
    elif isinstance(body, list):
        for value in body:
            yield from amounts(value, name)
    elif isinstance(body, Decimal) and name not in OF_ONE:
        yield body
    elif isinstance(body, str) and name not in OF_ONE and body[-5:-4] == ".":
        yield Decimal(body)


class Order:
    """An order with something of everything, and each answer on the way to it."""

    def __init__(self, currency: str, seed: Seed, switch: str) -> None:
        self.answers: list[Any] = []
        self._shopper = Shopper(Settings().with_pairs([switch]), seed)
        wrap = {"wrap_together": True, "wrap_details": [{"id": next(iter(seed.wraps))}]}
        lines = [MUG | {"gift_wrapping": wrap}, MUG | {"list_price": 10.5555, "quantity": 3}]
        self.cart = self._shopper.open_cart(
            *lines, currency={"code": currency}, gift_certificates=[CERTIFICATE]
        )
        self._shopper.body(self._shopper.bill(self.cart["id"]))
        self._shopper.body(self._shopper.consign(self.cart["id"], everything(self.cart)))
        self._price()
        self.total = self._shopper.checkout(self.cart["id"])["grand_total"]
        self.id = self._shopper.body(self._shopper.order(self.cart["id"]))["data"]["id"]

    def _price(self) -> None:
        path = f"/v3/checkouts/{self.cart['id']}"
        self.ask("POST", f"{path}/fees", {"fees": [FEE]})
        off = {"discounts": [{"discounted_amount": 0.7777}]}
        self.ask("POST", f"{path}/discounts", {"cart": off})
        self.ask("POST", f"{path}/coupons", {"coupon_code": "TENOFF"})
        consignment = self._shopper.checkout(self.cart["id"])["consignments"][0]["id"]
        custom = {"custom_shipping": {"description": "By hand", "price": 3.3333}}
        self.ask("PUT", f"{path}/consignments/{consignment}", custom)

    def ask(self, method: str, path: str, body: object = None) -> Any:
        self.answers.append(self._shopper.body(self._shopper.ask(method, path, body)))
        return self.answers[-1]


@pytest.fixture(params=[(name, switch) for name in SEEDS for switch in SWITCHES], ids=str)
def order(request: pytest.FixtureRequest) -> Order:
    name, switch = request.param
    currency, rates, currencies = SEEDS[name]
    seed = replace(default_seed(), currencies=currencies, rates=rates)
    return Order(currency, seed, switch)


def test_everything_can_be_paid_in_the_order_s_currency_and_adds_up(order: Order) -> None:
    unit = minor_unit(order.cart["currency"]["code"])
    path = f"/v2/orders/{order.id}"
    shown = order.ask("GET", path)
    for part in ("products", "coupons", "fees", "shipping_addresses", "consignments"):
        order.ask("GET", f"{path}/{part}")

    assert Decimal(shown["total_inc_tax"]) == order.total
    assert shown["currency_code"] == order.cart["currency"]["code"]
    found = [amount for answer in order.answers for amount in amounts(answer)]
    assert [amount for amount in found if amount % unit] == []
    assert len(found) > 60


def test_what_is_written_over_an_order_s_amounts_can_be_paid_too(order: Order) -> None:
    unit = minor_unit(order.cart["currency"]["code"])
    written = {"shipping_cost_ex_tax": "2.2222", "shipping_cost_inc_tax": "2.2222",
               "discount_amount": "1.1111", "base_shipping_cost": "1.2345"}  # fmt: skip
    shown = order.ask("PUT", f"/v2/orders/{order.id}", written)

    assert [amount for amount in amounts(shown) if amount % unit] == []
    assert Decimal(shown["shipping_cost_inc_tax"]) == Decimal("2.2222").quantize(unit)


def test_a_wrapping_s_whole_number_counts_the_smallest_coins(order: Order) -> None:
    unit = minor_unit(order.cart["currency"]["code"])
    order.ask("GET", f"/v3/checkouts/{order.cart['id']}")
    wrapping = order.answers[-1]["data"]["cart"]["line_items"]["physical_items"][0]["gift_wrapping"]

    assert wrapping["amount_as_integer"] * unit == wrapping["amount"] > 0
