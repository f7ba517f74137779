"""A store writes addresses its own way; another address is another address."""

from typing import Any

import pytest

from order_service.checkout.address_spelling import SAME, unlike
from order_service.request.destinations import Address
from order_service.request.spelling import abbreviates, loose
from tests.fakes.orders import AUSTIN

OURS = Address.model_validate(AUSTIN)
FIELD = {"field_id": "field_25", "field_value": "Leave it"}
BERLIN = {
    "country_code": "DE",
    "postal_code": "10115",
    "city": "Köln",
    "address1": "Goethestraße 5",
}


def differing(sent: dict[str, Any], shown: dict[str, Any]) -> list[str]:
    return unlike(Address.model_validate(AUSTIN | sent), AUSTIN | sent | shown)


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ({}, {"country": "United States", "id": "5d484d668e5aa"}),
        ({}, {"city": "AUSTIN", "address1": " 1  quillfeather LANE, "}),
        ({}, {"address1": "1 Quillfeather Ln"}),
        ({"address1": "1 N Oak St"}, {"address1": "1 North Oak Street"}),
        ({"address1": "5 Rue d'Été"}, {"address1": "5 Rue d&#39;Ete"}),
        ({"address2": "Apartment 7"}, {"address2": "Apt. 7"}),
        ({}, {"state_or_province": "Texas", "state_or_province_code": "TX"}),
        ({"state_or_province": "TX", "state_or_province_code": None},
         {"state_or_province": "Texas", "state_or_province_code": "TX"}),
        ({}, {"state_or_province": "", "state_or_province_code": ""}),
        ({}, {"postal_code": "78701-1234"}),
        ({"postal_code": None}, {"postal_code": "78701"}),
        ({"country_code": "CA", "postal_code": "K1A0B1"}, {"postal_code": "k1a 0b1"}),
        (BERLIN, {"postal_code": "D-10115", "city": "KOLN", "address1": "Goethestrasse 5"}),
        (BERLIN, {"postal_code": "DE 10115"}),
        ({"country_code": "HK", "postal_code": "00000"}, {"postal_code": ""}),
        ({"country_code": "AE", "postal_code": "000-00"}, {"postal_code": None}),
        ({"country_code": "GB", "postal_code": "SW1A 1AA"}, {"postal_code": "GB-SW1A1AA"}),
        ({}, {"country_code": "us"}),
        ({}, {"phone": "512-555-0173"}),
        ({"phone": "0512 555 0173"}, {"phone": "+1 (512) 555-0173"}),
        ({"phone": "5550173"}, {"phone": "512-5550173"}),
        ({}, {"phone": None, "email": None, "company": None, "custom_fields": None}),
        ({"company": "Quill Ltd"}, {"company": None}),
        ({}, {"first_name": "ZEPHYRINE", "last_name": "Quill-Feather"}),
        ({}, {"email": "Zephyrine.Quillfeather@EXAMPLE.com"}),
        ({"custom_fields": [FIELD]}, {"custom_fields": [{"field_id": "a"}, FIELD]}),
        ({"custom_fields": [{"field_id": "f", "field_value": ["Door", "Bell"]}]},
         {"custom_fields": [{"field_id": "f", "field_value": ["bell", "DOOR"]}]}),
        ({"custom_fields": [{"field_id": "f", "field_value": 7}]},
         {"custom_fields": [{"field_id": "f", "field_value": "7"}]}),
    ],
)  # fmt: skip
def test_the_store_s_spelling_is_the_same_address(
    sent: dict[str, Any], shown: dict[str, Any]
) -> None:
    assert differing(sent, shown) == []


@pytest.mark.parametrize(
    ("sent", "shown", "fields"),
    [
        ({}, {"address1": "2 Quillfeather Lane"}, ["address1"]),
        ({}, {"address1": "1 Other Lane"}, ["address1"]),
        ({}, {"address1": "1 Quillfeather"}, ["address1"]),
        ({"address1": "1 Main St"}, {"address1": "1 Martin St"}, ["address1"]),
        ({}, {"address2": "Apt 7"}, ["address2"]),
        ({}, {"city": "Houston"}, ["city"]),
        ({}, {"state_or_province": "Ohio", "state_or_province_code": "OH"},
         ["state_or_province", "state_or_province_code"]),
        ({}, {"state_or_province": "Ohio", "state_or_province_code": None},
         ["state_or_province", "state_or_province_code"]),
        ({}, {"state_or_province": None, "state_or_province_code": "OH"},
         ["state_or_province", "state_or_province_code"]),
        ({}, {"postal_code": "78702"}, ["postal_code"]),
        ({}, {"postal_code": ""}, ["postal_code"]),
        ({"postal_code": "1010"}, {"postal_code": "A-1011"}, ["postal_code"]),
        (BERLIN, {"postal_code": "A-10115"}, ["postal_code"]),
        ({"postal_code": "00000"}, {"postal_code": "78701"}, ["postal_code"]),
        ({"postal_code": "00501"}, {"postal_code": ""}, ["postal_code"]),
        ({}, {"country_code": "CA"}, ["country_code"]),
        ({}, {"country_code": None}, ["country_code"]),
        ({}, {"first_name": "Zephyrin"}, ["first_name"]),
        ({}, {"last_name": None}, ["last_name"]),
        ({}, {"company": "Other Ltd"}, ["company"]),
        ({}, {"phone": "+15125550174"}, ["phone"]),
        ({"phone": "550173"}, {"phone": "5125550173"}, ["phone"]),
        ({}, {"email": "eve@example.com"}, ["email"]),
        ({"custom_fields": [FIELD]}, {"custom_fields": []}, ["custom_fields"]),
        ({"custom_fields": [FIELD]}, {"custom_fields": [FIELD | {"field_id": "field_26"}]},
         ["custom_fields"]),
        ({"custom_fields": [{"field_id": "f", "field_value": ["Door", "Bell"]}]},
         {"custom_fields": [{"field_id": "f", "field_value": ["Door"]}, "Bell"]},
         ["custom_fields"]),
    ],
)  # fmt: skip
def test_another_address_is_another_in_these_fields(
    sent: dict[str, Any], shown: dict[str, Any], fields: list[str]
) -> None:
    assert differing(sent, shown) == fields


def test_every_field_of_an_address_is_compared() -> None:
    assert set(SAME) == set(Address.model_fields)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("1 Oak Street", "1 Oak St", True),
        ("1 Oak Street", "2 Oak Street", False),
        ("1 Oak Street", "1 Elm Street", False),
        ("1 Oak Street", "1 Oak Street 5", False),
        ("Boulevard", "Blvd", True),
        ("Saint-Ouen", "St Ouen", True),
        ("1", "11", False),
        ("", "", True),
    ],
)
def test_words_may_be_abbreviated_and_numbers_may_not(one: str, other: str, same: bool) -> None:
    assert abbreviates(one, other) is same
    assert abbreviates(other, one) is same


@pytest.mark.parametrize("text", ["\uff23afé &amp; Co", " CAFE\u0301\u00a0 & co "])
def test_a_text_is_compared_without_entities_unicode_form_case_and_blanks(text: str) -> None:
    assert loose(text) == "café & co"


def test_nothing_is_not_the_number_nothing() -> None:
    assert (loose(None), loose(0)) == ("", "0")


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        (("Alabama", "AL"), ("Alaska", "AK")),
        (("Missouri", "MO"), ("Montana", "MT")),
        (("Arkansas", "AR"), ("Arizona", "AZ")),
        (("Indiana", "IN"), ("Illinois", "IL")),
        (("AL", None), ("Alaska", "AK")),
    ],
)
def test_another_state_is_another_address(
    asked: tuple[str, str | None], shown: tuple[str, str]
) -> None:
    names = ("state_or_province", "state_or_province_code")
    sent = {name: text for name, text in zip(names, asked, strict=True) if text}
    without = {name: text for name, text in AUSTIN.items() if name not in names}
    ours = Address.model_validate(without | sent)
    assert unlike(ours, without | dict(zip(names, shown, strict=True))) == [*names]


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        (("TX", None), ("Texas", "TX")),
        (("TX", None), ("Texas", None)),
        (("Texas", "TX"), ("TX", None)),
        (("Texas", None), (None, "TX")),
        (("Goa", None), ("Goa", "GA")),
        (("Texas", "TX"), ("Tex.", None)),
        (("Que.", None), ("Québec", "QC")),
        (("Quebec", "QC"), ("Québec", "CA-QC")),
        (("QC", None), ("Québec", "CA-QC")),
        (("Hesse", None), ("Hessen", "HE")),
        (("Catalonia", None), ("Cataluña", "CT")),
        (("Ken", None), ("Kentucky", "KY")),
        (("Tokyo", "13"), ("Tokyo-to", "JP-13")),
        (("Tokyo", "13"), ("Tokyo", "TK")),
    ],
)
def test_a_state_is_the_same_by_its_name_or_its_code(
    asked: tuple[str, str | None], shown: tuple[str | None, str | None]
) -> None:
    names = ("state_or_province", "state_or_province_code")
    sent = {name: text for name, text in zip(names, asked, strict=True) if text}
    without = {name: text for name, text in AUSTIN.items() if name not in names}
    ours = Address.model_validate(without | sent)
    assert unlike(ours, without | dict(zip(names, shown, strict=True))) == []


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ({"address1": "12 3rd Street"}, {"address1": "1 23rd Street"}),
        ({"address1": "11 Oak Lane"}, {"address1": "1/1 Oak Lane"}),
        (
            {"custom_fields": [FIELD | {"field_value": "2026-1-11"}]},
            {"custom_fields": [FIELD | {"field_value": "2026-11-1"}]},
        ),
    ],
)
def test_another_number_is_another_address(asked: dict[str, Any], shown: dict[str, Any]) -> None:
    assert differing(asked, shown) == [*shown]
