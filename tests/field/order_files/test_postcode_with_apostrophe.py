"""A Shopify export writes postcodes with an apostrophe before them, so that a 0 stays.

Source: exports of Shopify stores that integrators quote.
Wrong before: the order was placed, and the parcel addressed, with the postcode ``'78701``.
"""

from pathlib import Path

import pytest

from tests.field.order_files.tables import order, read


@pytest.mark.parametrize("postcode", ["'78701", "'02116", "'SW1A 1AA", '="02116"', "78701"])
def test_a_postcode_is_what_the_post_takes(postcode: str, tmp_path: Path) -> None:
    found = order(read(tmp_path, {"postal_code": postcode}))["billing_address"]["postal_code"]
    assert found == postcode.strip("'=\"")


def test_a_name_that_begins_with_an_apostrophe_keeps_it(tmp_path: Path) -> None:
    found = order(read(tmp_path, {"last_name": "'t Quillfeather"}))
    assert found["billing_address"]["last_name"] == "'t Quillfeather"
