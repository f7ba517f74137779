"""Pure: which of the store's consignments is which of those that the order asks for."""

from collections import Counter, defaultdict, deque
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from order_service.checkout.address_spelling import likeness
from order_service.checkout.consignments import WantedConsignment
from order_service.checkout.line_matching import CartMatch
from order_service.request.spelling import letters
from order_service.store.checkout_view import ConsignmentView
from order_service.store.signals import CartUnusable

Pairs = list[tuple[WantedConsignment, ConsignmentView]]
Contents = frozenset[tuple[Hashable, int]]
_KEY = ("country_code", "postal_code", "address1", "city", "first_name", "last_name")


def pair(
    wanted: list[WantedConsignment], found: tuple[ConsignmentView, ...], match: CartMatch
) -> Pairs:
    """Match each wanted consignment with the store's; raises CartUnusable if they differ.

    They hold the same goods, are picked up at the same place, and are the likeliest by address:
    ids of lines say little, because a store may give the parts of a split line new ones. Where a
    line is in several consignments the store does not say how much of it is in which; then only
    the address distinguishes them, and must be the same by country and postcode.
    """
    ids = [line_id for one in found for line_id in one.line_item_ids]
    if len(wanted) != len(found) or set(ids) != {key for one in wanted for key in one.line_ids}:
        raise _unlike()
    if len(wanted) == 1:
        if wanted[0].pickup_method_id != found[0].pickup_method_id:
            raise _unlike()
        return [(wanted[0], found[0])]
    shared = {line_id for line_id, times in Counter(ids).items() if times > 1}
    ours = [_Ours(one, _contents(one.lines, match, shared)) for one in wanted]
    theirs = [_Theirs(one, _contents(_held(one, match), match, shared)) for one in found]
    pairs, left, rest = _to_the_letter(ours, theirs)
    for one in left:
        alike = rest[one.goods]
        best = max(alike, key=one.likeness, default=None)
        if best is None or (shared and not one.likeness(best)[0]):
            raise _unlike()
        alike.remove(best)
        pairs.append((one.wanted, best.found))
    return sorted(pairs, key=lambda both: both[0].index)


def _unlike() -> CartUnusable:
    message = "are not those of the store's checkout, by their lines or addresses"
    return CartUnusable([{"field": "consignments", "message": message}])


@dataclass(frozen=True, eq=False)
class _Theirs:
    found: ConsignmentView
    contents: Contents

    @property
    def goods(self) -> Hashable:
        return self.found.pickup_method_id, self.contents

    @property
    def key(self) -> Hashable:
        return self.goods, _spelled(self.found.address)


@dataclass(frozen=True, eq=False)
class _Ours:
    wanted: WantedConsignment
    contents: Contents

    @property
    def goods(self) -> Hashable:
        return self.wanted.pickup_method_id, self.contents

    @property
    def key(self) -> Hashable:
        address = self.wanted.address
        return self.goods, _spelled(address.model_dump(include=set(_KEY)) if address else {})

    def likeness(self, other: _Theirs) -> tuple[bool, int]:
        address = self.wanted.address
        return likeness(address, other.found.address) if address else (True, 0)


def _to_the_letter(
    ours: list[_Ours], theirs: list[_Theirs]
) -> tuple[Pairs, list[_Ours], dict[Hashable, list[_Theirs]]]:
    """Pair those that are plainly the same, and sort what is left of the store's by its goods."""
    waiting: dict[Hashable, deque[_Theirs]] = defaultdict(deque)
    for other in theirs:
        waiting[other.key].append(other)
    pairs: Pairs = []
    left: list[_Ours] = []
    for one in ours:
        if queue := waiting.get(one.key):
            pairs.append((one.wanted, queue.popleft().found))
        else:
            left.append(one)
    rest: dict[Hashable, list[_Theirs]] = defaultdict(list)
    for queue in waiting.values():
        for other in queue:
            rest[other.goods].append(other)
    return pairs, left, rest


def _held(other: ConsignmentView, match: CartMatch) -> list[tuple[str, int]]:
    return [(line_id, match.lines[line_id].quantity) for line_id in other.line_item_ids]


def _contents(lines: Iterable[tuple[str, int]], match: CartMatch, shared: set[str]) -> Contents:
    """What the store added by itself is not compared: it chooses the consignment itself."""
    counts = Counter[Hashable]()
    for line_id, quantity in lines:
        if match.is_ordered(line_id):
            counts[match.content(line_id)] += 0 if line_id in shared else quantity
    return frozenset(counts.items())


def _spelled(address: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(letters(address.get(name)) for name in _KEY)
