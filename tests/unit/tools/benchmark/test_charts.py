"""Each chart of the page was drawn from the figures that are kept; nothing is drawn here."""

import re
import xml.etree.ElementTree as ET
from typing import Any

import pytest

from tools.benchmark.charts.series import PREFIX, charts, fingerprint, pictures
from tools.benchmark.places import DOCUMENT, PICTURES, kept
from tools.parts import PARTS
from tools.places import ROOT

SVG = "{http://www.w3.org/2000/svg}"
DESCRIPTION = ".//{http://purl.org/dc/elements/1.1/}description"
MOST_BYTES = 40_000
SHOWN = charts(kept())
ON_THE_PAGE = set(re.findall(rf"\(pictures/({PREFIX}[a-z]+)\.svg\)", DOCUMENT.read_text()))
BACKLOG = {"without": 0.5, "with": 0.52, "hidden_only": 3600.0}


def drawn(name: str) -> Any:
    return ET.fromstring((PICTURES / f"{PREFIX}{name}.svg").read_text())  # noqa: S314


def test_the_page_has_each_chart_of_which_there_are_figures_and_no_other() -> None:
    assert {f"{PREFIX}{name}" for name in SHOWN} == ON_THE_PAGE
    assert {file.stem for file in PICTURES.glob(f"{PREFIX}*.svg")} == ON_THE_PAGE
    assert {"cost", "growth", "batches", "quota"} <= set(SHOWN)


@pytest.mark.parametrize("part", PARTS)
def test_pictures_stand_above_the_tables_of_their_part(part: str) -> None:
    expected = pictures(part, kept())
    if expected:
        assert f"<!-- {part} -->\n{expected}" in DOCUMENT.read_text()


@pytest.mark.parametrize("name", SHOWN)
def test_a_chart_was_drawn_from_the_figures_that_are_kept(name: str) -> None:
    said = drawn(name).findtext(DESCRIPTION)
    assert said == f"figures {fingerprint(SHOWN[name])}", "draw it: make bench PARTS=cost"


@pytest.mark.parametrize("name", SHOWN)
def test_a_chart_is_small_text_for_light_and_for_dark(name: str) -> None:
    text = (PICTURES / f"{PREFIX}{name}.svg").read_text()
    words = [node.text for node in drawn(name).iter(f"{SVG}text")]
    assert SHOWN[name]["title"] in words
    assert len(text.encode()) < MOST_BYTES
    assert "prefers-color-scheme:dark" in text
    assert "currentColor" in text
    assert "sans-serif" in text
    assert not re.search(r"<image|<script|@font-face|DejaVu|20\d\d-\d\d-\d\dT", text)


def test_the_parts_of_an_order_add_up_to_its_price() -> None:
    cost = SHOWN["cost"]
    row = cost["labels"].index("by queue, 512 MB")
    million = sum(values[row] for values in cost["parts"].values())
    (said,) = re.findall(r"^\| 512 \|.*?\$([\d.]+)", DOCUMENT.read_text(), re.MULTILINE)
    assert million / 1000 == pytest.approx(float(said), abs=0.0001)


def test_the_backlog_is_a_chart_once_it_was_measured() -> None:
    assert pictures("backlog", {}) == ""
    shown = charts({"backlog": BACKLOG})["backlog"]
    assert shown["values"] == [0.5, 0.52, 3600]
    assert pictures("backlog", {"backlog": BACKLOG}).startswith("![How long the orders of other")


def test_other_figures_are_another_picture() -> None:
    figures = kept()
    slower = {**figures, "order": {**figures["order"], "warm_ms": 500.0}}
    assert fingerprint(charts(slower)["cost"]) != fingerprint(SHOWN["cost"])
    assert fingerprint(charts(slower)["batches"]) == fingerprint(SHOWN["batches"])


@pytest.mark.parametrize("part", PARTS)
def test_a_part_is_one_module(part: str) -> None:
    assert len(list((ROOT / "tools" / "benchmark").rglob(f"{part}.py"))) == 1
