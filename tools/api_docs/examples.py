"""Examples for every case: orders from events/, answers as the service itself builds them."""

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from order_service.answers import (
    ChosenShipping,
    Finishing,
    OfferedShipping,
    OrderDraft,
    PlacedConsignment,
    PlacedOrder,
    RedirectUrls,
    Totals,
)
from order_service.keys import OrderKey
from order_service.ledger.entry import Entry, Phase
from order_service.ledger.status import status_of
from order_service.quoted import (
    AcceptedShipping,
    QuotedAmount,
    QuotedConsignment,
    QuotedOrder,
)
from tools.api_docs.problems import refusal

EVENTS = Path(__file__).resolve().parents[2] / "events"
KEY = OrderKey("sandbox", "po-1001")
_URL = "https://store.example/cart.php?action=loadInCheckout&token=..."
_DRAFT = OrderDraft(
    cart_id="11111111-2222-4333-8444-555555555555",
    redirect_urls=RedirectUrls(cart_url=_URL, checkout_url=_URL, embedded_checkout_url=_URL),
    consignments=[
        PlacedConsignment(
            id="5d484d668e5aa",
            line_item_ids=["66666666-7777-4888-8999-000000000000"],
            shipping_option=ChosenShipping(
                type="shipping_flat", description="Flat Rate", cost=Decimal("5.00")
            ),
        )
    ],
    totals=Totals(
        currency="USD",
        base_amount=Decimal("10.00"),
        discount_amount=Decimal("0.00"),
        cart_amount=Decimal("10.83"),
        tax_total=Decimal("0.83"),
        shipping_total=Decimal("5.00"),
        grand_total=Decimal("15.83"),
    ),
)
_TROUBLE = {"code": "store_throttled", "step": "cart", "detail": "Come back later."}


def requests() -> dict[str, Any]:
    """Return an order for each file of events/ that creates one, by its name."""
    return {path.stem.removeprefix("api_create_"): _order(path) for path in _files()}


def placed() -> dict[str, Any]:
    """Return the answer to a placed order."""
    return PlacedOrder(order_id=101, **dict(_DRAFT)).model_dump(mode="json")


def quoted() -> dict[str, Any]:
    """Return the answer to a quote."""
    flat = ChosenShipping(type="shipping_flat", description="Flat Rate", cost=Decimal("5.00"))
    fast = flat.model_copy(update={"description": "Express Courier", "cost": Decimal("15.00")})
    found = QuotedConsignment(
        why="cheapest of 2 that fit",
        shipping=AcceptedShipping(type=flat.type, description=flat.description, max_cost=flat.cost),
        shipping_option=flat,
        offered=[OfferedShipping.model_validate(one.model_dump()) for one in (flat, fast)],
    )
    quote = QuotedOrder(
        totals=_DRAFT.totals,
        taxes=[QuotedAmount(name="Sales tax", amount=_DRAFT.totals.tax_total)],
        discounts=[],
        coupons=[],
        fees=[],
        consignments=[found],
    )
    return quote.model_dump(mode="json")


def states() -> dict[str, Any]:
    """Return the answer about a key in each state, by the state's name."""
    return {phase.value: status_of(_entry(phase), urls=True) for phase in Phase}


def order_cancelled() -> dict[str, Any]:
    """Return what is answered about a key whose order was cancelled, as was asked."""
    done = Finishing(status="Cancelled", order_cancelled=True)
    return status_of(replace(_entry(Phase.PLACED), finishing=done.model_dump_json()))


def _files() -> list[Path]:
    return sorted(EVENTS.glob("api_create_*.json"))


def _order(path: Path) -> Any:
    return json.loads(json.loads(path.read_text())["body"])


def _entry(phase: Phase) -> Entry:
    return Entry(
        KEY,
        "",
        phase,
        draft=_DRAFT.model_dump_json(),
        order_id=101 if phase in (Phase.FINISHING, Phase.PLACED) else 0,
        problem=json.dumps(refusal()),
        last_error=json.dumps(_TROUBLE) if phase is Phase.CLAIMED else "",
    )
