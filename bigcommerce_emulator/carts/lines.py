"""The lines of a cart together: read from a request, merged, promoted and checked."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace

from bigcommerce_emulator.bodies import fields
from bigcommerce_emulator.bodies.errors import RefusedError, invalid, v3
from bigcommerce_emulator.carts import line_items
from bigcommerce_emulator.state.amounts import rounded
from bigcommerce_emulator.state.carts import Buyer, LineItem
from bigcommerce_emulator.state.catalog import minor_unit
from bigcommerce_emulator.state.state import State

_LONGEST_NAME = 250


def read(state: State, buyer: Buyer, body: Mapping[str, object]) -> list[LineItem]:
    """The catalog and custom lines that a request lists."""
    lines = [
        line_items.read(state, buyer, value, f"line_items.{index}.")
        for index, value in enumerate(fields.listing(body, "line_items"))
    ]
    together = [one for line in lines for one in (line, *line_items.picked(state, buyer, line))]
    return together + [
        _custom_item(state, buyer, value, f"custom_items.{index}.")
        for index, value in enumerate(fields.listing(body, "custom_items"))
    ]


def joined(state: State, lines: list[LineItem], more: Iterable[LineItem]) -> list[LineItem]:
    """The lines with more of them; what is alike becomes one line unless settings keep it apart."""
    result = list(lines)
    for line in more:
        place = _place_of_like(state, result, line)
        if place is None:
            result.append(line)
        else:
            result[place] = replace(result[place], quantity=result[place].quantity + line.quantity)
    return result


def promoted(
    state: State, buyer: Buyer, lines: list[LineItem], *, consigned: bool = False
) -> list[LineItem]:
    """The lines with what the store's promotion adds now, and without what it no longer does."""
    lines = [_discounted(state, buyer, line) for line in lines]
    promotion = state.seed.promotion
    if promotion is None or (state.settings.gift_lines == "late" and not consigned):
        return lines
    earning = [line for line in lines if _is_promotable(state, line)]
    if _count(earning, promotion.product_id) < promotion.quantity:
        return [line for line in lines if not line.added_by_promotion]
    if any(line.added_by_promotion for line in lines):
        return lines
    return [*lines, line_items.free(state, buyer, promotion)]


def check(state: State, lines: list[LineItem]) -> None:
    """Refuses quantities that the products or their stock do not allow."""
    for line in lines:
        product = line.product
        if product is None or line.added_by_promotion:
            continue
        count = _count(lines, product.id)
        limit = f"of the {product.name} per order."
        if product.maximum is not None and count > product.maximum:
            raise _refused(state, f"You can only purchase a maximum of {product.maximum} {limit}")
        if count < product.minimum:
            raise _refused(state, f"You must purchase a minimum of {product.minimum} {limit}")
    check_stock(state, lines)


def check_stock(state: State, lines: list[LineItem]) -> None:
    """Refuses lines that together ask for more of a variant than is left."""
    wanted = Counter[int]()
    for line in lines:
        if line.variant is None:
            continue
        left = state.left(line.variant)
        if left is None:
            continue
        wanted[line.variant.id] += line.quantity
        if wanted[line.variant.id] > left:
            raise _refused(state, f"{line.name} is out of stock: {left} left.")


def _refused(state: State, title: str) -> RefusedError:
    return v3(int(state.settings.quantity_refusal), title, {"quantity": title})


def _custom_item(state: State, buyer: Buyer, value: object, path: str) -> LineItem:
    body = fields.mapping(value, path.rstrip("."))
    name = fields.required_text(body, "name", path)
    if len(name) > _LONGEST_NAME:
        raise invalid(f"{path}name", f"{path}name is longer than {_LONGEST_NAME}.")
    asked = fields.money(body, "list_price", path)
    list_price = line_items.kept_price(state, asked, buyer.currency)
    if list_price is None:
        raise invalid(f"{path}list_price", f"{path}list_price is required.")
    return LineItem(
        id=state.identifiers.uuid(),
        kind="custom",
        sku=fields.text(body, "sku", path),
        name=name,
        quantity=fields.quantity(body, path),
        list_price=list_price,
        original_price=list_price,
        image_url=fields.text(body, "image_url", path),
        taxable=state.settings.custom_items_taxed == "yes",
        ships=state.settings.custom_items_ship != "no",
    )


def _place_of_like(state: State, lines: list[LineItem], line: LineItem) -> int | None:
    if line.variant is None or state.settings.identical_lines == "keep":
        return None
    for place, other in enumerate(lines):
        if other.variant is line.variant and _is_like(other, line):
            return place if other.quantity + line.quantity <= fields.MOST_QUANTITY else None
    return None


def _is_like(one: LineItem, other: LineItem) -> bool:
    plain = not (one.added_by_promotion or one.manual_discount or one.wrapping or other.wrapping)
    alone = not (one.parent_id or other.parent_id or one.picks)
    return (
        plain
        and alone
        and (one.name, one.list_price, one.overridden, one.options)
        == (
            other.name,
            other.list_price,
            other.overridden,
            other.options,
        )
    )


def _discounted(state: State, buyer: Buyer, line: LineItem) -> LineItem:
    if not state.seed.automatic_discount or line.product is None or line.added_by_promotion:
        return line
    share = state.seed.automatic_discount if _is_promotable(state, line) else 0
    return replace(line, discount=rounded(line.list_price * share, minor_unit(buyer.currency)))


def _is_promotable(state: State, line: LineItem) -> bool:
    if line.overridden and state.settings.overridden_price_promotions == "no":
        return False
    return not line.added_by_promotion


def _count(lines: list[LineItem], product_id: int) -> int:
    return sum(
        line.quantity
        for line in lines
        if line.product and line.product.id == product_id and not line.added_by_promotion
    )
