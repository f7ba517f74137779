"""A store answers redirect URLs that no caller could be handed.

Source: domains in letters of their own are stored as they were entered (see the e-mail addresses);
the schema of a cart has no ``redirect_urls``, so that nothing says what they are.
Wrong before: each new cart was unreadable, four were left behind by each delivery, and the order
was never placed, although no step of it needs a URL.
"""

import pytest

from order_service.answers import RedirectUrls
from order_service.keys import OrderKey
from tests.fakes.features import mugs
from tests.fakes.shop import Shop

TOKEN = "5ec2e70fca27"
"""The beginning of the emulator's one-time tokens."""


@pytest.mark.parametrize("form", ["relative", "own_letters"])
def test_a_redirect_url_that_cannot_be_read_is_left_out_of_the_answer(form: str) -> None:
    shop = Shop(redirect_url_form=form)
    placed = shop.place(mugs()).order
    assert placed.redirect_urls == RedirectUrls()
    assert len(shop.calls.sent) == 5


@pytest.mark.parametrize("form", ["relative", "own_letters"])
def test_no_part_of_it_is_kept_or_logged(form: str) -> None:
    shop = Shop(redirect_url_form=form)
    shop.place(mugs())
    entry = shop.ledger.read(OrderKey("acme", "order-1"))
    assert entry is not None
    assert entry.urls() == RedirectUrls()
    assert TOKEN not in repr((shop.journal.notes, entry, shop.status("order-1")))
