"""Random calls, most of them odd: never an error of the store's own, and no change when refused."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bigcommerce_emulator.api.exchanges import unrecorded
from bigcommerce_emulator.state.settings import Settings
from tests.unit.bigcommerce_emulator.shopper import AUSTIN, GUIDE, MUG, Shopper

ODD: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-2, 9)
    | st.floats(allow_nan=False)
    | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=4,
)
FEE = {"type": "custom_fee", "name": "f", "display_name": "Fee", "cost": 4, "source": "AA"}
NOTE = {"permission_set": "read", "namespace": "n", "key": "k", "value": "v"}
CALLS: list[tuple[str, str, dict[str, Any]]] = [
    ("PUT", "/v3/carts/{cart}", {"customer_id": 12, "version": 1}),
    ("POST", "/v3/carts/{cart}/items", {"line_items": [MUG], "custom_items": []}),
    ("PUT", "/v3/carts/{cart}/items/{line}", {"line_item": {"quantity": 3, "list_price": 4}}),
    ("DELETE", "/v3/carts/{cart}/items/{line}", {"version": 2}),
    ("POST", "/v3/carts/{cart}/metafields", NOTE),
    ("PUT", "/v3/carts/{cart}/metafields/1", NOTE),
    ("DELETE", "/v3/carts/{cart}/metafields/1", {}),
    ("PUT", "/v3/checkouts/{cart}", {"customer_message": "Hi"}),
    ("POST", "/v3/checkouts/{cart}/billing-address", AUSTIN),
    (
        "POST",
        "/v3/checkouts/{cart}/discounts",
        {
            "cart": {
                "discounts": [{"discounted_amount": 3}],
                "line_items": [{"id": "{line}", "discounted_amount": 2}],
            }
        },
    ),
    ("POST", "/v3/checkouts/{cart}/coupons", {"coupon_code": "TENOFF"}),
    ("DELETE", "/v3/checkouts/{cart}/coupons/TENOFF", {"version": 3}),
    ("POST", "/v3/checkouts/{cart}/fees", {"fees": [FEE]}),
    ("PUT", "/v3/checkouts/{cart}/fees", {"fees": [FEE | {"id": "{fee}"}]}),
    ("DELETE", "/v3/checkouts/{cart}/fees", {"ids": ["{fee}"]}),
    ("PUT", "/v3/checkouts/{cart}/consignments/{consignment}", {"shipping_option_id": "x"}),
    (
        "PUT",
        "/v3/checkouts/{cart}/consignments/{consignment}",
        {"custom_shipping": {"price": 4, "description": "d"}, "address": AUSTIN},
    ),
    (
        "PUT",
        "/v3/checkouts/{cart}/consignments/{consignment}",
        {
            "pickup_option": {"pickup_method_id": 1},
            "line_items": [{"item_id": "{line}", "quantity": 1}],
        },
    ),
    ("POST", "/v3/checkouts/{cart}/orders", {}),
    ("POST", "/v3/checkouts/{cart}/token", {"maxUses": 1, "ttl": 60}),
    ("POST", "/v3/payments/access_tokens", {"order": {"id": 101}}),
    ("PUT", "/v2/orders/101", {"status_id": 11, "billing_address": {"city": "x"}}),
    ("PUT", "/v2/orders/101", {"external_merchant_id": "m", "customer_id": 3}),
]
SWITCHES = st.builds(
    Settings,
    items_clear_option=st.sampled_from(["yes", "no"]),
    discounts_clear_option=st.sampled_from(["no", "yes"]),
    several_coupons=st.sampled_from(["no", "yes"]),
    split_lines=st.sampled_from(["new_ids", "same_id"]),
    prices=st.sampled_from(["ex_tax", "inc_tax"]),
)


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_a_refused_call_changes_nothing_and_none_breaks_the_store(data: st.DataObject) -> None:
    shopper = Shopper(data.draw(SWITCHES), recorder=unrecorded)
    cart_id, _ = shopper.placed_order(MUG, GUIDE)
    for method, path, body in data.draw(st.lists(st.sampled_from(CALLS), min_size=5, max_size=12)):
        ids = names(shopper, cart_id)
        sent = filled(data.draw(changed(body)), ids)
        before = everything(shopper)
        answer = shopper.ask(method, filled(path, ids), sent)
        assert answer.status < 500
        if answer.status >= 400:
            assert everything(shopper) == before


def changed(body: dict[str, Any]) -> st.SearchStrategy[Any]:
    """The body as it is, without a field, with an odd value in one, or something else."""
    fields = st.sampled_from(sorted(body)) if body else st.text(max_size=4)
    return st.one_of(
        st.just(body),
        fields.map(lambda name: {key: value for key, value in body.items() if key != name}),
        st.tuples(fields, ODD).map(lambda change: body | {change[0]: change[1]}),
        ODD,
    )


def names(shopper: Shopper, cart_id: str) -> dict[str, str]:
    """The identifiers that a call may name, those of nothing where there is none."""
    cart = shopper.store.carts.get(cart_id)
    if cart is None:
        return dict.fromkeys(("{cart}", "{line}", "{fee}", "{consignment}"), "none")
    fees, consignments = cart.fees, cart.consignments
    return {
        "{cart}": cart_id,
        "{line}": cart.line_items[-1].id if cart.line_items else "none",
        "{fee}": fees[0].id if fees else "none",
        "{consignment}": consignments[0].id if consignments else "none",
    }


def filled(value: Any, ids: dict[str, str]) -> Any:
    """The value with the identifiers in the place of their names."""
    if isinstance(value, dict):
        return {key: filled(inner, ids) for key, inner in value.items()}
    if isinstance(value, list):
        return [filled(inner, ids) for inner in value]
    if isinstance(value, str):
        for name, text in ids.items():
            value = value.replace(name, text)
    return value


def everything(shopper: Shopper) -> Any:
    """All that a client could see of the store."""
    query = {"include": "consignments.available_shipping_options"}
    checkouts = [shopper.checkout(cart_id, **query) for cart_id in shopper.store.carts]
    notes = shopper.body(shopper.ask("GET", "/v3/carts/metafields"))["data"]
    return checkouts, shopper.orders(include="fees"), notes
