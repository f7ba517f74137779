"""Random sequences of valid and invalid calls: what holds for every store, always."""

from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule

from sandbox.store.application import Response
from sandbox.store.consignments import unassigned
from sandbox.store.exchanges import unrecorded
from sandbox.store.settings import Settings
from tests.unit.sandbox_store.shopper import AUSTIN, TORONTO, Shopper

SWITCHES = st.builds(
    Settings,
    checkout_order_id=st.sampled_from(["set", "never"]),
    empty_list=st.sampled_from(["204", "[]"]),
    version=st.sampled_from(["present", "absent"]),
    split_lines=st.sampled_from(["new_ids", "same_id"]),
    second_billing=st.sampled_from(["replace", "refuse"]),
    consignment_again=st.sampled_from(["replace", "add", "refuse"]),
)
LONDON = AUSTIN | {"country_code": "GB", "city": "London"}
ANYTHING: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=5,
)
PRICES = st.decimals(0, 500, places=4)
SOLD = st.one_of(
    *(st.fixed_dictionaries(
        {"product_id": st.just(product_id), "quantity": st.integers(1, 5)},
        optional={"list_price": PRICES},
    ) for product_id in (120, 122, 125)),
    st.fixed_dictionaries(
        {"product_id": st.just(121), "variant_id": st.integers(131, 133), "quantity": st.just(2)}
    ),
)  # fmt: skip
CUSTOM = st.fixed_dictionaries(
    {"name": st.text("ab", min_size=1), "quantity": st.integers(1, 5), "list_price": PRICES}
)
ODD = st.fixed_dictionaries(
    {},
    optional={
        "product_id": st.sampled_from([120, 121, 123, 9]) | ANYTHING,
        "quantity": st.integers(-1, 5) | ANYTHING,
        "list_price": PRICES | ANYTHING,
        "name": ANYTHING,
    },
)
ADDRESSES = st.sampled_from(
    [AUSTIN, TORONTO, LONDON, AUSTIN | {"country_code": "AQ"}, AUSTIN | {"city": ""}, {}]
)
VERSIONS = st.none() | st.integers(1, 6)
BODIES = ANYTHING | st.fixed_dictionaries(
    {},
    optional={"status_id": ANYTHING, "shipping_option_id": ANYTHING, "line_items": ANYTHING},
)
UPDATES = BODIES | st.fixed_dictionaries(
    {"status_id": st.integers(-1, 15)}, optional={"staff_notes": ANYTHING}
)


class AnyStore(RuleBasedStateMachine):
    """A store with any switches, driven by a client without manners."""

    carts: Bundle[str] = Bundle("carts")

    @initialize(target=carts, switches=SWITCHES, lines=st.lists(SOLD, min_size=1, max_size=3))
    def open_store(self, switches: Settings, lines: list[Any]) -> str:
        self.shopper = Shopper(switches, recorder=unrecorded)
        return self.open_cart_with(lines, [])

    def tell(self, method: str, path: str, body: object = None) -> Response:
        before = self.everything()
        answer = self.shopper.ask(method, path, body)
        assert answer.status < 500
        if answer.status >= 400:
            assert self.everything() == before
        return answer

    def everything(self) -> Any:
        """All that a client could see of the store."""
        checkouts = {
            cart_id: self.shopper.checkout(cart_id) for cart_id in self.shopper.store.carts
        }
        return checkouts, self.shopper.orders(limit="250"), len(self.shopper.store.orders)

    def open_cart_with(self, lines: list[Any], custom: list[Any]) -> str:
        answer = self.tell("POST", "/v3/carts", {"line_items": lines, "custom_items": custom})
        if answer.status != 201:
            return "none"
        return str(self.shopper.body(answer, 201)["data"]["id"])

    @rule(
        target=carts,
        lines=st.lists(SOLD, min_size=1, max_size=3),
        custom=st.lists(CUSTOM, max_size=2),
    )
    def open_cart(self, lines: list[Any], custom: list[Any]) -> str:
        return self.open_cart_with(lines, custom)

    @rule(lines=st.lists(SOLD | ODD, max_size=3), custom=st.lists(CUSTOM | ODD, max_size=2))
    def open_odd_cart(self, lines: list[Any], custom: list[Any]) -> None:
        self.open_cart_with(lines, custom)

    @rule(cart_id=carts, address=ADDRESSES, version=VERSIONS)
    def bill(self, cart_id: str, address: dict[str, Any], version: int | None) -> None:
        path = f"/v3/checkouts/{cart_id}/billing-address"
        self.tell("POST", path, address | {"version": version})

    @rule(cart_id=carts, data=st.data(), address=ADDRESSES, version=VERSIONS)
    def consign(
        self, cart_id: str, data: st.DataObject, address: dict[str, Any], version: int | None
    ) -> None:
        rows = data.draw(st.lists(self.items_of(cart_id), min_size=1, max_size=2))
        body = [{"address": address, "line_items": row, "version": version} for row in rows]
        self.tell("POST", f"/v3/checkouts/{cart_id}/consignments", body)

    @rule(cart_id=carts, data=st.data())
    def change_consignment(self, cart_id: str, data: st.DataObject) -> None:
        consignment_id = data.draw(st.sampled_from([*self.consignments_of(cart_id), "none"]))
        path = f"/v3/checkouts/{cart_id}/consignments/{consignment_id}"
        body = data.draw(
            st.fixed_dictionaries({"line_items": self.items_of(cart_id)})
            | st.fixed_dictionaries({"address": ADDRESSES})
            | BODIES
        )
        self.tell("PUT", path, body)

    @rule(cart_id=carts, data=st.data())
    def delete_consignment(self, cart_id: str, data: st.DataObject) -> None:
        consignment_id = data.draw(st.sampled_from([*self.consignments_of(cart_id), "none"]))
        self.tell("DELETE", f"/v3/checkouts/{cart_id}/consignments/{consignment_id}")

    @rule(cart_id=carts, address=ADDRESSES, pieces=st.booleans())
    def consign_what_is_left(self, cart_id: str, address: dict[str, Any], pieces: bool) -> None:
        cart = self.shopper.store.carts.get(cart_id)
        if cart is None:
            return
        self.tell("POST", f"/v3/checkouts/{cart_id}/billing-address", AUSTIN)
        items = [
            {"item_id": line.id, "quantity": 1 if pieces else line.quantity}
            for line in unassigned(cart)
        ]
        if items:
            body = [{"address": address, "line_items": items}]
            self.tell("POST", f"/v3/checkouts/{cart_id}/consignments", body)

    @rule(cart_id=carts, address=ADDRESSES)
    def consign_everything(self, cart_id: str, address: dict[str, Any]) -> None:
        cart = self.shopper.store.carts.get(cart_id)
        lines = [line for line in cart.line_items if line.shippable] if cart else []
        items = [{"item_id": line.id, "quantity": line.quantity} for line in lines]
        body = [{"address": address, "line_items": items}]
        self.tell("POST", f"/v3/checkouts/{cart_id}/consignments", body)

    @rule(cart_id=carts, address=st.sampled_from([AUSTIN, TORONTO, LONDON]))
    def place_order(self, cart_id: str, address: dict[str, Any]) -> None:
        query = {"include": "consignments.available_shipping_options"}
        if cart_id not in self.shopper.store.carts:
            return
        self.consign_what_is_left(cart_id, address, pieces=False)
        for row in self.shopper.checkout(cart_id, **query)["consignments"]:
            for option in row["available_shipping_options"][:1]:
                path = f"/v3/checkouts/{cart_id}/consignments/{row['id']}"
                self.tell("PUT", path, {"shipping_option_id": option["id"]})
        due = self.shopper.checkout(cart_id)["grand_total"]
        answer = self.tell("POST", f"/v3/checkouts/{cart_id}/orders")
        if answer.status == 200:
            self.check_order(self.shopper.body(answer)["data"]["id"], due)

    @rule(cart_id=carts)
    def delete_cart(self, cart_id: str) -> None:
        self.tell("DELETE", f"/v3/carts/{cart_id}")

    @rule(order_id=st.just(101) | st.integers(100, 102), body=UPDATES)
    def update_order(self, order_id: int, body: object) -> None:
        self.tell("PUT", f"/v2/orders/{order_id}", body)

    @rule(order_id=st.integers(100, 102))
    def archive_order(self, order_id: int) -> None:
        self.tell("DELETE", f"/v2/orders/{order_id}")

    @rule(
        method=st.sampled_from(["GET", "POST", "PUT", "DELETE", "PATCH"]),
        path=st.sampled_from(["/v3/carts", "/v3/carts/x/redirect_urls", "/v2/orders", "/v3/x"]),
        body=ANYTHING,
    )
    def say_anything(self, method: str, path: str, body: object) -> None:
        self.tell(method, path, body)

    @invariant()
    def totals_add_up(self) -> None:
        for cart_id in self.shopper.store.carts:
            check_totals(self.shopper.checkout(cart_id))

    def check_order(self, order_id: int, due: Decimal) -> None:
        order = self.shopper.body(self.shopper.ask("GET", f"/v2/orders/{order_id}"))
        rows = self.shopper.body(self.shopper.ask("GET", f"/v2/orders/{order_id}/products"))
        items = sum(Decimal(row["total_inc_tax"]) for row in rows)
        assert all(row["quantity"] > 0 for row in rows)
        extra = Decimal(order["shipping_cost_inc_tax"]) + Decimal(order["handling_cost_inc_tax"])
        assert Decimal(order["total_inc_tax"]) == due == items + extra
        assert Decimal(order["total_inc_tax"]) - Decimal(order["total_ex_tax"]) == Decimal(
            order["total_tax"]
        )

    def items_of(self, cart_id: str) -> st.SearchStrategy[Any]:
        cart = self.shopper.store.carts.get(cart_id)
        known = [line.id for line in cart.line_items] if cart else []
        item = st.fixed_dictionaries(
            {"item_id": st.sampled_from([*known, "none"]), "quantity": st.integers(0, 5)}
        )
        return st.lists(item, max_size=3)

    def consignments_of(self, cart_id: str) -> list[str]:
        cart = self.shopper.store.carts.get(cart_id)
        return [row.id for row in cart.consignments] if cart else []


def check_totals(checkout: Any) -> None:
    """Every total of a checkout is the sum of its parts."""
    cart, lines = checkout["cart"], checkout["cart"]["line_items"]
    products = lines["physical_items"] + lines["digital_items"]
    listed = sum(row["extended_list_price"] for row in products + lines["custom_items"])
    discounts = sum(row["discount_amount"] for row in products) + cart["discount_amount"]
    for row in products + lines["custom_items"]:
        exact = row["list_price"] * row["quantity"]
        # Each piece of a line that is split over consignments is rounded for itself.
        assert abs(row["extended_list_price"] - exact) <= Decimal("0.005") * row["quantity"]
    assert cart["base_amount"] == listed
    assert cart["cart_amount_ex_tax"] == listed - discounts
    assert cart["cart_amount_inc_tax"] == cart["cart_amount_ex_tax"] + checkout["tax_total"]
    assert checkout["tax_total"] == sum(row["amount"] for row in checkout["taxes"])
    shipping = sum(row["shipping_cost_inc_tax"] for row in checkout["consignments"])
    handling = sum(row["handling_cost_inc_tax"] for row in checkout["consignments"])
    assert checkout["shipping_cost_total_inc_tax"] == shipping
    assert checkout["handling_cost_total_inc_tax"] == handling
    assert checkout["grand_total"] == cart["cart_amount_inc_tax"] + shipping + handling


TestAnyStore = AnyStore.TestCase
TestAnyStore.settings = settings(
    max_examples=150,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
