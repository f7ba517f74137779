"""A key is plain or refused; quotes, unicode and injection get nowhere."""

import uuid
from typing import Any

import pytest

from order_service.errors import MalformedRequest
from order_service.keys import OrderKey, read_key

KEY = OrderKey("acme", "order-1")


@pytest.mark.parametrize(
    ("sent", "key"),
    [
        ("a", "a"),
        ("order-1", "order-1"),
        ("A.b_c~d:e@f-9", "A.b_c~d:e@f-9"),
        ("0" * 128, "0" * 128),
        ('"order-1"', "order-1"),
        (str(uuid.UUID(int=7)), str(uuid.UUID(int=7))),
    ],
)
def test_a_key_is_read_with_or_without_quotes(sent: str, key: str) -> None:
    assert read_key("acme", sent) == OrderKey("acme", key)


@pytest.mark.parametrize("key", [None, "", '""', 0])
def test_a_missing_key_is_named(key: Any) -> None:
    with pytest.raises(MalformedRequest) as caught:
        read_key("acme", key)
    assert caught.value.facts["errors"][0]["field"] == "idempotency_key"
    assert "missing" in caught.value.facts["errors"][0]["message"]


@pytest.mark.parametrize(
    "key",
    [
        '"',
        '"a',
        'a"',
        '""a""',
        "-a",
        ".",
        "a b",
        "a#b",
        "a/b",
        "../a",
        "a\n",
        "\na",
        "a\x00",
        "a\r\nX-Evil: 1",
        "' OR 1=1 --",
        "a%23b",
        "\N{FULLWIDTH LATIN SMALL LETTER A}",
        "\N{CYRILLIC SMALL LETTER A}",
        "é",
        "a\u200b",
        "\N{ARABIC-INDIC DIGIT ONE}",
        "0" * 129,
        5,
        ["a"],
        {"a": 1},
        b"a",
        True,
    ],
)
def test_an_unusable_key_is_refused(key: Any) -> None:
    with pytest.raises(MalformedRequest) as caught:
        read_key("acme", key)
    assert caught.value.facts["errors"][0]["field"] == "idempotency_key"


@pytest.mark.parametrize(
    "store",
    [
        None,
        "",
        7,
        "-acme",
        "acme#x",
        "acme/other",
        "../acme",
        "acme.",
        "acme\n",
        "\N{FULLWIDTH LATIN SMALL LETTER A}cme",
        "acme'",
        "a" * 65,
        '"acme"',
        ["acme"],
    ],
)
def test_an_unusable_store_name_is_refused(store: Any) -> None:
    with pytest.raises(MalformedRequest) as caught:
        read_key(store, "order-1")
    assert caught.value.facts["errors"][0]["field"] == "store"


@pytest.mark.parametrize("store", ["a", "Acme_1", "9-lives", "a" * 64])
def test_a_plain_store_name_is_read(store: str) -> None:
    assert read_key(store, "k").store == store


def test_two_keys_never_share_a_ledger_id() -> None:
    assert str(OrderKey("a", "b")) == "a#b"


def test_the_correlation_id_is_a_uuid_that_stays_the_same() -> None:
    assert uuid.UUID(KEY.correlation_id).version == 5
    assert KEY.correlation_id == OrderKey("acme", "order-1").correlation_id
    assert KEY.correlation_id != OrderKey("acme", "order-2").correlation_id
    assert KEY.correlation_id != OrderKey("other", "order-1").correlation_id


@pytest.mark.parametrize("key", ["", "a b"])
def test_a_wrong_key_is_named_as_its_sender_knows_it(key: str) -> None:
    with pytest.raises(MalformedRequest) as caught:
        read_key("acme", key, "Idempotency-Key")
    assert caught.value.facts["errors"][0]["field"] == "Idempotency-Key"
