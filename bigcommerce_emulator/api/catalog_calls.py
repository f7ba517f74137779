"""Reading the catalog's variants, by SKU or all of them."""

from bigcommerce_emulator.api.calls import Call, Json, Operation, Routes, v3_response
from bigcommerce_emulator.api.messages import Response
from bigcommerce_emulator.carts.metafield_lists import page
from bigcommerce_emulator.state.catalog import Product, Variant
from bigcommerce_emulator.state.state import State


def _list_variants(state: State, call: Call) -> Response:
    query = call.request.query
    rows = [
        (product, variant)
        for product in state.seed.products.values()
        for variant in product.variants
        if query.get("sku", variant.sku).casefold() == variant.sku.casefold()
    ]
    shown, meta = page(rows, query)
    return v3_response(200, [_body(state, *row) for row in shown], meta)


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
    ("v3", "catalog", "variants"): {"GET": Operation("list_variants", _list_variants)}
}
