"""What stands in the way to a store in a world: it is noticed, and ends with the trouble."""

import json

import pytest
from botocore.exceptions import ClientError

from bigcommerce_emulator.api.application import Store
from bigcommerce_emulator.state.scopes import KNOWN
from bigcommerce_emulator.state.settings import Settings
from order_service.bigcommerce.verdicts import Answer
from tests.simulation.plan import OTHER_SWITCHES, START, Plan, Unkind, lasting, plan_of
from tests.simulation.scheduler import Scheduler
from tests.simulation.trouble.fates import Fates, Turn
from tests.simulation.trouble.outages import BROKEN, SCOPES, Outages
from tests.simulation.watch import Watch

SECRET = json.dumps({"store_hash": "sandbox", "access_token": "sandbox-token"})


class Seen:
    """A store with the outages of one plan, and what was seen of them."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.scheduler = Scheduler(START)
        self.notes: list[str] = []
        self.store = Store(Settings(), now=lambda: self.scheduler.now)
        self.watch = Watch(self.scheduler, self.notes.append)
        parts = (self.store, self.scheduler, plan, self.watch, self.notes.append)
        self.outages = Outages(*parts)

    def asked(self) -> str:
        """Return what Secrets Manager answers now."""
        try:
            return self.outages.secret(SECRET)
        except ClientError as error:
            return str(error.response["Error"]["Code"])

    def now(self) -> tuple[str, frozenset[str], bool]:
        """Return the secret, the scopes and whether the store is closed."""
        state = self.store._state
        closed = state.in_maintenance or state.settings.firewall == "on"
        closed = closed or state.settings.tax_provider == "down"
        return self.asked(), state.tokens["sandbox-token"], closed

    def through(self) -> list[tuple[str, frozenset[str], bool]]:
        """Return how it was every second, and after the trouble."""
        found: list[tuple[str, frozenset[str], bool]] = []
        for second in range(int(self.plan.calm_seconds) + 3):
            self.scheduler.at(START + second, lambda: found.append(self.now()))
        self.scheduler.run(self.plan.calm_at + 10)
        return found


def plans(kind: Unkind) -> list[Plan]:
    return [plan for number in range(60) if (plan := plan_of(3, number)).has(kind)]


def test_each_trouble_with_a_secret_and_a_scope_is_drawn_and_ends() -> None:
    secrets, lacking = set(), set()
    for plan in plans(Unkind.CREDENTIALS):
        seen = Seen(plan).through()
        secrets |= {secret for secret, _, _ in seen}
        lacking |= {lost for _, held, _ in seen for lost in KNOWN - held}
        assert (seen[-1][0], seen[-1][1] >= KNOWN) == (SECRET, True)
    paused = json.dumps({**json.loads(SECRET), "paused": True})
    kinds = {"{}", paused, "ResourceNotFoundException", "ThrottlingException"}
    assert (secrets - {SECRET}, lacking) == (kinds, set(SCOPES))


def test_a_store_is_closed_after_a_cart_or_an_order_is_made_and_opens_again() -> None:
    begun = set()
    for plan in plans(Unkind.OUTAGES):
        seen = Seen(plan)
        for tell in 10 * seen.watch.opened:
            tell("cart")
        closed = [one[-1] for one in seen.through()]
        begun |= {note for note in seen.notes if note.endswith("begins")}
        assert not closed[-1]
        assert any(closed) or not seen.notes
    assert begun == {f"{kind}: begins" for kind in ("maintenance", "firewall", "tax_provider")}


def test_what_lasts_fails_for_hours_or_days_and_ends_with_the_trouble() -> None:
    kinds, longest = set(), 0.0
    for number in range(40):
        seen = Seen(lasting(plan_of(3, number)))
        for tell in 3 * seen.watch.opened:
            tell("cart")
        began = hours_that_fail(seen)
        assert (seen.asked(), seen.now()[-1], seen.outages.broken) == (SECRET, False, "")
        longest = max([longest, *(began[-1:] and [began[-1] - began[0]])])
        kinds |= {note.partition(":")[0] for note in seen.notes if "begins" in note}
        kinds |= {note.split()[-1] for note in seen.notes if note.startswith("500 to each")}
    assert longest > 72 * 3600
    assert {"maintenance", "firewall", "tax_provider", *BROKEN} <= kinds


def hours_that_fail(seen: Seen) -> list[float]:
    """Let the world go on, and return when something failed, by a look each hour."""
    found: list[float] = []

    def look() -> None:
        secret, _, closed = seen.now()
        if closed or secret != SECRET or seen.outages.broken:
            found.append(seen.scheduler.now)

    for hour in range(int(seen.plan.calm_seconds) // 3600 + 1):
        seen.scheduler.at(START + hour * 3600 + 120, look)
    seen.scheduler.run(seen.plan.calm_at + 1)
    return found


def test_an_operation_that_fails_for_long_is_answered_so_and_all_others_are_not() -> None:
    fates = Fates(plan_of(3, 1, frozenset(Unkind)), lambda: "read_order")
    broken, other = fates.of("read_order", START), fates.of("list_orders", START)
    assert (broken.turn, broken.answer) == (Turn.INSTEAD, Answer(500, {}, None))
    assert other.turn is Turn.NOTHING


def test_trouble_that_doubles_messages_comes_in_spells_where_it_lasts() -> None:
    calm = frozenset(Unkind) - {Unkind.QUEUE, Unkind.LOST}
    wanted = {Unkind.QUEUE, Unkind.LOST}
    plan = lasting(next(one for n in range(30) if (one := plan_of(3, n, calm)).unkind >= wanted))
    spell = plan.calm_seconds - plan.lasts
    moments = [START, START + spell + 1, START + 21_601, plan.calm_at + 1]
    assert [plan.troubled(Unkind.QUEUE, at) for at in moments] == [True, False, True, False]
    assert [plan.troubled(Unkind.LOST, at) for at in moments] == [True, True, True, False]


def test_a_world_without_such_trouble_has_none() -> None:
    seen = Seen(plan_of(3, 1, frozenset(Unkind)))
    assert set(seen.through()) == {(SECRET, KNOWN, False)}
    assert (seen.watch.opened, seen.watch.made, seen.notes) == ([], [], [])


@pytest.mark.parametrize("name", OTHER_SWITCHES)
def test_switches_with_any_value_are_turned_too(name: str) -> None:
    found = {getattr(plan_of(3, number).settings, name) for number in range(400)}
    assert found == {getattr(Settings(), name), *OTHER_SWITCHES[name]}
