"""What the documentation says of the look-ups that come before an order."""

from bigcommerce_emulator.verify.checks.check import Check, expect, expect_fields, expect_status
from bigcommerce_emulator.verify.shopping.asking import Answer
from bigcommerce_emulator.verify.shopping.shopping import NotAskedError, Shopping

NOBODY = "nobody.of.this.store@example.com"


def customers_are_looked_up_by_their_e_mail(shopping: Shopping) -> None:
    """Nobody is found where nobody has the address."""
    answer = allowed(shopping.ask("GET", "/v3/customers", None, {"email:in": NOBODY}), "customers")
    expect_status(answer, 200)
    expect(answer.data == [], f"{len(answer.data)} customers are found")


def variants_are_listed_with_their_products(shopping: Shopping) -> None:
    """What names a product by its SKU."""
    answer = allowed(shopping.ask("GET", "/v3/catalog/variants", None, {"limit": "1"}), "products")
    expect_status(answer, 200)
    for row in answer.data:
        expect_fields(row, ("id", "product_id", "sku"), "the variant")


def products_are_found_by_their_own_sku(shopping: Shopping) -> None:
    """What names a product without options by its SKU."""
    query = {"limit": "250", "include_fields": "sku,base_variant_id"}
    answer = allowed(shopping.ask("GET", "/v3/catalog/products", None, query), "products")
    expect_status(answer, 200)
    skus = [row["sku"] for row in answer.data if row.get("sku")][:1]
    for sku in skus:
        found = shopping.ask("GET", "/v3/catalog/products", None, {"sku:in": sku})
        expect_status(found, 200)
        expect([row["sku"] for row in found.data] == skus, f"{len(found.data)} products are found")


def allowed(answer: Answer, what: str) -> Answer:
    """The answer, unless the token may not have it."""
    if answer.status == 403:
        raise NotAskedError(f"the access token may not read {what}")
    return answer


CHECKS: tuple[Check, ...] = (
    customers_are_looked_up_by_their_e_mail,
    variants_are_listed_with_their_products,
    products_are_found_by_their_own_sku,
)
