"""One row per store step: whatever depends on a step is asked about every one of them."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bigcommerce_emulator.api.routes import ROUTES, template
from bigcommerce_emulator.bodies.errors import RefusedError
from bigcommerce_emulator.state.scopes import KNOWN, PAYMENTS, check_scope
from order_service import store_steps
from order_service.bigcommerce.calls import Operation, StoreCalls
from order_service.checkout import steps as checkout_steps
from order_service.errors import SECOND_LOOK, ScopeMissing
from order_service.request.intake import read_order
from order_service.request.order import OrderRequest
from order_service.store.order_view import OrderRow
from order_service.store_steps import (
    BILLING_ADDRESS_AGAIN,
    ORDER_FIELDS,
    STEPS,
    Api,
    Scope,
    StoreStep,
)
from tests.fakes.clock import FakeClock
from tests.fakes.features import ADJUSTED, B2B, BUYER, FINISHED, MUG, mugs
from tests.fakes.orders import AUSTIN
from tests.fakes.sends import failing, scripted
from tests.fakes.store import FakeCredentials, deadline_in
from tools.places import ROOT

EVERY = (*STEPS, BILLING_ADDRESS_AGAIN)
SERVICE = ROOT / "functions" / "order_service"
NO_CALLS = {"attention", "credentials", "expected_total", "pause", "second_look"}
"""Steps of an order that make no call of their own."""
OF_THE_STORE = {
    Scope.CARTS: "store_cart",
    Scope.CHECKOUTS: "store_checkouts",
    Scope.ORDERS: "store_v2_orders",
    Scope.CUSTOMERS: "store_v2_customers",
    Scope.PRODUCTS: "store_v2_products",
    Scope.PAYMENTS: PAYMENTS,
    Scope.B2B: "store_b2b",
}
every_step = pytest.mark.parametrize(
    "step", EVERY, ids=lambda step: f"{step.name}-{step.method.lower()}"
)


def pattern(step: StoreStep) -> tuple[str, ...]:
    ids = dict.fromkeys(re.findall(r"{(\w+)}", step.path), "1")
    path = step.at(**ids).partition("?")[0]
    return template(path if step.api is Api.B2B else f"/stores/hash{path}")[1]


def test_every_row_of_the_module_is_listed_once() -> None:
    rows = {row.name for row in vars(store_steps).values() if isinstance(row, StoreStep)}
    assert sorted(rows) == sorted(step.name for step in STEPS)


def test_every_step_that_a_checkout_can_lack_has_its_row() -> None:
    kinds = (*checkout_steps.Adjustment.__args__, *checkout_steps.Delivery.__args__)
    rows = [kind.row for kind in (*kinds, checkout_steps.AddMetafield)]
    assert len(rows) == len({row.name for row in rows})
    assert all(row in STEPS for row in rows)


@every_step
def test_every_step_is_a_call_that_the_store_has(step: StoreStep) -> None:
    assert step.method in ROUTES[pattern(step)]


@every_step
def test_every_step_names_the_scope_without_which_the_store_forbids_it(step: StoreStep) -> None:
    needed = OF_THE_STORE[step.scope]
    check_scope(frozenset({needed}), step.method, pattern(step))
    with pytest.raises(RefusedError):
        check_scope(frozenset(KNOWN - {needed}), step.method, pattern(step))


@every_step
def test_a_403_names_the_scope_of_the_step(step: StoreStep) -> None:
    said = {"status": 403, "title": "You don't have a required scope."}
    send = scripted(failing(403, said))
    calls = StoreCalls(send, FakeCredentials(), "acme", "c-id", deadline_in(60, FakeClock()))
    with pytest.raises(ScopeMissing) as missing:
        calls.make(Operation(step, "/v3/thing"), lambda body: body)
    problem = missing.value.problem()
    assert problem["step"] == step.name
    assert problem["cause"] == f"scope_missing_{step.scope.name.lower()}"
    assert step.scope.value in problem["hint"]
    assert step.scope.value in problem["detail"]


@every_step
def test_a_step_costs_what_fields_of_a_request_ask_for(step: StoreStep) -> None:
    names = (*step.once, *([step.each] if step.each else []))
    assert all(hasattr(OrderRequest, name) or name in OrderRequest.model_fields for name in names)


def test_no_error_names_a_step_that_does_not_exist() -> None:
    named = {step for path in SERVICE.rglob("*.py") for step in literals(path)}
    assert named | {SECOND_LOOK} == NO_CALLS


def literals(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.keyword) and node.arg == "step":
            constant = node.value.value if isinstance(node.value, ast.Constant) else None
            if isinstance(constant, str):
                yield constant


def test_every_field_that_is_written_to_an_order_is_asked_for_and_read_back() -> None:
    shown = {"status", *OrderRow.model_fields}
    assert set(ORDER_FIELDS) <= OrderRequest.model_fields.keys() & shown


OWN_PRICE = {"custom_shipping": {"price": 5, "description": "Our van"}}
PICKED_UP = [{"pickup_option": {"pickup_method_id": 1}}]
SAMPLES: dict[str, dict[str, Any]] = {
    "total agreed on beforehand": {"expected_total": "10"},
    "coupons": {"coupon_codes": ["A", "B"]},
    "manual discounts": {"discounts": ADJUSTED["discounts"]},
    "fees": {"fees": ADJUSTED["fees"]},
    "message of the customer": {"customer_message": "Ring twice."},
    "notes on the cart, found by the order's `cart_id`": {"metafields": ADJUSTED["metafields"]},
    "gift wrapping": {
        "line_items": [
            MUG | {"gift_wrapping": {"wrap_together": True, "wrap_details": [{"id": 2}]}}
        ]
    },
    "pickup": {"consignments": PICKED_UP},
    "own shipping price": {"shipping": OWN_PRICE},
    "customer by e-mail": {"customer": {"email": AUSTIN["email"]}},
    "products by SKU": {"line_items": [{"sku": "A", "quantity": 1}, {"sku": "B", "quantity": 1}]},
    "status": {"status": 11, "after_order": "keep"},
    "fields of the order": FINISHED | {"after_order": "keep"},
    "purchase order number and extra fields (B2B Edition)": {"customer_id": BUYER, "b2b": B2B},
    "end of the cart": {"after_order": "delete"},
    "payment hand-over": {"payment_token": True},
}


def features() -> dict[str, str]:
    """What docs/orders.md says of each feature's calls, by the feature."""
    _, _, table = (ROOT / "docs" / "orders.md").read_text().partition("| store calls added |")
    rows = [row.split(" | ") for row in table.partition("\n\n")[0].splitlines()[2:]]
    return {row[0].removeprefix("| "): row[2] for row in rows}


def test_the_page_of_orders_says_of_every_feature_how_many_calls_it_adds() -> None:
    assert SAMPLES.keys() == features().keys()
    usual = calls_of(mugs())
    for feature, said in features().items():
        times = 2 if "each" in said and feature != "pickup" else len(skus(feature)) or 1
        number = int(said.split()[0].rstrip(","))
        assert calls_of(mugs(**SAMPLES[feature])) - usual == number * times, feature


def skus(feature: str) -> list[str]:
    lines = SAMPLES[feature].get("line_items", [])
    return [line["sku"] for line in lines if "product_id" not in line]


def calls_of(body: dict[str, Any]) -> int:
    return sum(step.calls(read_order(body)) for step in STEPS)
