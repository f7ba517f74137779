"""Pure: long texts of an item, packed, so that a write costs one write unit.

DynamoDB bills each write by the kilobyte of the whole item. An answer repeats the names of its
fields and most of each redirect URL, and packs to a quarter. What was packed can be read as long as
its first byte names a known dictionary; texts of earlier releases are read as they are.
"""

import base64
import zlib
from typing import Any

from order_service.errors import VersionMismatch

PACKED = ("redirect_urls", "draft", "earlier_draft", "refused_draft")
"""The attributes that are packed."""
_DICTIONARIES = {
    1: (
        b'"pickup_method_id":"expected_delivery_date":"null,"handling_total":"wrapping_total":"'
        b'fees_total":"other_total":"EURGBPCADAUD{"cart_id":"","redirect_urls":{"cart_url":"https://'
        b'.mybigcommerce.com/cart.php?action=load&id=&token=","checkout_url":"https://'
        b'/cart.php?action=loadInCheckout&id=","embedded_checkout_url":"https://'
        b'/cart.php?embedded=1&action=loadInCheckout&id="},"consignments":[{"id":"",'
        b'"line_item_ids":["","],"shipping_option":{"type":"shipping_flatrate","description":'
        b'"Flat Rate","cost":"5.00","transit_time":"2-5 business days"}}],"totals":{"currency":'
        b'"USD","base_amount":"0.00","discount_amount":"0.00","cart_amount":"0.00","tax_total":"0.00",'
        b'"shipping_total":"0.00","grand_total":"0.00"}}'
    )
}
"""What texts are likely to hold, by the first byte of what was packed with it; never changed."""
_NEWEST = 1
_RAW = -15
"""The window of deflate without a header."""


def packed(text: str) -> bytes:
    """Return the text in fewer bytes."""
    packer = zlib.compressobj(9, wbits=_RAW, zdict=_DICTIONARIES[_NEWEST])
    return bytes([_NEWEST]) + packer.compress(text.encode()) + packer.flush()


def unpacked(value: Any) -> str:
    """Return the text again; a stream's record has the bytes in base64.

    Raises VersionMismatch for what another version packed in another way.
    """
    data = base64.b64decode(value) if isinstance(value, str) else bytes(value)
    dictionary = _DICTIONARIES.get(data[0]) if data else None
    if dictionary is None:
        raise VersionMismatch("Its answer is packed in a way that this version does not know.")
    return zlib.decompressobj(_RAW, zdict=dictionary).decompress(data[1:]).decode()
