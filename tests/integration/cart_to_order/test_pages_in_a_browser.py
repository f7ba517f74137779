"""Pages as a browser lays them out, in a wide and in a narrow window."""

import json
import re
from html import escape, unescape
from pathlib import Path
from typing import Any

import pytest

from cart_to_order.pages.order_list import Frame, order_list
from cart_to_order.pages.order_page import order_page
from cart_to_order.pages.question import Question
from cart_to_order.pages.rows import Listing, Row
from cart_to_order.pages.story import Story
from cart_to_order.pages.timeline.entries import Reason
from tests.browser import browse, needs_browser
from tests.unit.cart_to_order.pages.logged import START, retried_and_delivered_twice

pytestmark = needs_browser

# The page itself has no script; its copy here has one that measures.
MEASURE = """
<script>
const box = (e) => { const b = e.getBoundingClientRect();
  return {name: e.title || e.textContent, left: b.left, right: b.right, top: b.top,
          height: b.height, colour: getComputedStyle(e).backgroundColor}; };
const all = (what) => [...document.querySelectorAll(what)].map(box);
parent.document.getElementById("measured").textContent = JSON.stringify({
  bars: all(".row i[class^=bar-]"), calls: all(".bar-call"), tracks: all(".row .track"),
  failed: all(".bar-call.bad"), cuts: all(".cut"), labels: all(".lane .label"),
  figures: all(".lane .figure"), cells: all(".list td"), links: all(".list td a"),
  boxes: all("input:not([type=hidden]), select, button, summary"),
  wide: document.documentElement.scrollWidth,
  window: window.innerWidth});
</script>
"""


WIDTHS = pytest.fixture(scope="module", params=[1300, 420])


@WIDTHS
def seen(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Where everything of a timeline is in a window of this width."""
    page = order_page(Story(retried_and_delivered_twice()))
    return _measured(page, request.param, tmp_path_factory.mktemp("browser"))


@WIDTHS
def listed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Where everything of a list is in a window of this width."""
    hint = "The product has not enough stock. Raise its stock, then retry."
    reason = Reason("store_refused", "out_of_stock", "cart", hint, "merchant")
    keys = ("po-1", "po-2026-000123-replacement", "x" * 128)
    rows = tuple(Row("acme", key, "rejected", START, reason) for key in keys)
    frame = Frame("stack shop in eu-west-1", "attention", ("acme", "zoo"))
    page = order_list(Listing("attention", rows, 3), Question(), frame, START + 9000)
    return _measured(page, request.param, tmp_path_factory.mktemp("browser"))


def _measured(page: str, width: int, folder: Path) -> Any:
    # A browser without a screen has no window narrower than 500 pixels; a frame may be.
    inner = escape(page.replace("</main>", f"</main>{MEASURE}"))
    frame = f'<iframe style="width: {width}px; height: 900px; border: 0" srcdoc="{inner}"></iframe>'
    copy = folder / "page.html"
    copy.write_text(f'<!doctype html><pre id="measured"></pre>{frame}')
    words = ("--dump-dom", "--window-size=1400,1000", copy.as_uri())
    found = re.search(r'<pre id="measured">(.*?)</pre>', browse(folder / "profile", *words))
    assert found
    measured = json.loads(unescape(found[1]))
    assert measured["window"] == width
    return measured


def test_every_bar_is_in_sight_and_in_its_track(seen: Any) -> None:
    left, right = seen["tracks"][0]["left"], seen["tracks"][0]["right"]

    # Six calls, six writes, a back-off and the time in the queue.
    assert len(seen["bars"]) == 14
    for bar in seen["bars"]:
        assert left <= bar["left"] < bar["right"] <= right + 1, bar
        assert bar["height"] >= 8


def test_what_came_later_is_further_right_and_further_down(seen: Any) -> None:
    for before, after in zip(seen["calls"], seen["calls"][1:], strict=False):
        assert before["right"] <= after["left"] + 1
        assert before["top"] < after["top"]


def test_failed_calls_have_a_colour_of_their_own(seen: Any) -> None:
    colours = {bar["name"]: bar["colour"] for bar in seen["calls"]}
    failed = {bar["colour"] for bar in seen["failed"]}

    assert len(seen["failed"]) == 3
    assert len(failed) == 1
    assert len(set(colours.values()) - failed) == 1


def test_the_time_in_the_queue_is_cut_to_a_stripe(seen: Any) -> None:
    (cut,) = seen["cuts"]

    assert 30 < cut["right"] - cut["left"] < 70


def test_no_word_lies_on_another_and_nothing_sticks_out(seen: Any) -> None:
    for label, figure in zip(seen["labels"], seen["figures"], strict=True):
        assert label["right"] <= figure["left"] + 1, label
    assert seen["wide"] <= seen["window"]


def test_key_state_and_reason_of_each_order_are_in_sight_in_every_window(listed: Any) -> None:
    shown = [cell for cell in listed["cells"] if cell["right"] > cell["left"]]
    words = [cell["name"] for cell in shown]

    assert words.count("rejected") == 3
    assert sum("out of stock" in cell for cell in words) == 3
    for cell in shown:
        assert 0 <= cell["left"] < cell["right"] <= listed["window"], cell
    assert listed["wide"] <= listed["window"]


def test_no_key_is_so_long_that_it_pushes_the_rest_aside(listed: Any) -> None:
    assert len(listed["links"]) == 3
    for link in listed["links"]:
        assert link["height"] < 40
        assert link["right"] - link["left"] <= 340


def test_every_box_of_the_form_can_be_hit_with_a_finger(listed: Any) -> None:
    assert len(listed["boxes"]) == 6
    for box in listed["boxes"]:
        assert box["height"] >= 32
        assert 0 <= box["left"] < box["right"] <= listed["window"]
