"""Reading the catalog's variants and products, by SKU or all of them."""

from collections.abc import Mapping

from bigcommerce_emulator.api.calls import Call, Json, Operation, Routes, v3_response
from bigcommerce_emulator.api.messages import Response
from bigcommerce_emulator.carts.metafield_lists import page
from bigcommerce_emulator.state.catalog import Product, Variant
from bigcommerce_emulator.state.state import State


def _list_variants(state: State, call: Call) -> Response:
    query, setting = call.request.query, state.settings.sku_filter
    rows = [
        (product, variant)
        for product in state.seed.products.values()
        for variant in product.variants
        if setting == "ignored" or not _asks_for_skus(query)
        # Documented for the SKUs of variants; a simple product's is the product's own.
        or ((setting == "every_sku" or product.base_variant is None)
            and _is_asked_for(variant.sku, query))
    ]  # fmt: skip
    shown, meta = page(rows, query)
    return v3_response(200, [_body(state, *row) for row in shown], meta)


def _list_products(state: State, call: Call) -> Response:
    query = call.request.query
    every = state.settings.sku_filter == "ignored" or not _asks_for_skus(query)
    bodies = map(_product_body, state.seed.products.values())
    rows = [row for row in bodies if every or _is_asked_for(str(row["sku"]), query)]
    shown, meta = page(rows, query)
    named = {"id", *query["include_fields"].split(",")} if "include_fields" in query else None
    return v3_response(200, [_part(row, named) for row in shown], meta)


def _asks_for_skus(query: Mapping[str, str]) -> bool:
    return "sku" in query or "sku:in" in query


def _is_asked_for(sku: str, query: Mapping[str, str]) -> bool:
    asked = query["sku:in"].split(",") if "sku:in" in query else [query["sku"]]
    return bool(sku) and sku.casefold() in {one.strip().casefold() for one in asked}


def _product_body(product: Product) -> Json:
    base = product.base_variant
    return {
        "id": product.id,
        "name": product.name,
        "type": product.type,
        "sku": product.sku if base is None else base.sku,
        "price": product.variants[0].price,
        "weight": product.weight,
        "base_variant_id": None if base is None else base.id,
    }


def _part(row: Json, named: set[str] | None) -> Json:
    return {name: value for name, value in row.items() if named is None or name in named}


def _body(state: State, product: Product, variant: Variant) -> Json:
    return {
        "id": variant.id,
        "product_id": product.id,
        "sku": variant.sku,
        "price": variant.price,
        "calculated_price": variant.price,
        "weight": product.weight,
        "calculated_weight": product.weight,
        "purchasing_disabled": False,
        "inventory_level": state.left(variant) or 0,
        "option_values": _option_values(product, variant),
    }


def _option_values(product: Product, variant: Variant) -> list[Json]:
    return [
        {
            "id": value,
            "label": label,
            "option_id": option.id,
            "option_display_name": option.name,
        }
        for option in product.options
        for value, label in (option.values or {}).items()
        if value in variant.values
    ]


ROUTES: Routes = {
    ("v3", "catalog", "variants"): {"GET": Operation("list_variants", _list_variants)},
    ("v3", "catalog", "products"): {"GET": Operation("list_products", _list_products)},
}
