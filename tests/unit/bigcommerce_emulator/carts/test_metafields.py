from typing import Any

import pytest

from bigcommerce_emulator.api.application import Response
from bigcommerce_emulator.api.exchanges import unrecorded
from bigcommerce_emulator.state.settings import Settings
from tests.unit.bigcommerce_emulator.shopper import MUG, Shopper

NOTE = {
    "permission_set": "app_only",
    "namespace": "Sales Department",
    "key": "Staff Name",
    "value": "Sam",
    "description": "Name of staff member",
}


@pytest.fixture
def shopper() -> Shopper:
    """A store with one cart and two apps."""
    shopper = Shopper(Settings(tokens="other-token"))
    shopper.open_cart(MUG)
    return shopper


def cart_of(shopper: Shopper) -> str:
    return next(iter(shopper.store.carts))


def write(shopper: Shopper, *tokens: str, **change: object) -> Response:
    token = tokens[0] if tokens else "sandbox-token"
    path = f"/v3/carts/{cart_of(shopper)}/metafields"
    return shopper.ask("POST", path, NOTE | change, x_auth_token=token)


def written(shopper: Shopper, **change: object) -> Any:
    return shopper.body(write(shopper, **change))["data"]


def listed(shopper: Shopper, path: str | None = None, **query: str) -> list[str]:
    path = path or "/v3/carts/metafields"
    rows = shopper.body(shopper.ask("GET", path, query=query))["data"]
    return [row["key"] for row in rows]


def test_a_metafield_is_answered_as_it_was_written(shopper: Shopper) -> None:
    entry = written(shopper)

    assert {name: entry[name] for name in NOTE} == NOTE
    assert (entry["resource_type"], entry["resource_id"]) == ("cart", cart_of(shopper))
    assert entry["date_created"] == entry["date_modified"] == "2023-11-14T22:13:20+00:00"
    assert "sandbox-token" not in entry["owner_client_id"]


def test_the_same_name_twice_is_a_409_for_one_app_only(shopper: Shopper) -> None:
    statuses = [
        write(shopper).status,
        write(shopper).status,
        write(shopper, "other-token").status,
        write(shopper, namespace="Other").status,
    ]

    assert statuses == [200, 409, 200, 200]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"permission_set": "all"}, "permission_set"),
        ({"permission_set": None}, "permission_set"),
        ({"namespace": ""}, "namespace"),
        ({"namespace": "n" * 65}, "namespace"),
        ({"key": None}, "key"),
        ({"key": "n" * 65}, "key"),
        ({"value": 5}, "value"),
        ({"value": "n" * 65_536}, "value"),
        ({"description": "n" * 256}, "description"),
    ],
)
def test_a_metafield_that_does_not_fit_is_a_422_by_field(
    shopper: Shopper, change: dict[str, object], field: str
) -> None:
    assert list(shopper.body(write(shopper, **change), 422)["errors"]) == [field]
    assert listed(shopper) == []


def test_a_body_that_is_no_object_is_a_400(shopper: Shopper) -> None:
    answer = shopper.ask("POST", f"/v3/carts/{cart_of(shopper)}/metafields", ["Sam"])

    assert set(shopper.body(answer, 400)) == {"status", "title", "type", "detail"}


def test_an_app_has_ten_metafields_on_a_cart_at_most(shopper: Shopper) -> None:
    statuses = [write(shopper, key=str(number)).status for number in range(11)]

    assert statuses == [200] * 10 + [422]
    assert write(shopper, "other-token").status == 200


def test_a_cart_has_250_metafields_at_most(shopper: Shopper) -> None:
    for app in range(25):
        token = f"app-{app}"
        shopper.store.merchant.issue_token(token, ["store_cart"])
        for number in range(10):
            write(shopper, token, key=str(number))

    assert write(shopper).status == 422


def test_a_metafield_is_read_changed_and_deleted(shopper: Shopper) -> None:
    entry = written(shopper)
    path = f"/v3/carts/{cart_of(shopper)}/metafields/{entry['id']}"
    shopper.clock.now += 5
    changed = shopper.body(shopper.ask("PUT", path, NOTE | {"value": "Kim"}))["data"]
    read = shopper.body(shopper.ask("GET", path))["data"]
    deleted = shopper.ask("DELETE", path)

    assert read == changed
    assert (read["value"], read["date_modified"]) == ("Kim", "2023-11-14T22:13:25+00:00")
    assert (deleted.status, deleted.body) == (204, None)
    assert shopper.ask("GET", path).status == 404
    assert shopper.ask("DELETE", path).status == 404


def test_a_change_that_takes_anothers_name_is_refused(shopper: Shopper) -> None:
    written(shopper, key="a")
    entry = written(shopper, key="b")
    path = f"/v3/carts/{cart_of(shopper)}/metafields/{entry['id']}"

    assert shopper.ask("PUT", path, NOTE | {"key": "a"}).status == 409
    assert shopper.ask("PUT", path, NOTE | {"key": ""}).status == 422
    assert shopper.ask("PUT", path, "Sam").status == 400
    assert listed(shopper) == ["a", "b"]


@pytest.mark.parametrize(
    ("permission", "reading", "writing"),
    [("app_only", 404, 404), ("read", 200, 403), ("write_and_sf_access", 200, 200)],
)
def test_other_apps_see_and_change_what_the_permission_set_allows(
    shopper: Shopper, permission: str, reading: int, writing: int
) -> None:
    entry = written(shopper, permission_set=permission)
    path = f"/v3/carts/{cart_of(shopper)}/metafields/{entry['id']}"
    token = "other-token"

    assert shopper.ask("GET", path, x_auth_token=token).status == reading
    assert shopper.ask("PUT", path, NOTE, x_auth_token=token).status == writing


def test_metafields_outlive_the_deletion_of_their_cart() -> None:
    # The specification says an array and shows an object: not recorded.
    shopper = Shopper(recorder=unrecorded)
    shopper.open_cart(MUG)
    written(shopper)
    path = f"/v3/carts/{cart_of(shopper)}/metafields"
    shopper.ask("DELETE", f"/v3/carts/{cart_of(shopper)}")

    assert listed(shopper, path) == ["Staff Name"]
    assert shopper.ask("GET", "/v3/carts/none/metafields").status == 404


def test_metafields_of_all_carts_are_found_by_key_and_namespace(shopper: Shopper) -> None:
    written(shopper, key="a", namespace="one")
    written(shopper, key="b", namespace="two")
    written(shopper, key="c", namespace="two")
    every = "/v3/carts/metafields"

    assert listed(shopper, every) == ["a", "b", "c"]
    assert listed(shopper, every, key="b") == ["b"]
    assert listed(shopper, every, **{"key:in": "a,c"}) == ["a", "c"]
    assert listed(shopper, every, namespace="two", direction="desc") == ["c", "b"]
    assert listed(shopper, every, **{"namespace:in": "one"}) == ["a"]


def test_metafields_are_found_by_the_time_they_were_written() -> None:
    # The specification's own names of these filters have a colon: not recorded.
    shopper = Shopper(recorder=unrecorded)
    shopper.open_cart(MUG)
    written(shopper, key="a")
    shopper.clock.now += 60
    written(shopper, key="b")
    every = "/v3/carts/metafields"

    assert listed(shopper, every, **{"date_created:min": "2023-11-14T22:14:00+00:00"}) == ["b"]
    assert listed(shopper, every, **{"date_modified:max": "2023-11-14T22:14:00+00:00"}) == ["a"]


def test_a_time_that_makes_no_sense_is_refused() -> None:
    query = {"date_created:min": "today"}
    answer = Shopper(recorder=unrecorded).ask("GET", "/v3/carts/metafields", query=query)

    assert answer.status == 422


def test_a_list_of_metafields_comes_in_pages(shopper: Shopper) -> None:
    for key in "abc":
        written(shopper, key=key)
    first = shopper.ask("GET", "/v3/carts/metafields", query={"limit": "2"})
    query = {"limit": "2", "page": "2"}
    answer = shopper.body(shopper.ask("GET", "/v3/carts/metafields", query=query))
    pages = answer["meta"]["pagination"]

    assert shopper.body(first)["meta"]["pagination"]["links"]["next"] == "?page=2&limit=2"
    assert [row["key"] for row in answer["data"]] == ["c"]
    assert (pages["total"], pages["count"], pages["total_pages"]) == (3, 1, 2)
    assert pages["links"] == {"current": "?page=2&limit=2", "previous": "?page=1&limit=2"}


@pytest.mark.parametrize("query", [{"page": "0"}, {"limit": "x"}, {"direction": "up"}])
def test_a_query_that_makes_no_sense_is_refused(shopper: Shopper, query: dict[str, str]) -> None:
    assert shopper.ask("GET", "/v3/carts/metafields", query=query).status == 422


@pytest.mark.parametrize(("word", "version"), [("no", 1), ("yes", 2)])
def test_metafields_count_as_a_change_only_if_settings_say_so(word: Any, version: int) -> None:
    shopper = Shopper(Settings(metafields_count_version=word))
    cart_id = shopper.open_cart(MUG)["id"]
    written(shopper)

    assert shopper.checkout(cart_id)["version"] == version


def test_a_cursor_goes_forwards_and_back_through_a_list(shopper: Shopper) -> None:
    for key in "abcd":
        written(shopper, key=key)
    every = "/v3/carts/metafields"
    first = shopper.body(shopper.ask("GET", every, query={"limit": "2"}))
    cursors = first["meta"]["cursor_pagination"]
    after = {"limit": "2", "after": cursors["end_cursor"]}
    second = shopper.body(shopper.ask("GET", every, query=after))["meta"]["cursor_pagination"]

    assert cursors["links"] == {"next": f"?limit=2&after={cursors['end_cursor']}"}
    assert listed(shopper, every, **after) == ["c", "d"]
    assert listed(shopper, every, limit="2", before=second["start_cursor"]) == ["a", "b"]
    assert listed(shopper, every, limit="1", before=second["start_cursor"]) == ["b"]


def test_a_cursor_that_is_none_is_refused(shopper: Shopper) -> None:
    written(shopper)
    every = "/v3/carts/metafields"
    cursor = shopper.body(shopper.ask("GET", every))["meta"]["cursor_pagination"]["end_cursor"]

    assert shopper.ask("GET", every, query={"after": "x"}).status == 422
    assert shopper.ask("GET", every, query={"after": "aWQ6OTk="}).status == 422
    assert shopper.ask("GET", every, query={"after": cursor, "before": cursor}).status == 422


def test_a_list_over_all_carts_shows_the_fields_that_are_asked_for_and_the_id() -> None:
    # A shortened row is no whole metafield to the specification: not recorded.
    shopper = Shopper(recorder=unrecorded)
    shopper.open_cart(MUG)
    written(shopper)
    every = "/v3/carts/metafields"
    rows = shopper.body(shopper.ask("GET", every, query={"include_fields": "key,value"}))["data"]

    assert [set(row) for row in rows] == [{"id", "key", "value"}]
    assert shopper.ask("GET", every, query={"include_fields": "owner"}).status == 422
