"""The contract, put to a twin of this process; `make verify-store` puts it to a real store."""

import pytest

from sandbox.store.application import Store
from sandbox.store.settings import Settings
from sandbox.store.verify.asking import InProcess
from sandbox.store.verify.checks import Check
from sandbox.store.verify.every_check import CHECKS, sentence
from sandbox.store.verify.shopping import Shopping
from tests.unit.sandbox_store.shopper import MUG, Clock

UNUSUAL = Settings(
    order_list="late",
    order_reads="late",
    order_list_delay_seconds=3,
    empty_list="[]",
    second_billing="refuse",
    consignment_again="refuse",
    checkout_order_id="never",
    split_lines="same_id",
)


def shopping(settings: Settings) -> Shopping:
    clock = Clock()

    def pause(seconds: float) -> None:
        clock.now += seconds

    return Shopping(InProcess(Store(settings, now=clock)), MUG, pause)


@pytest.fixture(scope="module")
def usual() -> Shopping:
    """One shopping trip that all checks share, as they do at a real store."""
    return shopping(Settings())


@pytest.fixture(scope="module")
def unusual() -> Shopping:
    return shopping(UNUSUAL)


@pytest.mark.parametrize("check", CHECKS, ids=sentence)
def test_the_store_does_as_documented(check: Check, usual: Shopping) -> None:
    check(usual)


@pytest.mark.parametrize("check", CHECKS, ids=sentence)
def test_the_switches_leave_open_only_what_the_documentation_does(
    check: Check, unusual: Shopping
) -> None:
    check(unusual)
