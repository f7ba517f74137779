"""Random sequences of valid and invalid calls: what holds for every store, always."""

import os
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule

from bigcommerce_emulator.api.application import Response
from bigcommerce_emulator.api.exchanges import unrecorded
from bigcommerce_emulator.checkouts.consignments import unassigned
from bigcommerce_emulator.state.settings import Settings
from tests.unit.bigcommerce_emulator.pricing.test_money import check_checkout, check_order
from tests.unit.bigcommerce_emulator.shopper import AUSTIN, TORONTO, Shopper, deliveries

MOST = int(os.environ.get("RANDOM_STORES", "60"))

SWITCHES = st.builds(
    Settings,
    checkout_order_id=st.sampled_from(["set", "never"]),
    empty_list=st.sampled_from(["204", "[]"]),
    version=st.sampled_from(["present", "absent"]),
    split_lines=st.sampled_from(["new_ids", "same_id"]),
    second_billing=st.sampled_from(["replace", "refuse"]),
    consignment_again=st.sampled_from(["replace", "add", "refuse"]),
    prices=st.sampled_from(["ex_tax", "inc_tax"]),
    tax_rounding=st.sampled_from(["line", "total"]),
    taxed_shipping=st.sampled_from(["no", "yes"]),
    taxed_fees=st.sampled_from(["no", "yes"]),
    several_coupons=st.sampled_from(["no", "yes"]),
    version_counters=st.sampled_from(["one", "two"]),
    items_clear_option=st.sampled_from(["yes", "no"]),
    coupons_clear_option=st.sampled_from(["no", "yes"]),
    identical_lines=st.sampled_from(["merge", "keep"]),
    status_deletes_cart=st.sampled_from(["no", "yes"]),
    order_again=st.sampled_from(["accept", "refuse"]),
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
WAYS = st.one_of(
    st.just({"pickup_option": {"pickup_method_id": 1}}),
    st.fixed_dictionaries({"pickup_option": ANYTHING}),
    st.fixed_dictionaries({"custom_shipping": st.fixed_dictionaries(
        {"price": st.integers(0, 9) | ANYTHING, "description": st.just("van") | ANYTHING}
    )}),
)  # fmt: skip
CODES = st.sampled_from(["TENOFF", "MUGS2", "FIVER", "SHIPFREE", "FLATFREE", "SHIP3", "NONE"])
FEES = st.fixed_dictionaries(
    {
        "type": st.just("custom_fee"),
        "name": st.just("n") | ANYTHING,
        "display_name": st.just("N"),
        "cost": st.integers(0, 9) | ANYTHING,
        "source": st.just("s"),
    }
)
NOTES = st.fixed_dictionaries(
    {"permission_set": st.just("read"), "namespace": st.just("n"), "value": st.just("v")},
    optional={"key": st.sampled_from(["a", "b"]) | ANYTHING},
)
UPDATES = BODIES | st.fixed_dictionaries(
    {"status_id": st.integers(-1, 15)},
    optional={
        "staff_notes": ANYTHING,
        "products": st.lists(ODD, max_size=2) | ANYTHING,
        "shipping_addresses": ANYTHING,
        "consignments": ANYTHING,
        "discount_amount": PRICES | ANYTHING,
        "date_created": ANYTHING,
    },
)


class AnyStore(RuleBasedStateMachine):
    """A store with any switches, driven by a client without manners."""

    carts: Bundle[str] = Bundle("carts")

    @initialize(target=carts, switches=SWITCHES, lines=st.lists(SOLD, min_size=1, max_size=3))
    def open_store(self, switches: Settings, lines: list[Any]) -> str:
        self.shopper = Shopper(switches, recorder=unrecorded)
        self.unchanged: Any = None
        return self.open_cart_with(lines, [])

    def tell(self, method: str, path: str, body: object = None) -> Response:
        before = self.unchanged or self.everything()
        answer = self.shopper.ask(method, path, body)
        assert answer.status < 500
        # To look costs more than the call: what a refused one left is not looked at twice.
        self.unchanged = self.everything() if answer.status >= 400 else None
        assert self.unchanged in (None, before)
        return answer

    def everything(self) -> Any:
        """All that a client could see of the store."""
        checkouts = {
            cart_id: self.shopper.checkout(cart_id) for cart_id in self.shopper.store.carts
        }
        store = self.shopper.store
        live = self.shopper.orders(limit="250", include="fees")
        archived = self.shopper.orders(limit="250", include="fees", is_deleted="true")
        notes = self.shopper.body(self.shopper.ask("GET", "/v3/carts/metafields"))["data"]
        variants = [v for product in store.seed.products.values() for v in product.variants]
        stock = [store.stock_left(variant) for variant in variants]
        return checkouts, live, archived, len(store.orders), notes, stock

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
            for option in deliveries(row)[:1]:
                path = f"/v3/checkouts/{cart_id}/consignments/{row['id']}"
                self.tell("PUT", path, {"shipping_option_id": option["id"]})
        checkout = self.shopper.checkout(cart_id)
        answer = self.tell("POST", f"/v3/checkouts/{cart_id}/orders")
        if answer.status == 200:
            check_order(self.shopper, self.shopper.body(answer)["data"]["id"], checkout)

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

    @rule(cart_id=carts, lines=st.lists(SOLD | ODD, max_size=2), version=VERSIONS)
    def add_items(self, cart_id: str, lines: list[Any], version: int | None) -> None:
        body = {"line_items": lines, "version": version}
        self.tell("POST", f"/v3/carts/{cart_id}/items", body)

    @rule(cart_id=carts, data=st.data(), line=ODD | st.just({"quantity": 2}), version=VERSIONS)
    def change_item(
        self, cart_id: str, data: st.DataObject, line: Any, version: int | None
    ) -> None:
        path = f"/v3/carts/{cart_id}/items/{data.draw(self.line_of(cart_id))}"
        self.tell("PUT", path, {"line_item": line, "version": version})

    @rule(cart_id=carts, data=st.data(), version=VERSIONS)
    def delete_item(self, cart_id: str, data: st.DataObject, version: int | None) -> None:
        path = f"/v3/carts/{cart_id}/items/{data.draw(self.line_of(cart_id))}"
        self.tell("DELETE", path, {"version": version})

    @rule(cart_id=carts, customer=st.sampled_from([0, 11, 12]) | ANYTHING)
    def change_customer(self, cart_id: str, customer: object) -> None:
        self.tell("PUT", f"/v3/carts/{cart_id}", {"customer_id": customer})

    @rule(cart_id=carts, code=CODES, is_added=st.booleans(), version=VERSIONS)
    def coupon(self, cart_id: str, code: str, is_added: bool, version: int | None) -> None:
        path, body = f"/v3/checkouts/{cart_id}/coupons", {"version": version}
        if is_added:
            self.tell("POST", path, body | {"coupon_code": code})
        else:
            self.tell("DELETE", f"{path}/{code}", body)

    @rule(cart_id=carts, data=st.data(), amount=st.integers(0, 30) | ANYTHING)
    def discount(self, cart_id: str, data: st.DataObject, amount: object) -> None:
        line = {"id": data.draw(self.line_of(cart_id)), "discounted_amount": amount}
        whole = {"discounts": [{"discounted_amount": amount}]}
        inner = data.draw(st.sampled_from([whole, {"line_items": [line]}, {}]))
        self.tell("POST", f"/v3/checkouts/{cart_id}/discounts", {"cart": inner})

    @rule(cart_id=carts, fees=st.lists(FEES, min_size=1, max_size=2))
    def add_fees(self, cart_id: str, fees: list[Any]) -> None:
        self.tell("POST", f"/v3/checkouts/{cart_id}/fees", {"fees": fees})

    @rule(cart_id=carts, fee=FEES, is_kept=st.booleans())
    def change_fee(self, cart_id: str, fee: dict[str, Any], is_kept: bool) -> None:
        cart = self.shopper.store.carts.get(cart_id)
        fee_id = cart.fees[0].id if cart and cart.fees else "none"
        path = f"/v3/checkouts/{cart_id}/fees"
        if is_kept:
            self.tell("PUT", path, {"fees": [fee | {"id": fee_id}]})
        else:
            self.tell("DELETE", path, {"ids": [fee_id]})

    @rule(cart_id=carts, data=st.data(), way=WAYS)
    def deliver(self, cart_id: str, data: st.DataObject, way: dict[str, Any]) -> None:
        consignment_id = data.draw(st.sampled_from([*self.consignments_of(cart_id), "none"]))
        self.tell("PUT", f"/v3/checkouts/{cart_id}/consignments/{consignment_id}", way)

    @rule(cart_id=carts, note=NOTES, number=st.integers(1, 4))
    def note(self, cart_id: str, note: dict[str, Any], number: int) -> None:
        path = f"/v3/carts/{cart_id}/metafields"
        self.tell("POST", path, note)
        self.tell("PUT", f"{path}/{number}", note)
        self.tell("DELETE", f"{path}/{number + 1}")

    @invariant()
    def totals_add_up(self) -> None:
        for cart_id in self.shopper.store.carts:
            check_checkout(self.shopper.checkout(cart_id))

    def line_of(self, cart_id: str) -> st.SearchStrategy[str]:
        cart = self.shopper.store.carts.get(cart_id)
        return st.sampled_from([*(line.id for line in cart.line_items), "none"] if cart else ["x"])

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


TestAnyStore = AnyStore.TestCase
TestAnyStore.settings = settings(
    max_examples=MOST,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
