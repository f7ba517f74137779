"""What the store asks for changes: its taxes, and what it costs to ship."""

from dataclasses import replace
from decimal import Decimal

from bigcommerce_emulator.checkouts.shipping import quotes
from bigcommerce_emulator.state.carts import Cart
from tests.simulation.plan import START, Unkind
from tests.simulation.trouble.trouble import Trouble

TIMES = tuple(Decimal(one) for one in ("0", "0.5", "1", "1.5", "2"))
"""How many times as much as at first is asked; once is what was asked before."""


class Prices(Trouble):
    """Makes the same cart cost another amount: two create-orders of it differ by their totals."""

    def __post_init__(self) -> None:
        plan, watch = self._plan, self._watch
        self._state = self._store._state
        self._draws = draws = plan.draws("prices")
        if not plan.has(Unkind.PRICES):
            return
        for _ in range(draws.one_of((1, 2, 4))):
            at = START + draws.between(0, draws.one_of((5.0, 100.0, plan.calm_seconds)))
            self._scheduler.at(at, self._change)
        watch.submitted.append(lambda _: self._soon())

    def _soon(self) -> None:
        """Let another create-order, which follows where this one is in doubt, cost another sum."""
        seconds = self._draws.between(0, self._draws.one_of((2.0, 30.0, 60.0)))
        if self._draws.happens(0.7):
            self._scheduler.after(seconds, self._change)

    def _change(self) -> None:
        if self._scheduler.now >= self._plan.calm_at:
            return
        kind, times = self._draws.one_of(("taxes", "shipping")), self._draws.one_of(TIMES)
        self._note(f"the store asks for {times} times the {kind}")
        self._watch.prices_changed_at = self._scheduler.now
        if kind == "taxes":
            self._tax(times)
        else:
            self._ship(times)

    def _tax(self, times: Decimal) -> None:
        first = self._store.seed.taxes
        taxes = {place: replace(tax, rate=tax.rate * times) for place, tax in first.items()}
        self._state.seed = replace(self._state.seed, taxes=taxes)

    def _ship(self, times: Decimal) -> None:
        """Change the offers; what a cart has chosen stays as it was, or changes, too."""
        shipping = {
            place: tuple(replace(one, cost=one.cost * times) for one in methods)
            for place, methods in self._store.seed.shipping.items()
        }
        self._state.seed = replace(self._state.seed, shipping=shipping)
        if self._draws.happens(0.7):
            for cart in self._state.carts.values():
                self._quote_anew(cart)

    def _quote_anew(self, cart: Cart) -> None:
        for consignment in cart.consignments:
            if consignment.selected is None:
                continue
            _, chosen = consignment.selected
            for quote in quotes(cart, consignment, self._state.seed, self._store.settings):
                if (quote[1].type, quote[1].description) == (chosen.type, chosen.description):
                    consignment.selected = quote
