"""E-mail addresses that exist and that a strict validator refuses, or sends on in other words.

Source: reports of a validator that writes a domain's punycode in Unicode, so that the store no
longer knows its customer; addresses with dots in a row or before the @ of Japanese carriers; and
exports that fill a missing address with a placeholder.
Wrong before: ``jane@xn--mnchen-3ya.de`` reached the store as ``jane@münchen.de``, and the carriers'
customers could not order.
"""

from typing import Any

import pytest

from order_service.errors import InvalidRequest
from order_service.request.intake import read_order, write_message
from tests.fakes.features import mugs
from tests.fakes.orders import AUSTIN
from tests.fakes.shop import Shop

EXISTING = [
    "jane@xn--mnchen-3ya.de",
    "jane@münchen.de",
    "Jane.Roe@EXAMPLE.com",
    "taro..yamada.@docomo.example.jp",
    ".leading@example.com",
    "o'hara+orders@mail.example.co.uk",
    "用户@例子.公司",
    "जेन@हिन्दी.भारत",
    "a@b_c.example.com",
    "x" * 64 + "@example.com",
]
PLACEHOLDERS = [
    "",
    "none",
    "n/a",
    "-",
    "guest@",
    "@example.com",
    "customer@localhost",
    "jane@127.0.0.1",
    "jane@example.com, joe@example.com",
    "Jane <jane@example.com>",
    "jane roe@example.com",
    "jane@example..com",
    "jane@example.com.",
    "jane@-example.com",
    "x" * 65 + "@example.com",
    "jane@" + "x" * 64 + ".com",
    "jane@" + "example." * 40 + "com",
]


def billed(email: str) -> dict[str, Any]:
    return mugs(billing_address=AUSTIN | {"email": email})


@pytest.mark.parametrize("email", EXISTING)
def test_an_address_reaches_the_store_exactly_as_it_was_sent(email: str) -> None:
    shop = Shop()
    shop.place(billed(email) | {"customer": {"email": email, "match": "guest"}})
    sent = {request.path.rpartition("/")[2]: request.body for request in shop.calls.sent}
    assert sent["billing-address"]["email"] == email
    assert shop.store.orders[0].billing_address["email"] == email


@pytest.mark.parametrize("email", EXISTING)
def test_an_address_waits_in_the_queue_exactly_as_it_was_sent(email: str) -> None:
    job = Shop().job(billed(email))
    assert email in write_message(job)


@pytest.mark.parametrize("email", PLACEHOLDERS)
def test_what_is_no_address_is_refused_with_what_to_send(email: str) -> None:
    with pytest.raises(InvalidRequest) as caught:
        read_order(billed(email))
    (error,) = caught.value.problem()["errors"]
    assert error["field"] == "billing_address.email"
    assert error["message"].startswith("must be one e-mail address with a domain, like name@")


def test_a_domain_in_capitals_makes_no_other_order_of_a_repeated_one() -> None:
    one, other = (read_order(billed(f"jane@{host}")) for host in ("EXAMPLE.com", "example.com"))
    assert one.fingerprint() == other.fingerprint()
    assert one.canonical() != other.canonical()
    another = read_order(billed("Jane@example.com"))
    assert another.fingerprint() != other.fingerprint()
