"""Pure: which of the store's consignments is which of those that the order asks for."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from typing import Any

from order_service.checkout.address_spelling import likeness
from order_service.checkout.consignments import WantedConsignment, as_held, gifts, optional_lines
from order_service.checkout.lines.matching import CartMatch
from order_service.request.spelling import letters, loose
from order_service.store.consignment_view import ConsignmentView
from order_service.store.signals import CartUnusable

Pairs = list[tuple[WantedConsignment, ConsignmentView]]
Contents = frozenset[tuple[Hashable, int]]
_KEY = ("country_code", "postal_code", "address1", "city", "first_name", "last_name")
_WHOLE = (*_KEY, "address2", "company", "email", "phone", "custom_fields")
"""What may be all that sets an address apart from another one of the same order."""


def pair(
    wanted: list[WantedConsignment], found: tuple[ConsignmentView, ...], match: CartMatch
) -> Pairs:
    """Match each wanted consignment with the store's; raises CartUnusable if they differ.

    They hold the same goods, are picked up at the same place, and are the likeliest by address:
    ids of lines say little, because a store may give the parts of a split line new ones. Where a
    line is in several consignments the store does not say how much of it is in which; then only
    the address distinguishes them, and must be the same by country and postcode.
    """
    found = tuple(one for one in found if one.line_item_ids or not one.is_untouched)
    ids = [line_id for one in found for line_id in one.line_item_ids]
    wanted = as_held(set(ids), wanted, match)
    if len(wanted) != len(found) or set(ids) != {key for one in wanted for key in one.line_ids}:
        raise _unlike()
    if len(wanted) == 1:
        if wanted[0].pickup_method_id != found[0].pickup_method_id:
            raise _unlike()
        return [(wanted[0], found[0])]
    shared = {line_id for line_id, times in Counter(ids).items() if times > 1}
    ours = [
        _Ours(one, _contents(one.lines, match, shared), _ordered(one.lines, match))
        for one in wanted
    ]
    theirs = [
        _Theirs(one, _contents(held, match, shared), _ordered(held, match).keys())
        for one in found
        for held in [_held(one, match)]
    ]
    _require_known(ours)
    pairs = [*_alike(ours, theirs, _WHOLE, sure=True), *_alike(ours, theirs, _KEY)]
    for goods in dict.fromkeys(one.goods for one in ours):
        pairs += _likeliest(
            [one for one in ours if one.goods == goods],
            [other for other in theirs if other.goods == goods],
        )
    if len(pairs) < len(wanted) or (shared and not all(one.likeness(two)[0] for one, two in pairs)):
        raise _unlike()
    return sorted(((one.wanted, two.found) for one, two in pairs), key=lambda both: both[0].index)


def unclaimed(
    wanted: list[WantedConsignment], found: tuple[ConsignmentView, ...], match: CartMatch
) -> tuple[ConsignmentView, ...]:
    """Return the consignments that are only there because the store began the checkout with them.

    Nobody has said where they go. They hold nothing; or the only one holds everything, and cannot
    become what is wanted by an address alone.
    """
    empty = tuple(one for one in found if one.is_untouched and not one.line_item_ids)
    if empty or len(found) != 1 or not found[0].is_untouched:
        return empty
    held = set(found[0].line_item_ids)
    asked = [one.line_ids - gifts(match) <= held for one in wanted if one.pickup_method_id is None]
    if len(wanted) == 1 and asked == [True]:
        return ()
    everything = {line.id for line in match.shippable}
    return found if everything - optional_lines(match) <= held <= everything else ()


def _unlike() -> CartUnusable:
    message = "are not those of the store's checkout, by their lines or addresses"
    return CartUnusable([{"field": "consignments", "message": message}])


@dataclass(frozen=True, eq=False)
class _Theirs:
    found: ConsignmentView
    contents: Contents
    line_ids: Set[str]

    @property
    def goods(self) -> Hashable:
        return self.found.pickup_method_id, self.contents

    def key(self, names: tuple[str, ...]) -> Hashable:
        return self.goods, _spelled(self.found.address, names)


@dataclass(frozen=True, eq=False)
class _Ours:
    wanted: WantedConsignment
    contents: Contents
    amounts: Mapping[str, int]

    @property
    def goods(self) -> Hashable:
        return self.wanted.pickup_method_id, self.contents

    def key(self, names: tuple[str, ...]) -> Hashable:
        address = self.wanted.address
        shown = address.model_dump(include=set(names)) if address else {}
        return self.goods, _spelled(shown, names)

    def has_lines_of(self, other: _Theirs) -> bool:
        return self.amounts.keys() == other.line_ids

    def likeness(self, other: _Theirs) -> tuple[bool, int]:
        address = self.wanted.address
        return likeness(address, other.found.address) if address else (True, 0)


def _alike(
    ours: list[_Ours], theirs: list[_Theirs], names: tuple[str, ...], *, sure: bool = False
) -> list[tuple[_Ours, _Theirs]]:
    """Take from both lists those of one address by these fields, and return them in pairs.

    Unless these fields are ``sure`` to be all, only where there are no two of that address. Of
    several to one house those with the same lines belong together: one is wrapped, or is quicker.
    """
    waiting: dict[Hashable, list[_Theirs]] = defaultdict(list)
    asking: dict[Hashable, list[_Ours]] = defaultdict(list)
    for other in theirs:
        waiting[other.key(names)].append(other)
    for one in ours:
        asking[one.key(names)].append(one)
    pairs = [
        both
        for key, group in asking.items()
        if sure or len(group) == len(waiting[key]) == 1
        for both in _by_lines(group, waiting[key])
    ]
    taken = {one for both in pairs for one in both}
    ours[:] = [one for one in ours if one not in taken]
    theirs[:] = [other for other in theirs if other not in taken]
    return pairs


def _require_known(ours: list[_Ours]) -> None:
    """Raise CartUnusable if two of the same lines to one house cannot be known from each other.

    The store does not say how much of a line is in which: where that differs, and how they are
    delivered too, either may be the other.
    """
    groups: dict[Hashable, list[_Ours]] = defaultdict(list)
    for one in ours:
        groups[one.key(_WHOLE), frozenset(one.amounts)].append(one)
    for first, *others in groups.values():
        amounts = any(one.amounts != first.amounts for one in others)
        if amounts and any(one.wanted.rule != first.wanted.rule for one in others):
            raise _unlike()


def _by_lines(ours: list[_Ours], theirs: list[_Theirs]) -> Iterator[tuple[_Ours, _Theirs]]:
    """Pair those of one address and the same goods, the ones that have the same lines first."""
    left = list(theirs)
    for one in sorted(ours, key=lambda one: not any(map(one.has_lines_of, theirs))):
        if left:
            other = max(left, key=one.has_lines_of)
            left.remove(other)
            yield one, other


def _likeliest(ours: list[_Ours], theirs: list[_Theirs]) -> Iterator[tuple[_Ours, _Theirs]]:
    """Pair those of the same goods, the two that are most alike first."""
    likely = [
        (one.likeness(other), one.has_lines_of(other), one, other)
        for one in ours
        for other in theirs
    ]
    taken: set[_Ours | _Theirs] = set()
    for *_, one, other in sorted(likely, key=lambda row: row[:2], reverse=True):
        if taken.isdisjoint((one, other)):
            taken |= {one, other}
            yield one, other


def _held(other: ConsignmentView, match: CartMatch) -> list[tuple[str, int]]:
    return [(line_id, match.lines[line_id].quantity) for line_id in other.line_item_ids]


def _ordered(lines: Iterable[tuple[str, int]], match: CartMatch) -> dict[str, int]:
    """Return how much of each line, without what the store added: it puts that where it likes."""
    return {line_id: count for line_id, count in lines if match.is_ordered(line_id)}


def _contents(lines: Iterable[tuple[str, int]], match: CartMatch, shared: set[str]) -> Contents:
    """What the store added by itself is not compared: it chooses the consignment itself."""
    counts = Counter[Hashable]()
    for line_id, quantity in lines:
        if match.is_ordered(line_id):
            counts[match.content(line_id)] += 0 if line_id in shared else quantity
    return frozenset(counts.items())


def _spelled(address: Mapping[str, Any], names: tuple[str, ...]) -> tuple[str, ...]:
    """Return these fields as they are compared, the whole address nearly to the letter.

    Where that differs by no more than spelling, the fields of the key decide, or likeness.
    """
    spell = letters if names == _KEY else loose
    return tuple(spell(address.get(name) or "") for name in names)
