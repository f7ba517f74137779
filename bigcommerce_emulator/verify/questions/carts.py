"""Questions about carts, each answered by a switch's value and what was seen."""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any

from bigcommerce_emulator.verify.shopping.asking import Answer
from bigcommerce_emulator.verify.shopping.shopping import (
    CUSTOM,
    METAFIELD,
    NotAskedError,
    Shopping,
    UndecidedError,
    expected,
    shippable,
    title,
)

_NOBODY = 999_999_999
_PRICE_DECIMALS = 4
_AT_ONCE, _ROUNDS = 4, 5


def seen(answer: Answer) -> str:
    """What an answer showed: its status and the words of a refusal, nothing of its data."""
    return f"{answer.status}{title(answer)}" if answer.status >= 400 else str(answer.status)


def version_of(shopping: Shopping, cart_id: str, kind: str) -> int:
    """The version of the cart or of its checkout; UndecidedError where there is none."""
    shown = expected(shopping.ask("GET", f"/v3/{kind}/{cart_id}"), 200, "reading it").data
    if "version" not in shown:
        raise UndecidedError("there is no version")
    return int(shown["version"])


def counted(
    shopping: Shopping, cart_id: str, act: Callable[[], Answer], kind: str = "checkouts"
) -> tuple[str, str]:
    """Whether the version goes up with an act that must succeed."""
    before = version_of(shopping, cart_id, kind)
    answer = act()
    if answer.status >= 300:
        raise UndecidedError(f"the call was answered {seen(answer)}")
    after = version_of(shopping, cart_id, kind)
    return ("yes" if after > before else "no"), f"version {before}, then {after}"


def version(shopping: Shopping) -> tuple[str, str]:
    """Whether carts and checkouts carry a version."""
    cart = shopping.cart()
    shown = [name for name, body in (("cart", cart), ("checkout", shopping.checkout(cart["id"])))
             if "version" in body]  # fmt: skip
    return ("present" if shown else "absent"), f"shown on: {', '.join(shown) or 'neither'}"


def version_counters(shopping: Shopping) -> tuple[str, str]:
    """Whether a cart and its checkout go up together."""
    cart_id = shopping.cart()["id"]
    for word in ("one", "two"):
        path = f"/v3/checkouts/{cart_id}"
        expected(shopping.ask("PUT", path, {"customer_message": word}), 200, "writing a message")
    numbers = [version_of(shopping, cart_id, kind) for kind in ("carts", "checkouts")]
    return ("one" if len(set(numbers)) == 1 else "two"), "cart {}, checkout {}".format(*numbers)


def identical_lines(shopping: Shopping) -> tuple[str, str]:
    """Whether two lines of one product become one."""
    lines = [shopping.product, shopping.product]
    rows = shopping.cart(line_items=lines)["line_items"]["physical_items"]
    return ("merge" if len(rows) == 1 else "keep"), f"two lines became {len(rows)}"


def custom_items_ship(shopping: Shopping) -> tuple[str, str]:
    """Whether a custom item belongs in a consignment."""
    cart = shopping.cart(line_items=[], custom_items=[CUSTOM])
    expected(shopping.bill(cart["id"]), 200, "billing")
    consigned = shopping.consign(cart["id"], shippable(cart))
    ids = [
        item
        for row in (consigned.data["consignments"] if consigned.status == 200 else [])
        for item in row["line_item_ids"]
    ]
    return ("yes" if ids else "no"), f"in a consignment: {seen(consigned)}"


def custom_items_taxed(shopping: Shopping) -> tuple[str, str]:
    """Whether a custom item is taxed where products are."""
    totals = []
    for more in ({"line_items": [shopping.product]}, {"custom_items": [CUSTOM]}):
        cart_id = shopping.cart(**more)["id"]
        expected(shopping.bill(cart_id), 200, "billing")
        totals.append(shopping.checkout(cart_id)["tax_total"])
    if not totals[0]:
        raise UndecidedError("nothing is taxed at the sample address in Austin, US")
    return ("yes" if totals[1] else "no"), "products are taxed there"


def currency_missing(shopping: Shopping) -> tuple[str, str]:
    """Whether a cart can leave its currency out."""
    answer = shopping.open_cart(None, custom_items=[CUSTOM])
    return ("default" if answer.status == 201 else "refuse"), seen(answer)


def missing_cart(shopping: Shopping) -> tuple[str, str]:
    """How the write on a cart is refused that is not there any more."""
    cart_id = shopping.cart()["id"]
    expected(shopping.ask("DELETE", f"/v3/carts/{cart_id}"), 204, "deleting a cart")
    answer = shopping.bill(cart_id)
    return one_of(answer, "404", "500"), seen(answer)


def amounts(shopping: Shopping) -> tuple[str, str]:
    """Whether amounts have more decimals than a price has."""
    lines = [CUSTOM | {"sku": f"sample-{number}", "quantity": 1} for number in range(3)]
    cart_id = shopping.cart(custom_items=lines)["id"]
    body = {"cart": {"discounts": [{"discounted_amount": 1}]}}
    answer = shopping.ask("POST", f"/v3/checkouts/{cart_id}/discounts", body)
    most = _decimals(expected(answer, 200, "a discount").data)
    found = "exact" if most > _PRICE_DECIMALS else "rounded"
    return found, f"a discount of 1 over 3 lines: {most} decimals at most"


def one_of(answer: Answer, *statuses: str) -> str:
    """The status as a switch has it; UndecidedError for another one."""
    if str(answer.status) not in statuses:
        raise UndecidedError(f"answered {seen(answer)}")
    return str(answer.status)


def _decimals(value: Any) -> int:
    if isinstance(value, dict):
        return max(map(_decimals, value.values()), default=0)
    if isinstance(value, list):
        return max(map(_decimals, value), default=0)
    exponent = value.as_tuple().exponent if isinstance(value, Decimal) else 0
    return -exponent if isinstance(exponent, int) else 0


def unknown_customer(shopping: Shopping) -> tuple[str, str]:
    """Whether a cart can be of a customer who does not exist."""
    answer = shopping.open_cart(None, custom_items=[CUSTOM], customer_id=_NOBODY)
    return ("accept" if answer.status == 201 else "refuse"), seen(answer)


def prices(shopping: Shopping) -> tuple[str, str]:
    """Whether prices include tax."""
    included = shopping.story.cart.data["tax_included"]
    return ("inc_tax" if included else "ex_tax"), f"tax_included is {included}"


def metafields_count_version(shopping: Shopping) -> tuple[str, str]:
    """Whether a metafield counts as a change of the cart."""
    cart_id = shopping.cart()["id"]
    return counted(shopping, cart_id, lambda: shopping.note(cart_id), "carts")


def metafield_conflict(shopping: Shopping) -> tuple[str, str]:
    """Whether of several at the same moment only one can write a metafield."""
    most = 0
    for _ in range(_ROUNDS):
        path = f"/v3/carts/{shopping.cart()['id']}/metafields"
        asks = [shopping.ask.another() for _ in range(_AT_ONCE)]
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            answers = list(pool.map(lambda ask, at=path: ask("POST", at, METAFIELD), asks))
        for ask in asks:
            ask.close()
        made = [answer for answer in answers if answer.status == 200]
        for answer in made:
            shopping.keep_note(path, answer)
        most = max(most, len(made))
    if not most:
        raise UndecidedError(f"writing a metafield was answered {seen(answers[0])}")
    return ("atomic" if most == 1 else "late"), f"{_AT_ONCE} at once, {_ROUNDS} times: {most} made"


def ordered_lines(shopping: Shopping) -> tuple[str, str]:
    """What ``is_mutable`` is for a line that nobody but the caller put into the cart."""
    lines = shopping.cart(line_items=[shopping.product])["line_items"]
    rows = lines["physical_items"] + lines["digital_items"]
    ordinary = [row for row in rows if not row.get("added_by_promotion")]
    fixed = [row for row in ordinary if row.get("is_mutable") is False]
    evidence = f"{len(fixed)} of {len(ordinary)} ordinary lines cannot be changed"
    return ("immutable" if fixed else "mutable"), evidence


def variant_with_options(shopping: Shopping) -> tuple[str, str]:
    """Whether a line may have variant_id beside its option_selections."""
    line = shopping.means.optioned
    if line is None:
        raise NotAskedError("set BIGCOMMERCE_OPTIONED_LINE")
    answer = shopping.open_cart(None, line_items=[line])
    return ("accept" if answer.status == 201 else "refuse"), seen(answer)


QUESTIONS: Mapping[str, Callable[[Shopping], tuple[str, str]]] = {
    "ordered_lines": ordered_lines,
    "variant_with_options": variant_with_options,
    "version": version,
    "version_counters": version_counters,
    "identical_lines": identical_lines,
    "custom_items_ship": custom_items_ship,
    "custom_items_taxed": custom_items_taxed,
    "currency_missing": currency_missing,
    "missing_cart": missing_cart,
    "amounts": amounts,
    "unknown_customer": unknown_customer,
    "prices": prices,
    "metafields_count_version": metafields_count_version,
    "metafield_conflict": metafield_conflict,
}
