"""Questions about filters of lists, each answered by a switch's value."""

from collections.abc import Callable, Mapping

from bigcommerce_emulator.verify.checks.lookups import NOBODY, allowed
from bigcommerce_emulator.verify.shopping.shopping import (
    NotAskedError,
    Shopping,
    UndecidedError,
    expected,
)

_NO_SKU = "no-such-sku-of-this-store"
_VARIANTS, _PRODUCTS = "/v3/catalog/variants", "/v3/catalog/products"


def sku_filter(shopping: Shopping) -> tuple[str, str]:
    """Whether the list of variants finds the SKU of a product without options."""
    nobody = allowed(shopping.ask("GET", _VARIANTS, None, {"sku:in": _NO_SKU}), "products")
    if expected(nobody, 200, "asking for a SKU that nothing has").data:
        return "ignored", "a SKU that nothing has finds variants"
    query = {"limit": "250", "include_fields": "sku,base_variant_id"}
    rows = expected(shopping.ask("GET", _PRODUCTS, None, query), 200, "listing products").data
    simple = next((row for row in rows if row.get("sku") and row.get("base_variant_id")), None)
    if simple is None:
        raise UndecidedError("no product of the first page has a SKU and no options")
    found = shopping.ask("GET", _VARIANTS, None, {"sku:in": simple["sku"]})
    rows = expected(found, 200, "asking for a simple product's SKU").data
    return ("every_sku" if rows else "variants"), f"{len(rows)} variants of a simple product's SKU"


def email_filter(shopping: Shopping) -> tuple[str, str]:
    """Whether the list of customers is filtered by e-mail address."""
    answer = shopping.ask("GET", "/v3/customers", None, {"email:in": NOBODY})
    rows = expected(allowed(answer, "customers"), 200, "asking for an address that nobody has").data
    return ("ignored" if rows else "works"), f"{len(rows)} customers of an address nobody has"


def account_list(shopping: Shopping) -> tuple[str, str]:
    """Whether the list of customers has the accounts of every channel that one address has."""
    email = shopping.means.shared_email
    if email is None:
        raise NotAskedError("set BIGCOMMERCE_SHARED_EMAIL")
    answer = shopping.ask("GET", "/v3/customers", None, {"email:in": email})
    rows = expected(
        allowed(answer, "customers"), 200, "asking for an address of several accounts"
    ).data
    value = "every_channel" if len(rows) > 1 else "default_channel"
    return value, f"{len(rows)} accounts of an address that has several"


QUESTIONS: Mapping[str, Callable[[Shopping], tuple[str, str]]] = {
    "sku_filter": sku_filter,
    "email_filter": email_filter,
    "account_list": account_list,
}
