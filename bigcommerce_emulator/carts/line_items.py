"""Reads catalog lines: what a caller asks for, matched with what the store sells."""

from collections.abc import Mapping
from decimal import Decimal

from bigcommerce_emulator.bodies import fields
from bigcommerce_emulator.bodies.errors import invalid, v3
from bigcommerce_emulator.carts import wrapping
from bigcommerce_emulator.state.amounts import rounded
from bigcommerce_emulator.state.carts import Buyer, LineItem
from bigcommerce_emulator.state.catalog import Option, Product, Promotion, Variant, minor_unit
from bigcommerce_emulator.state.state import State

_VARIANT_REQUIRED = "This product has options; variant ID is required"


def read(state: State, buyer: Buyer, value: object, path: str) -> LineItem:
    """The line item that one element of `line_items` asks for, at the buyer's price."""
    body = fields.mapping(value, path.rstrip("."))
    quantity = fields.quantity(body, path)
    product = _product(state, fields.whole(body, "product_id", path), path)
    chosen = _selections(product, body, path)
    if chosen and body.get("variant_id"):
        chosen = _beside_a_variant(state, chosen, path)
    variant = _variant(product, body, chosen, path)
    line = _line(state, buyer, product, variant, quantity)
    line.name = fields.text(body, "name", path) or product.name
    override = kept_price(state, fields.money(body, "list_price", path), buyer.currency)
    if override is not None:
        line.list_price, line.overridden = override, True
    line.options = _options(product, variant, chosen)
    if body.get("gift_wrapping"):
        line.wrapping = wrapping.read(state.seed, buyer.currency, body, quantity, path)
    return line


def kept_price(state: State, price: Decimal | None, currency: str) -> Decimal | None:
    """The price as this store keeps it, which may be without what cannot be paid."""
    if price is None or state.settings.extra_decimals == "kept":
        return price
    return rounded(price, minor_unit(currency))


def free(state: State, buyer: Buyer, promotion: Promotion) -> LineItem:
    """The line that a promotion adds at no cost."""
    product = state.seed.products[promotion.adds_product_id]
    line = _line(state, buyer, product, product.variants[0], 1)
    line.discount = line.list_price
    line.added_by_promotion = True
    return line


def picked(state: State, buyer: Buyer, line: LineItem) -> list[LineItem]:
    """The lines that this one's pick lists bring along: as many of each as there are of it."""
    found = []
    for product_id in line.picks:
        product = state.seed.products[product_id]
        child = _line(state, buyer, product, product.variants[0], line.quantity)
        child.parent_id = line.id
        found.append(child)
    return found


def _line(
    state: State, buyer: Buyer, product: Product, variant: Variant, quantity: int
) -> LineItem:
    price = state.seed.unit_price(variant, buyer.customer_id, buyer.currency)
    return LineItem(
        id=state.identifiers.uuid(),
        kind=product.type,
        sku=variant.sku,
        name=product.name,
        quantity=quantity,
        list_price=price,
        original_price=price,
        taxable=product.taxable,
        product=product,
        variant=variant,
        image_url=product.image_url,
    )


def _product(state: State, product_id: int | None, path: str) -> Product:
    if product_id is None:
        raise invalid(f"{path}product_id", f"{path}product_id is required.")
    product = state.seed.products.get(product_id)
    if product is None:
        raise invalid(f"{path}product_id", f"Product {product_id} was not found.")
    return product


def _variant(
    product: Product, body: Mapping[str, object], chosen: Mapping[int, object], path: str
) -> Variant:
    variant_id = fields.whole(body, "variant_id", path)
    if variant_id is not None:
        variant = product.variant(variant_id)
        if variant is None:
            raise invalid(f"{path}variant_id", f"Variant {variant_id} was not found.")
        return variant
    if not product.options:
        return product.variants[0]
    values = {value for value in chosen.values() if isinstance(value, int)}
    found = product.variant_of(values)
    if found is None:
        raise invalid(f"{path}variant_id", _VARIANT_REQUIRED)
    return found


def _selections(product: Product, body: Mapping[str, object], path: str) -> dict[int, object]:
    known = {option.id: option for option in product.options + product.modifiers}
    chosen: dict[int, object] = {}
    for index, value in enumerate(fields.listing(body, "option_selections", path)):
        place = f"{path}option_selections.{index}."
        row = fields.mapping(value, place.rstrip("."))
        option = known.get(fields.whole(row, "option_id", place) or 0)
        if option is None:
            raise invalid(f"{place}option_id", f"{product.name} has no such option.")
        chosen[option.id] = _chosen(option, row, place)
    for modifier in product.modifiers:
        if modifier.required and modifier.id not in chosen:
            asked = "Please enter text for" if modifier.type == "text" else "Please choose"
            raise v3(422, f"{asked} {modifier.name}.")
    return chosen


def _chosen(option: Option, row: Mapping[str, object], place: str) -> object:
    if option.type == "text":
        typed = row.get("option_value", row.get("value"))
        if typed is None or not str(typed).strip():
            raise v3(422, f"Please enter text for {option.name}.")
        return str(typed)
    value = fields.whole(row, "option_value", place)
    if value not in (option.values or {}):
        raise invalid(f"{place}option_value", f"{option.name} has no such value.")
    return value


def _beside_a_variant(state: State, chosen: dict[int, object], path: str) -> dict[int, object]:
    """What a store heeds of selections for a line whose variant is named."""
    if state.settings.variant_with_options == "refuse":
        raise invalid(f"{path}variant_id", "With option_selections variant_id must be left out.")
    return {} if state.settings.variant_with_options == "passed_over" else chosen


def _options(
    product: Product, variant: Variant, chosen: Mapping[int, object]
) -> tuple[Mapping[str, object], ...]:
    rows = []
    for option in product.options + product.modifiers:
        labels = option.values or {}
        of_variant = next((value for value in labels if value in variant.values), None)
        value = chosen.get(option.id) if of_variant is None else of_variant
        if value is None:
            continue
        row: dict[str, object] = {"name": option.name, "nameId": option.id}
        if isinstance(value, int):
            row |= {"value": labels[value], "valueId": value}
        else:
            row["value"] = value
        rows.append(row)
    return tuple(rows)
