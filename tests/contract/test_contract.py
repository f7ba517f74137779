"""The contract, put to an emulator in this process; `make verify-store` puts it to a real store."""

from collections import Counter
from dataclasses import replace

import pytest

from bigcommerce_emulator.api.application import Request, Response, Store
from bigcommerce_emulator.api.exchanges import Recording
from bigcommerce_emulator.state.companies import ExtraField
from bigcommerce_emulator.state.seed import default_seed
from bigcommerce_emulator.state.settings import Settings
from bigcommerce_emulator.verify.checks import b2b as checks_of_b2b
from bigcommerce_emulator.verify.checks.all import CHECKS, sentence
from bigcommerce_emulator.verify.checks.check import Check
from bigcommerce_emulator.verify.documented.calls import CALLS
from bigcommerce_emulator.verify.documented.coverage import call_of
from bigcommerce_emulator.verify.shopping.asking import InProcess
from bigcommerce_emulator.verify.shopping.goods import Means
from bigcommerce_emulator.verify.shopping.shopping import NotAskedError, Shopping, UndecidedError
from bigcommerce_emulator.verify.verdicts import put_to
from tests.unit.bigcommerce_emulator.shopper import MUG, Clock

OPTIONED = {
    "product_id": 121,
    "variant_id": 132,
    "quantity": 1,
    "option_selections": [{"option_id": 31, "option_value": 302}],
}
MEANS = Means(
    line=MUG,
    coupon="TENOFF",
    form_field="field_25",
    stocked=127,
    shared_email="two.quillfeather@example.com",
    optioned=OPTIONED,
    buyer=11,
)
UNUSUAL = Settings(
    order_list="late",
    order_reads="late",
    order_list_delay_seconds=3,
    empty_list="[]",
    second_billing="refuse",
    consignment_again="refuse",
    checkout_order_id="never",
    split_lines="same_id",
    version_counters="two",
    billing_counts_version="no",
    incomplete_address="422",
    order_refusal="400",
    not_payable="422",
    form_fields="enforced",
    coupons_clear_option="yes",
    unpaid_takes_stock="no",
    amounts="exact",
    missing_cart="500",
    option_ids="each_quote",
    metafield_conflict="late",
    consignment_address="schema",
    b2b_errors="code",
)


def shopping(settings: Settings, recorder: Recording | None = None) -> Shopping:
    clock = Clock()

    def pause(seconds: float) -> None:
        clock.now += seconds

    return Shopping(InProcess(Store(settings, now=clock, recorder=recorder)), MEANS, pause)


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


def test_the_checks_reach_every_documented_call_and_status() -> None:
    seen: set[tuple[str, int]] = set()

    def note(request: Request, response: Response, _is_documented: bool) -> None:
        seen.add((call_of(request.method, request.path), response.status))

    trip = shopping(Settings(), note)
    for check in CHECKS:
        check(trip)
    wanted = {(call, status) for call, statuses in CALLS.items() for status in statuses}

    assert sorted(wanted - seen) == []
    assert not [pair for pair in seen if pair[1] >= 500]


def test_a_store_without_b2b_edition_is_not_asked_for_its_records() -> None:
    trip = shopping(Settings(b2b_edition="off"))
    for check in checks_of_b2b.CHECKS:
        with pytest.raises(NotAskedError, match="answered 403: no B2B Edition"):
            check(trip)


def test_a_record_that_was_there_before_the_call_is_no_difference() -> None:
    trip = shopping(Settings(b2b_record_delay_seconds=0))
    with pytest.raises(UndecidedError, match="had made the record itself"):
        checks_of_b2b.a_record_is_read_and_changed(trip)


@pytest.mark.parametrize("check", checks_of_b2b.CHECKS, ids=sentence)
def test_a_store_that_requires_extra_fields_is_given_them(check: Check) -> None:
    fields = (ExtraField("Cost centre", required=True),)
    seed, clock = replace(default_seed(), extra_fields=fields), Clock()
    check(Shopping(InProcess(Store(Settings(), seed, now=clock)), MEANS, lambda _: None))


def test_what_is_not_known_of_a_store_is_not_asked() -> None:
    report = put_to(Shopping(InProcess(Store(Settings())), Means(line=MUG), lambda _: None))
    kinds = Counter(verdict.kind for verdict in report.verdicts)
    unasked = {row.switch for row in report.findings if row.evidence.startswith("not asked")}

    assert (kinds["not asked"], kinds["differs"], kinds["not known"]) == (7, 0, 0)
    assert unasked == {
        "form_fields",
        "coupons_clear_option",
        "discounts_remove_coupons",
        "update_stock_behavior",
        "unpaid_takes_stock",
        "cancel_returns_stock",
        "order_checks_stock",
        "quantity_refusal",
        "account_list",
        "variant_with_options",
        "b2b_edition",
        "b2b_errors",
        "b2b_record",
        "b2b_record_delay_seconds",
    }
