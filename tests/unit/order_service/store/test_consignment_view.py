"""What a consignment shows of its choice, and which offers it keeps from an earlier answer."""

from typing import Any

import pytest

from order_service.store.checkout_parts import ShippingOption
from order_service.store.consignment_view import ConsignmentView
from tests.fakes.orders import NEW_YORK
from tests.fakes.views import EXPRESS, FLAT, consignment, option

LISTED = "available_shipping_options"
RENAMED = {"id": "o-new", "cost": 6}
"""What a carrier does to an offer that it quotes anew."""


def offered(*offers: dict[str, Any], selected: dict[str, Any] | None = None) -> ConsignmentView:
    return consignment("c", "m", selected_shipping_option=selected, **{LISTED: list(offers)})


@pytest.mark.parametrize(
    ("found", "chosen"),
    [
        (offered(FLAT), False),
        (offered(FLAT, selected=FLAT), True),
        (offered(FLAT, selected=FLAT | {"cost": 6}), True),
        (offered(FLAT, selected=FLAT | {"id": "o-new"}), True),
        (offered(FLAT, selected=FLAT | RENAMED), True),
        (offered(FLAT, selected=EXPRESS), False),
        (offered(FLAT, FLAT | {"id": "o-2", "cost": 9}, selected=FLAT | RENAMED), False),
        (offered(FLAT, FLAT | RENAMED, selected=FLAT | RENAMED), False),
        (offered(EXPRESS, selected=FLAT | RENAMED), False),
        (offered(FLAT, EXPRESS, selected=FLAT | RENAMED | {"id": "o-exp"}), False),
    ],
)
def test_an_option_is_selected_if_nothing_else_can_be_meant(
    found: ConsignmentView, chosen: bool
) -> None:
    assert found.has_chosen(option()) is chosen


def test_offers_are_kept_while_none_were_asked_for() -> None:
    earlier, later = offered(FLAT), consignment("c", "m", **{LISTED: None})
    assert later.offered_before(earlier).offers == (ShippingOption.model_validate(FLAT),)
    assert later.offered_before(earlier, asked=True).offers == earlier.offers
    assert later.offered_before(None) is later
    assert later.offered_before(offered()).available_shipping_options is None


def test_offers_with_one_that_is_broken_are_kept_only_where_none_were_asked_for() -> None:
    earlier = offered(FLAT, {"type": "air"})
    later = consignment("c", "m", **{LISTED: None})
    assert later.offered_before(earlier).offers == earlier.offers
    assert later.offered_before(earlier, asked=True) is later


def test_what_is_offered_now_or_to_another_place_is_not_what_was_offered_before() -> None:
    now = offered(EXPRESS)
    assert now.offered_before(offered(FLAT)) is now
    elsewhere = consignment("c", "m", address=NEW_YORK, **{LISTED: None})
    assert elsewhere.offered_before(offered(FLAT)) is elsewhere
