import pytest
from botocore.exceptions import EndpointConnectionError

from local_cloud.timeline.entries import Entry
from local_cloud.timeline.server import answer
from local_cloud.timeline.timeline import Timeline, read_timeline
from tests.unit.local_cloud.timeline.logged import START, entry


class OneOrder:
    """Knows one order, unless the local AWS is gone."""

    def __init__(self, known: Entry, up: bool = True) -> None:
        self.known = known
        self.up = up
        self.since: list[float] = []

    def newest(self) -> list[Entry]:
        if not self.up:
            raise EndpointConnectionError(endpoint_url="http://127.0.0.1:4566")
        return [self.known]

    def calls_since(self, at: float) -> dict[tuple[str, str], int]:
        self.since.append(at)
        return {("acme", "po-1"): 5}

    def timeline(self, store: str, key: str) -> Timeline | None:
        known = (store, key) == (self.known.store, self.known.key)
        return read_timeline(self.known, []) if known else None


@pytest.mark.parametrize("target", ["/", "/orders", "/orders/", "/orders?refresh=0"])
def test_the_list_is_at_the_root(target: str) -> None:
    orders = OneOrder(entry())
    status, page = answer(orders, target)

    assert (status, "po-1</a>" in page) == (200, True)
    assert orders.since == [START]


@pytest.mark.parametrize("target", ["/orders/acme/po-1", "/orders/%61cme/po%2D1?refresh=0"])
def test_a_key_has_its_page_below(target: str) -> None:
    status, page = answer(OneOrder(entry()), target)

    assert (status, "<h2>Timeline</h2>" in page) == (200, True)


@pytest.mark.parametrize(
    "target", ["/orders/acme/po-2", "/orders/acme", "/orders/acme/po-1/x", "/favicon.ico", "/x"]
)
def test_anything_else_is_not_there(target: str) -> None:
    assert answer(OneOrder(entry()), target)[0] == 404


@pytest.mark.parametrize(
    ("state", "query", "refresh"),
    [
        ("cart", "", "3"),
        ("placed", "", None),
        ("cart", "?refresh=0", None),
        ("placed", "?refresh=10", "10"),
        ("placed", "?refresh=99999999", "3600"),
        ("cart", "?refresh=soon", "3"),
        ("cart", "?refresh=-1", "3"),
    ],
)
def test_a_page_is_redrawn_until_the_key_is_settled(
    state: str, query: str, refresh: str | None
) -> None:
    _, page = answer(OneOrder(entry(state)), f"/orders/acme/po-1{query}")

    assert (f'content="{refresh}"' in page) is (refresh is not None)
    assert ("http-equiv" in page) is (refresh is not None)


def test_a_local_aws_that_is_gone_is_told() -> None:
    status, page = answer(OneOrder(entry(), up=False), "/orders")

    assert (status, "cannot be read (EndpointConnectionError)" in page) == (502, True)
