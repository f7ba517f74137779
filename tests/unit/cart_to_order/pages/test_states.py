import pytest

from cart_to_order.pages.states import (
    CANCEL_ORDER,
    FINISHED,
    GOES_ON,
    PERSON,
    RETRY,
    STATES,
    command_lines,
    settled,
    state_of,
)  # fmt: skip
from order_service.ledger.phases import PHASES

ALL = {"show", "retry", "cancel", "letters", "redrive"}
NOTED = ("rejected", "parked", "in_doubt", "unfinished", "waiting", "invalid", "retried")


def test_every_phase_of_a_key_and_every_state_of_attention_has_a_row() -> None:
    assert {*PHASES, *NOTED} <= set(STATES)


@pytest.mark.parametrize("phase", PHASES)
def test_what_the_ledger_ends_with_goes_on_no_more(phase: str) -> None:
    assert settled(phase) is (PHASES[phase].step is None)  # type: ignore[index]


def test_a_parked_order_waits_for_a_person() -> None:
    assert state_of("parked").next == PERSON == "a person must look"
    assert state_of("placed").next == FINISHED
    assert state_of("cart").next == GOES_ON


def test_a_state_of_a_later_release_is_shown_as_it_is_and_offers_the_key_alone() -> None:
    lines = [line for _, line in command_lines("delegated", ("acme", "po-1"), "")]

    assert lines == ["cart-to-order show --store acme --key po-1"]
    assert not settled("delegated")


def test_only_a_refused_order_is_retried() -> None:
    assert [name for name, state in STATES.items() if RETRY in state.commands] == ["rejected"]


def test_a_command_line_names_the_key_and_the_stack_so_that_a_shell_reads_them() -> None:
    lines = dict(command_lines("rejected", ("acme", "~po:1"), "--stack 'my shop'", ALL))

    assert lines[RETRY] == "cart-to-order retry --store acme --key '~po:1' --stack 'my shop'"


def test_every_state_has_the_command_that_shows_more() -> None:
    for name in STATES:
        assert any("show" in line for _, line in command_lines(name, ("acme", "po-1"), ""))


def test_a_command_that_this_release_does_not_have_is_not_shown() -> None:
    shown = [line for _, line in command_lines("rejected", ("acme", "po-1"), "", {"show"})]

    assert shown == ["cart-to-order show --store acme --key po-1"]


def test_an_order_in_the_store_is_cancelled_only_by_saying_so() -> None:
    (line,) = [line for command, line in command_lines("placed", ("acme", "po-1"), "--local", ALL)
               if command is CANCEL_ORDER]  # fmt: skip

    assert line == "cart-to-order cancel --store acme --key po-1 --order --local"
