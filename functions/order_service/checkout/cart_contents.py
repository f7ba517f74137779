"""Pure: in what a cart's lines and gift certificates are not what was ordered."""

import re
from collections import defaultdict, deque
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal

from order_service.checkout.lines.facts import goods_shown
from order_service.checkout.lines.matching import CartMatch
from order_service.request.asked_facts import goods, price_with_extra_decimals, wrapping
from order_service.request.iso_codes import rounded, smallest
from order_service.request.line_names import FieldError
from order_service.request.lines import GiftCertificate, LineItem, Person
from order_service.request.spelling import kept, letters, loose
from order_service.store.cart_view import BoughtCertificate, CartLine, Contact


def line_differences(match: CartMatch) -> Iterator[FieldError]:
    """Yield what of the ordered lines the cart does not hold, or holds otherwise, and what else.

    What promotions added is the store's business. Lines may be split and merged.
    """
    others = _Others(match)
    for index, short in enumerate(match.short):
        if short:
            yield from others.in_place_of(index, short)
    if others.left:
        message = "are not all that the store's cart holds: something was added to it"
        yield {"field": "line_items", "message": message}


def price_differences(
    match: CartMatch, pieces: Mapping[str, int], currency: str
) -> Iterator[FieldError]:
    """Yield the prices with more decimals than can be paid of which a store does not keep all.

    It would multiply what it has rounded: thousands of items cost another sum then. ``pieces`` says
    in how many consignments a line is: what each of them costs may be rounded.
    """

    def costs_otherwise(line: CartLine, price: Decimal) -> bool:
        costs = line.extended_list_price
        if costs is None and line.list_price is not None:
            costs = line.list_price * line.quantity
        most = smallest(currency) / 2 * max(pieces.get(line.id, 0), 1)
        return costs is not None and abs(costs - price * line.quantity) > most

    for index, asked in enumerate(match.ordered):
        price = price_with_extra_decimals(asked, currency)
        lines = [match.lines[line_id] for line_id in match.portions[index]]
        if price and any(costs_otherwise(line, price) for line in lines):
            message = "has more decimals than the store's cart keeps: use fewer"
            yield {"field": f"{match.where(index)}.list_price", "message": message}


_LABEL = re.compile(r"[^a-z]*(?:[a-z]{3})?[^a-z]*gift certificate")
"""What a store may call a gift certificate in place of its name; it is known by its two people."""


class _Others:
    """The lines of a cart that are none of those ordered, each to explain one that is missing."""

    def __init__(self, match: CartMatch) -> None:
        self._match = match
        self._of_goods: dict[object, deque[CartLine]] = defaultdict(deque)
        self.left: set[str] = set()
        for line in match.extra():
            self.left.add(line.id)
            for found in goods_shown(line):
                self._of_goods[found].append(line)

    def in_place_of(self, index: int, short: int) -> Iterator[FieldError]:
        """Yield in what a line of the cart is not the ordered one, or that there is none."""
        where = self._match.where(index)
        rivals = self._of_goods[goods(self._match.ordered[index])]
        while rivals and rivals[0].id not in self.left:
            rivals.popleft()
        if not rivals:
            message = f"is {short} less in the store's cart"
            yield {"field": f"{where}.quantity", "message": message}
            return
        rival = rivals.popleft()
        self.left.remove(rival.id)
        for name in dict.fromkeys(self._match.apart(index, rival)) or ("quantity",):
            yield _other(f"{where}.{name}")


def wrapping_differences(match: CartMatch, *, unpaid: bool) -> Iterator[FieldError]:
    """Yield the lines that are not wrapped as asked, or wrapped though only others were to be.

    ``unpaid`` says that the total covers no wrapping. How a cart shows one of each item, or of none
    that costs anything, is not known.
    """
    wrapped = {line.id for line in match.lines.values() if line.gift_wrapping}
    lines = match.order.line_items
    asked = {goods(line) for line in lines if line.gift_wrapping}
    if wrapped and not asked:
        message = "are wrapped in the store's cart, and nobody asked for that"
        yield {"field": "line_items", "message": message}
    if not asked or not (wrapped or unpaid):
        return
    for index, line in enumerate(lines):
        ours = wrapped.intersection(match.portions[index])
        said = ""
        if line.gift_wrapping is None:
            # Of lines of the same goods any may be the one that is wrapped.
            said = (
                "is in the store's cart all the same" if ours and goods(line) not in asked else ""
            )
        elif not ours and line.gift_wrapping.wrap_together:
            said = "is not in the store's cart"
        elif _has_another_message(line, [match.lines[line_id] for line_id in ours]):
            said = "has another message in the store's cart"
        if said:
            yield {"field": f"line_items[{index}].gift_wrapping", "message": said}


def _has_another_message(asked: LineItem, wrapped: list[CartLine]) -> bool:
    """Return whether the store shows messages, and none of them is the one asked for.

    It may drop what it cannot print, and cut what is too long.
    """
    wanted = letters(wrapping(asked))
    shown = [letters(one.gift_wrapping.message) for one in wrapped if one.gift_wrapping]
    return bool(wanted and shown and all(shown)) and not any(
        one in wanted or wanted in one for one in shown
    )


def certificate_differences(
    asked: list[GiftCertificate], there: tuple[BoughtCertificate, ...], currency: str
) -> Iterator[FieldError]:
    """Yield the gift certificates that the cart does not buy as asked, and others that it buys.

    A store may show several as several rows, and a checkout may leave their quantity out: then
    one row is enough, and more rows like it are no others.
    """
    left = [row.quantity for row in there]
    asked_for: set[int] = set()
    for index, certificate in enumerate(asked):
        short = certificate.quantity
        for place, row in enumerate(there):
            if not is_bought(certificate, row, currency):
                continue
            asked_for.add(place)
            there_are = left[place]
            taken = short if there_are is None else min(short, there_are)
            left[place] = None if there_are is None else there_are - taken
            short -= taken
        if short:
            yield _other(f"gift_certificates[{index}]")
    if any(count or place not in asked_for for place, count in enumerate(left)):
        message = "are not all that the store's cart buys: one was added to it"
        yield {"field": "gift_certificates", "message": message}


def is_bought(asked: GiftCertificate, row: BoughtCertificate, currency: str) -> bool:
    """Return whether a gift certificate of the cart is this one; its quantity is not compared."""
    return all(same(asked, row, currency) for same in CERTIFICATE.values())


def _amount(asked: GiftCertificate, row: BoughtCertificate, currency: str) -> bool:
    return row.amount is not None and rounded(row.amount, currency) == rounded(
        asked.amount, currency
    )


def _theme(asked: GiftCertificate, row: BoughtCertificate, _: str) -> bool:
    theme = None if row.theme is None else loose(row.theme).removesuffix(".html")
    return _same_text(asked.theme, theme)


def _name(asked: GiftCertificate, row: BoughtCertificate, _: str) -> bool:
    known = all(person and person.email for person in (row.sender, row.recipient))
    return _same_text(asked.name, row.name) or (known and bool(_LABEL.fullmatch(loose(row.name))))


def _message(asked: GiftCertificate, row: BoughtCertificate, _: str) -> bool:
    return _same_text(asked.message, row.message)


def _sender(asked: GiftCertificate, row: BoughtCertificate, _: str) -> bool:
    return _same_person(asked.sender, row.sender)


def _recipient(asked: GiftCertificate, row: BoughtCertificate, _: str) -> bool:
    return _same_person(asked.recipient, row.recipient)


def _same_person(asked: Person, shown: Contact | None) -> bool:
    if shown is None:
        return True
    # Signs that a store takes out of a name make another mailbox of an address.
    same_mailbox = shown.email is None or loose(asked.email) == loose(shown.email)
    return same_mailbox and _same_text(asked.name, shown.name)


def _same_text(asked: str | None, shown: str | None) -> bool:
    return shown is None or kept(asked) == kept(shown)


def _other(field: str) -> FieldError:
    return {"field": field, "message": "is another in the store's cart than was asked"}


CERTIFICATE: dict[str, Callable[[GiftCertificate, BoughtCertificate, str], bool]] = {
    "name": _name,
    "theme": _theme,
    "amount": _amount,
    "sender": _sender,
    "recipient": _recipient,
    "message": _message,
}
"""By the field of a gift certificate: whether the cart's row says the same."""
