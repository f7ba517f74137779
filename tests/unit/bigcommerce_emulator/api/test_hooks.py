"""The API by which an app subscribes to events."""

from typing import Any

import pytest

from bigcommerce_emulator.api.hook_calls import MOST_OF_A_SCOPE
from bigcommerce_emulator.state.hooks import IDLE_SECONDS
from bigcommerce_emulator.state.settings import Settings
from tests.unit.bigcommerce_emulator.shopper import Shopper

HOOK = {"scope": "store/order/created", "destination": "https://app.example.com/hooks"}


def created(shopper: Shopper, **more: object) -> Any:
    return shopper.body(shopper.ask("POST", "/v3/hooks", HOOK | more))["data"]


def listed(shopper: Shopper, **query: str) -> list[int]:
    return [row["id"] for row in shopper.body(shopper.ask("GET", "/v3/hooks", query=query))["data"]]


def test_a_webhook_is_created_with_the_documented_fields() -> None:
    hook = created(Shopper(), headers={"X-Check": "ours"})

    assert {name: hook[name] for name in HOOK} == HOOK
    assert (hook["is_active"], hook["headers"]) == (True, {"X-Check": "ours"})
    assert hook["store_hash"] == "sandbox"
    assert set(hook) - {*HOOK, "is_active", "headers", "store_hash"} == {
        "id",
        "client_id",
        "created_at",
        "updated_at",
    }


def test_webhooks_are_listed_and_filtered() -> None:
    shopper = Shopper()
    first, second = created(shopper)["id"], created(shopper, scope="store/cart/*")["id"]
    elsewhere = "https://app.example.com/other"
    third = created(shopper, is_active=False, destination=elsewhere)["id"]

    assert listed(shopper) == [first, second, third]
    assert listed(shopper, scope="store/cart/*") == [second]
    assert listed(shopper, is_active="false") == [third]
    assert listed(shopper, destination="https://elsewhere.example.com") == []


def test_a_webhook_is_read_changed_and_deleted() -> None:
    shopper = Shopper()
    path = f"/v3/hooks/{created(shopper)['id']}"
    changed = shopper.body(shopper.ask("PUT", path, {"is_active": False}))["data"]
    deleted = shopper.body(shopper.ask("DELETE", path))["data"]

    assert changed == deleted
    assert (changed["is_active"], changed["scope"]) == (False, HOOK["scope"])
    assert shopper.ask("GET", path).status == 404
    assert listed(shopper) == []


def test_an_app_sees_its_own_webhooks_only() -> None:
    shopper = Shopper(Settings(tokens="other-app"))
    hook = created(shopper)
    others = shopper.ask("GET", "/v3/hooks", x_auth_token="other-app")

    assert shopper.body(others)["data"] == []
    path = f"/v3/hooks/{hook['id']}"
    assert shopper.ask("DELETE", path, x_auth_token="other-app").status == 404


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"scope": "store/ordr/created"}, "scope"),
        ({"scope": "order/created"}, "scope"),
        ({"scope": "store/*/created"}, "scope"),
        ({"scope": None}, "scope"),
        ({"destination": "ftp://x"}, "destination"),
        ({"headers": {"a": 1}}, "headers"),
        ({"headers": {"a": "1\r\nb: 2"}}, "headers"),
        ({"is_active": "yes"}, "is_active"),
    ],
)
def test_a_webhook_that_cannot_be_is_refused_by_its_field(
    change: dict[str, object], field: str
) -> None:
    shopper = Shopper()
    answer = shopper.ask("POST", "/v3/hooks", HOOK | change)

    assert list(shopper.body(answer, 422)["errors"]) == [field]
    assert listed(shopper) == []


def test_an_app_has_one_webhook_of_a_scope_and_destination() -> None:
    shopper = Shopper(Settings(tokens="other-app"))
    created(shopper)
    again = shopper.ask("POST", "/v3/hooks", HOOK)
    other = created(shopper, scope="store/cart/*")["id"]
    changed = shopper.ask("PUT", f"/v3/hooks/{other}", {"scope": HOOK["scope"]})
    theirs = shopper.ask("POST", "/v3/hooks", HOOK, x_auth_token="other-app")

    assert [answer.status for answer in (again, changed, theirs)] == [422, 422, 200]
    assert len(listed(shopper)) == 2


def test_an_app_has_at_most_ten_webhooks_of_a_scope() -> None:
    shopper = Shopper()
    for number in range(MOST_OF_A_SCOPE):
        last = created(shopper, destination=f"https://app.example.com/{number}")["id"]
    more = HOOK | {"destination": "https://app.example.com/more"}

    assert list(shopper.body(shopper.ask("POST", "/v3/hooks", more), 422)["errors"]) == ["scope"]
    assert shopper.ask("PUT", f"/v3/hooks/{last}", {"is_active": False}).status == 200


def test_a_webhook_that_nothing_happened_for_is_deactivated_after_90_days() -> None:
    shopper = Shopper()
    path = f"/v3/hooks/{created(shopper)['id']}"
    began = shopper.clock.now
    shopper.clock.now = began + IDLE_SECONDS - 1
    before = shopper.body(shopper.ask("GET", path))["data"]
    shopper.clock.now += 100
    after = shopper.body(shopper.ask("GET", path))["data"]
    again = shopper.body(shopper.ask("PUT", path, {"is_active": True}))["data"]

    assert [row["is_active"] for row in (before, after, again)] == [True, False, True]
    assert after["updated_at"] == began + IDLE_SECONDS
    assert listed(shopper, is_active="true") == [after["id"]]


def test_a_reset_forgets_webhooks() -> None:
    shopper = Shopper()
    created(shopper)
    shopper.store.reset()

    assert listed(shopper) == []
