"""What the documentation says of every call, whatever it is for."""

from bigcommerce_emulator.verify.checks.check import (
    NOWHERE,
    Check,
    expect,
    expect_fields,
    expect_status,
    expect_v2_error,
    expect_v3_error,
)
from bigcommerce_emulator.verify.shopping.asking import UNREADABLE_TEXT
from bigcommerce_emulator.verify.shopping.shopping import CUSTOM, Shopping

LIMITS = tuple(
    f"x-rate-limit-{name}"
    for name in ("time-window-ms", "time-reset-ms", "requests-quota", "requests-left")
)


def every_answer_tells_the_quota(shopping: Shopping) -> None:
    """The four headers."""
    for path in (f"/v3/carts/{NOWHERE}", "/v2/orders"):
        headers = shopping.ask("GET", path).headers
        expect_fields(dict(headers), LIMITS, "the headers")
        expect(all(headers[name].isdecimal() for name in LIMITS), "a limit is no number")


def a_window_of_the_quota_lasts_thirty_seconds(shopping: Shopping) -> None:
    """The length of the window, and less of it left than that."""
    headers = shopping.ask("GET", "/v2/orders").headers
    window = int(headers.get(LIMITS[0], 0))
    expect(window == 30_000, f"a window lasts {window} ms")
    expect(0 <= int(headers[LIMITS[1]]) <= window, "more is left of the window than it has")


def a_wrong_token_is_a_401(shopping: Shopping) -> None:
    """Nobody else's orders."""
    answer = shopping.ask("GET", "/v2/orders", headers={"x-auth-token": "wrong"})
    expect_status(answer, 401)


def a_path_that_is_no_resource_is_a_404(shopping: Shopping) -> None:
    """V3 and V2."""
    for path in ("/v3/no-such-thing", "/v2/no-such-thing"):
        expect_status(shopping.ask("GET", path), 404)


def a_method_that_a_resource_lacks_is_a_405(shopping: Shopping) -> None:
    """The resource is there."""
    expect_status(shopping.ask("PATCH", f"/v3/checkouts/{NOWHERE}"), 405)


def an_answer_that_cannot_be_json_is_a_406(shopping: Shopping) -> None:
    """Accept leaves JSON out."""
    answer = shopping.ask("GET", f"/v3/carts/{NOWHERE}", headers={"accept": "image/png"})
    expect_status(answer, 406)


def a_body_that_is_not_json_by_its_name_is_a_415(shopping: Shopping) -> None:
    """Content-Type names something else."""
    body = {"custom_items": [CUSTOM]}
    answer = shopping.ask("POST", "/v3/carts", body, headers={"content-type": "text/plain"})
    expect_status(answer, 415)


def a_body_that_is_not_json_is_a_400(shopping: Shopping) -> None:
    """In the flat shape of V3."""
    expect_v3_error(shopping.ask("POST", "/v3/carts", UNREADABLE_TEXT), 400)


def a_page_beyond_the_last_is_empty(shopping: Shopping) -> None:
    """No error, and no order."""
    answer = shopping.ask("GET", "/v2/orders", None, {"cart_id": NOWHERE, "page": "9"})
    expect_status(answer, 200, 204)
    expect(not answer.body, "there is an order")


def a_sort_that_is_none_is_a_400_in_an_array(shopping: Shopping) -> None:
    """The shape of V2."""
    expect_v2_error(shopping.ask("GET", "/v2/orders", None, {"sort": "lunch"}), 400)


CHECKS: tuple[Check, ...] = (
    every_answer_tells_the_quota,
    a_window_of_the_quota_lasts_thirty_seconds,
    a_wrong_token_is_a_401,
    a_path_that_is_no_resource_is_a_404,
    a_method_that_a_resource_lacks_is_a_405,
    an_answer_that_cannot_be_json_is_a_406,
    a_body_that_is_not_json_by_its_name_is_a_415,
    a_body_that_is_not_json_is_a_400,
    a_page_beyond_the_last_is_empty,
    a_sort_that_is_none_is_a_400_in_an_array,
)
