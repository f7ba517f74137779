"""The API by which an app subscribes to events."""

from typing import Any

import pytest

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
    third = created(shopper, is_active=False)["id"]

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


def test_a_reset_forgets_webhooks() -> None:
    shopper = Shopper()
    created(shopper)
    shopper.store.reset()

    assert listed(shopper) == []
