"""What stands in the way to a store for a while: its secret, a scope, maintenance, a firewall."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from botocore.exceptions import ClientError

from bigcommerce_emulator.state.scopes import KNOWN, READ_ONLY
from bigcommerce_emulator.state.settings import OUTAGES, Settings
from tests.simulation.plan import START, Unkind
from tests.simulation.trouble.trouble import Trouble

SCOPES = ("store_v2_orders", "store_v2_orders", "store_checkouts", "store_cart")
"""What a token may lose; creating and finding orders is most of what matters."""
CLOSED = {"firewall": "on", "tax_provider": "down"}
BROKEN = ("list_orders", "read_order", "update_order", "read_checkout", "delete_cart")
"""Operations that may fail for long while all others work."""
UNREADABLE = {"missing": "ResourceNotFoundException", "throttled": "ThrottlingException"}
FOR_LONG = (*CLOSED, "maintenance", *UNREADABLE, "empty", *BROKEN)


class Outages(Trouble):
    """Takes a way to the store away, and gives it back."""

    def __post_init__(self) -> None:
        plan, watch = self._plan, self._watch
        self._draws = plan.draws("outages")
        self._secret = ""
        self._lasting = plan.draws("lasting outages")
        self.broken = ""
        """The operation that only fails, if there is one."""
        if plan.has(Unkind.LASTING):
            watch.opened.append(lambda _: self._for_long(0.5))
            watch.made.append(lambda _: self._for_long(0.6))
        if plan.has(Unkind.CREDENTIALS):
            self._of_credentials()
        if plan.has(Unkind.OUTAGES):
            watch.opened.append(lambda _: self._now_and_then(0.3))
            watch.made.append(lambda _: self._now_and_then(0.4))
        self._scheduler.at(plan.calm_at, self._end)

    def secret(self, kept: str) -> str:
        """Return what Secrets Manager answers in place of what is kept there."""
        if code := UNREADABLE.get(self._secret):
            raise ClientError({"Error": {"Code": code, "Message": ""}}, "GetSecretValue")
        changed = {"empty": "{}", "paused": json.dumps({**json.loads(kept), "paused": True})}
        return changed.get(self._secret, kept)

    def _of_credentials(self) -> None:
        draws = self._draws
        secret, scope = draws.happens(0.6), draws.happens(0.6)
        kind = draws.one_of((*UNREADABLE, "empty", "paused"))
        lost, reads = draws.one_of(SCOPES), draws.happens(0.5)
        if secret:
            self._for_a_while(lambda: self._spoil_secret(kind), lambda: self._spoil_secret(""))
        if scope:
            names = (KNOWN - {lost}) | ({lost + READ_ONLY} if reads else set())
            self._for_a_while(lambda: self._narrow(names), lambda: self._narrow(KNOWN))

    def _for_a_while(self, begin: Callable[[], None], end: Callable[[], None]) -> None:
        draws, span = self._draws, self._plan.calm_seconds
        at = draws.between(0, draws.one_of((3.0, 30.0, span)))
        seconds = draws.between(1, draws.one_of((30.0, 200.0, 900.0)))
        self._scheduler.at(START + at, begin)
        self._scheduler.at(min(START + at + seconds, self._plan.calm_at), end)

    def _spoil_secret(self, kind: str) -> None:
        self._note(f"the secret is {kind or 'as it was'}")
        self._secret = kind

    def _narrow(self, names: frozenset[str]) -> None:
        self._note(f"the token lacks {sorted(KNOWN - names)}")
        for token in [*self._store._state.tokens]:
            self._store.merchant.issue_token(token, names)

    def _now_and_then(self, probability: float) -> None:
        """Begin an outage soon, since what comes right after a cart or an order matters most."""
        draws = self._draws
        happens, kind = draws.happens(probability), draws.one_of((*CLOSED, "maintenance"))
        late = draws.between(0, draws.one_of((0.3, 3.0, 60.0)))
        seconds = draws.between(1, draws.one_of((20.0, 200.0, 600.0)))
        if happens:
            self._close(kind, late, seconds)

    def _for_long(self, probability: float) -> None:
        """Let something fail from soon on until the trouble is over, or nearly so."""
        draws, left = self._lasting, self._plan.calm_at - self._scheduler.now
        happens, kind = draws.happens(probability), draws.one_of(FOR_LONG)
        late = draws.between(0, draws.one_of((0.3, 3.0, 60.0)))
        seconds = left * draws.one_of((0.5, 0.9, 1.0)) - late
        if not happens or seconds <= 0:
            return
        if kind in (*CLOSED, "maintenance"):
            self._close(kind, late, seconds)
            return
        turn = self._break if kind in BROKEN else self._spoil_secret
        self._scheduler.after(late, lambda: turn(kind))
        self._scheduler.after(late + seconds, lambda: turn(""))

    def _break(self, operation: str) -> None:
        self._note(f"500 to each {operation or 'call no more'}")
        self.broken = operation

    def _close(self, kind: str, late: float, seconds: float) -> None:
        begin = self._scheduler.now + late
        if begin < self._plan.calm_at:
            self._scheduler.at(begin, lambda: self._turn(kind, closed=True))
            self._scheduler.at(begin + seconds, lambda: self._turn(kind, closed=False))

    def _turn(self, kind: str, *, closed: bool) -> None:
        if self._scheduler.now >= self._plan.calm_at:
            # All of them have ended, also those that were there from the beginning.
            return
        self._note(f"{kind}: {'begins' if closed else 'ends'}")
        merchant = self._store.merchant
        if kind == "maintenance" and closed:
            merchant.close_for_maintenance()
        elif kind == "maintenance":
            merchant.reopen()
        else:
            value = CLOSED[kind] if closed else getattr(self._plan.settings, kind)
            change: dict[str, Any] = {kind: value}
            self._store.turn(replace(self._store.settings, **change))

    def _end(self) -> None:
        usual = {name: getattr(Settings(), name) for name in OUTAGES}
        self._store.turn(replace(self._store.settings, **usual))
        self._store.merchant.reopen()
