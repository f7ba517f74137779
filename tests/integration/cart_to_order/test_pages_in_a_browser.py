"""Timelines as a browser lays them out, in a wide and in a narrow window."""

import json
import re
from html import unescape
from typing import Any

import pytest

from cart_to_order.pages.order_page import order_page
from tests.browser import browse, needs_browser
from tests.unit.cart_to_order.pages.logged import retried_and_delivered_twice

pytestmark = needs_browser

# The page itself has no script; its copy here has one that measures.
MEASURE = """
<pre id="measured"></pre><script>
const box = (e) => { const b = e.getBoundingClientRect();
  return {name: e.title || e.textContent, left: b.left, right: b.right, top: b.top,
          height: b.height, colour: getComputedStyle(e).backgroundColor}; };
const all = (what) => [...document.querySelectorAll(what)].map(box);
document.getElementById("measured").textContent = JSON.stringify({
  bars: all(".row i[class^=bar-]"), calls: all(".bar-call"), tracks: all(".row .track"),
  failed: all(".bar-call.bad"), cuts: all(".cut"), labels: all(".lane .label"),
  figures: all(".lane .figure"), wide: document.documentElement.scrollWidth,
  window: window.innerWidth});
</script>
"""


@pytest.fixture(scope="module", params=[1280, 520])
def seen(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Where everything is in a window of this width."""
    folder = tmp_path_factory.mktemp("browser")
    page = order_page(retried_and_delivered_twice(), 0)
    copy = folder / "page.html"
    copy.write_text(page.replace("</main>", f"</main>{MEASURE}"))
    words = ("--dump-dom", f"--window-size={request.param},900", copy.as_uri())
    found = re.search(r'<pre id="measured">(.*?)</pre>', browse(folder / "profile", *words))
    assert found
    return json.loads(unescape(found[1]))


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
