from decimal import Decimal

import pytest

from bigcommerce_emulator.api.application import encode


def test_amounts_become_numbers() -> None:
    body = {
        "whole": Decimal("10.00"),
        "cents": Decimal("10.83"),
        "most": Decimal("9999999999999.99"),
    }

    assert encode(body) == b'{"whole":10,"cents":10.83,"most":9999999999999.99}'


def test_no_body_becomes_null() -> None:
    assert encode(None) == b"null"


def test_what_has_no_place_in_json_is_refused() -> None:
    with pytest.raises(TypeError, match="set has no place in a body"):
        encode({"a": set()})
