"""What the store offers to ship a consignment."""

from sandbox.store.carts import Consignment
from sandbox.store.catalog import Method, Seed
from sandbox.store.errors import invalid
from sandbox.store.identifiers import option_id


def quotes(consignment: Consignment, seed: Seed) -> list[tuple[str, Method]]:
    """The shipping options of the consignment with their ids; none for an unserved country."""
    methods = seed.shipping.get(str(consignment.address["country_code"]), ())
    return [(option_id(consignment.id, place), method) for place, method in enumerate(methods)]


def choose(consignment: Consignment, chosen_id: str, seed: Seed) -> None:
    """Selects one of the quoted options; refuses an id that is not among them."""
    for quote in quotes(consignment, seed):
        if quote[0] == chosen_id:
            consignment.selected = quote
            return
    message = "The shipping option is not available for this consignment."
    raise invalid("shipping_option_id", message)


def requote(consignment: Consignment, seed: Seed) -> None:
    """Drops the selected option when the consignment is no longer offered it."""
    selected = consignment.selected
    if selected is not None:
        offered = (quote for quote in quotes(consignment, seed) if quote[1] == selected[1])
        consignment.selected = next(offered, None)
