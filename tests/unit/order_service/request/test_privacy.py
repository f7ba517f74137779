from dataclasses import replace

import pytest

from order_service.bigcommerce.verdicts import Answer
from order_service.errors import StoreRefused
from order_service.placing.flow import place_order
from order_service.request.privacy import masked, pattern_of
from tests.fakes.orders import AUSTIN, order_body
from tests.fakes.shop import Shop
from tests.fakes.store import OpenFakeStore
from tests.fakes.views import order


@pytest.mark.parametrize("field", ["first_name", "email", "address1", "postal_code", "phone"])
def test_the_stores_words_do_not_repeat_the_customer(field: str) -> None:
    said = {"words": [f"title: {AUSTIN[field].upper()} is not accepted"], "status": 422}
    assert masked(said, order()) == {"words": ["title: [...] is not accepted"], "status": 422}


def test_an_e_mail_address_is_masked_whoever_it_belongs_to() -> None:
    assert masked("ask admin@other.example today", order()) == "ask [...] today"


def test_words_that_name_nobody_stay_as_they_are() -> None:
    text = "This product has options; variant ID is required (US, TX)"
    assert masked(text, order()) == text


def test_a_name_inside_another_word_is_left_alone() -> None:
    ann = order(billing_address=AUSTIN | {"first_name": "Ann"}, consignments=None)
    assert masked("channel_id is invalid for Ann", ann) == "channel_id is invalid for [...]"


def test_an_answer_to_a_custom_field_is_masked() -> None:
    assert masked("Leave with Zephyrine: too long", order()) == "[...]: too long"


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (["Zephyrine", "Quillon"], "Not [...], nor 4929123: call"),
        (4929123, "Not Quillon, nor [...]: call"),
    ],
)
def test_an_answer_of_several_texts_or_a_number_is_masked(answer: object, said: str) -> None:
    address = AUSTIN | {"custom_fields": [{"field_id": "field_25", "field_value": answer}]}
    asked = order(billing_address=address, consignments=None)
    assert masked("Not Quillon, nor 4929123: call", asked) == said


@pytest.mark.parametrize("given", ["+15125550173", "(512) 555-0173", "512.555.0173 x12"])
@pytest.mark.parametrize(
    "said", ["+1 512 555 0173", "512-555-0173", "1/512/5550173", "001 (512) 555 - 0173", "555 0173"]
)
def test_a_telephone_number_is_masked_however_it_is_written(given: str, said: str) -> None:
    asked = order(billing_address=AUSTIN | {"phone": given}, consignments=None)
    assert masked(f"phone {said} is not valid", asked) == "phone [...] is not valid"
    assert masked(f"phone {said} 40 is too long", asked) == "phone [...] is too long"


def test_other_numbers_stay() -> None:
    text = "variant 1234567 of 2026-11-28, 40 left of 555 01, at 10.00, line 017"
    assert masked(text, order()) == text


def test_a_number_of_few_digits_is_masked_only_by_itself() -> None:
    asked = order(billing_address=AUSTIN | {"phone": "1173"}, consignments=None)
    assert masked("11-73 is not valid, 11731 is", asked) == "[...] is not valid, 11731 is"


@pytest.mark.parametrize(
    "kept",
    ["Zeph", "1 Quillf", "zephyrine.quil", "zephyrine.quillfeather@exa", "+1512555", "+1 (512) 55"],
)
def test_a_value_that_was_cut_in_the_middle_is_masked(kept: str) -> None:
    assert masked(f"not accepted: {kept}", order()) == "not accepted: [...]"


def test_a_value_is_found_whatever_breaks_its_lines_had() -> None:
    written = order(customer_message="Ring twice,\n  then wait", consignments=None)
    assert masked("value: Ring twice, then wait!", written) == "value: [...]!"


def test_a_text_of_other_letters_is_masked_at_the_right_place() -> None:
    asked = order(billing_address=AUSTIN | {"address1": "Straße 123"}, consignments=None)
    assert masked("ßßß İ: Straße 1", asked) == "ßßß İ: [...]"


def test_a_refusal_that_quotes_the_customer_is_told_and_kept_without_the_quote() -> None:
    shop = Shop()
    quoting = Answer(
        422, {}, {"title": f"{AUSTIN['email']} is blocked", "errors": {"x": "Zephyrine"}}
    )
    service = replace(shop.service, open_store=OpenFakeStore(lambda *_: quoting))
    with pytest.raises(StoreRefused) as caught:
        place_order(shop.job(order_body()), service, shop.deadline())
    assert caught.value.problem()["store"]["words"] == ["[...] is blocked", "x: [...]"]
    kept = str(shop.dynamodb.items).casefold()
    assert "[...] is blocked" in kept
    assert "zephyrine" not in kept


@pytest.mark.parametrize("text", ["Ring twice", "Fragile; call ahead", "B-77 of Jim", "For my Ann"])
def test_what_customers_and_staff_wrote_is_masked(text: str) -> None:
    wrapped = {"wrap_together": True, "wrap_details": [{"id": 1, "message": "For my Ann"}]}
    written = order(
        customer_message="Ring twice",
        staff_notes="Fragile; call ahead",
        metafields=[{"namespace": "erp", "key": "batch", "value": "B-77 of Jim"}],
        line_items=[{"product_id": 120, "quantity": 1, "gift_wrapping": wrapped}],
    )
    assert masked(f"value: {text} is too long", written) == "value: [...] is too long"


def test_a_text_of_spaces_masks_nothing() -> None:
    assert masked("Sold out, sorry.", order(staff_notes="     ")) == "Sold out, sorry."


def test_no_pattern_is_made_of_what_the_store_did_not_say() -> None:
    texts = [f"{number} {'x' * 5000}" for number in range(9)] + ["Jane  Doe", "STRASSE \u0131"]
    pattern = pattern_of(texts, "jane doe\nlives at strasse I").pattern
    assert len(pattern) < 100
    assert ("Jane" in pattern, "STRASSE" in pattern) == (True, True)
    assert pattern_of(texts, "").sub("-", "Nobody is named.") == "Nobody is named."
