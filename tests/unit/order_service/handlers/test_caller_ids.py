"""A caller is a role or user by its unique id, whichever way it calls; never a person's name."""

from typing import Any

import pytest

from order_service.callers import Caller
from order_service.handlers.caller_ids import caller_of_record, caller_of_request, counted_as
from order_service.queueing.order_queue import ACCEPTED

ROLE = "AROAEXAMPLEOFAROLE001"
USER = "AIDAEXAMPLEOFAUSER001"
PERSON = "zephyrine.quillfeather@example.com"


def asked(**context: Any) -> Caller:
    return caller_of_request({"requestContext": context})


def sent(sender: Any, **marks: Any) -> Caller:
    return caller_of_record({"attributes": {"SenderId": sender}, "messageAttributes": marks})


@pytest.mark.parametrize(
    ("name", "caller"),
    [
        (ROLE, f"iam:{ROLE}"),
        (f"{ROLE}:{PERSON}", f"iam:{ROLE}"),
        (USER, f"iam:{USER}"),
        ("123456789012", "iam:123456789012"),
    ],
)
def test_a_principal_is_the_same_caller_by_http_and_by_queue(name: str, caller: str) -> None:
    assert asked(identity={"caller": name}) == Caller(caller)
    assert sent(name) == Caller(caller, by_message=True)


def test_sessions_of_one_role_are_one_caller_and_roles_are_not() -> None:
    sessions = {sent(f"{ROLE}:{session}").id for session in ("a", "b", PERSON)}
    assert len(sessions) == 1
    assert sent(f"{ROLE[:-1]}2:a").id not in sessions


def test_federated_users_of_an_account_are_callers_of_their_own() -> None:
    names = ["123456789012:jane", "123456789012:joe", "123456789012"]
    assert len({sent(name).id for name in names}) == 3


@pytest.mark.parametrize(
    "context",
    [
        {"authorizer": {"claims": {"sub": PERSON}}},
        {"authorizer": {"principalId": PERSON}},
        {"identity": {"caller": PERSON}},
        {"identity": {"caller": f"123456789012:{PERSON}"}},
    ],
)
def test_no_id_names_a_person(context: dict[str, Any]) -> None:
    caller = asked(**context)
    assert caller.id
    assert "zephyrine" not in caller.id
    assert caller == asked(**context)
    assert len(caller.id) <= 64


def test_an_authorizer_s_word_is_never_taken_for_a_principal() -> None:
    ids = {
        asked(authorizer={"principalId": ROLE}).id,
        asked(authorizer={"claims": {"sub": ROLE}}).id,
        asked(identity={"caller": ROLE}).id,
    }
    assert len(ids) == 3


@pytest.mark.parametrize(
    "event", [{}, {"requestContext": None}, {"requestContext": {"identity": [], "authorizer": 1}}]
)
def test_who_does_not_say_is_nobody(event: dict[str, Any]) -> None:
    assert caller_of_request(event) == Caller()


@pytest.mark.parametrize("sender", [None, "", 5, []])
def test_a_message_without_a_sender_is_nobody_s(sender: Any) -> None:
    assert sent(sender) == Caller(by_message=True)


def test_a_message_that_the_api_accepted_is_nobody_s() -> None:
    assert sent(ROLE, **{ACCEPTED: {"dataType": "String"}}) == Caller(by_message=True)


@pytest.mark.parametrize(
    ("caller", "name"),
    [
        (Caller("iam:AROAEXAMPLEERPROLE001"), "iam:AROAEXAMPLEERPROLE001"),
        (Caller("authorizer:1f"), "authorizer:1f"),
        (Caller("user:1f"), "user pool"),
        (Caller(), "unknown"),
    ],
)
def test_the_users_of_a_pool_are_counted_as_one(caller: Caller, name: str) -> None:
    assert counted_as(caller) == name
