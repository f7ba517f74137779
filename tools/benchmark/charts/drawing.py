"""Draws charts as SVG, in the environment that has matplotlib and nothing of this project's.

    .venv-charts/bin/python -m tools.benchmark.charts.drawing FOLDER < charts.json

Text stays text, in the reader's own sans-serif. Text and axes have a colour for light and for dark.
"""

import json
import re
import sys
from collections.abc import Callable, Mapping
from io import StringIO
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

Chart = Mapping[str, Any]
WIDTH = 8.4
INK = "#654321"
"""Stands for the colour of text and axes until the picture is written."""
LIGHT, DARK = "#59636e", "#9198a1"
OURS, OTHERS = "#3d85c6", "#8b949e"
WHOLE = 100
COLOURS = ("#3d85c6", "#d9822b", "#3f9c5a", "#a06cc8", "#c94f5d", "#8b949e")
_STYLE = (
    f"<style>svg{{color:{LIGHT}}}@media(prefers-color-scheme:dark){{svg{{color:{DARK}}}}}</style>"
)
mpl.rcParams |= {
    "svg.fonttype": "none",
    "svg.hashsalt": "cart-to-order",
    "font.size": 10,
    "text.color": INK,
    "axes.labelcolor": INK,
    "axes.edgecolor": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlesize": 10,
    "legend.frameon": False,
}


def drawn(chart: Chart, fingerprint: str) -> str:
    """Return the picture, the same for the same figures."""
    figure = Figure(layout="constrained")
    _KINDS[chart["kind"]](figure, chart)
    figure.suptitle(chart["title"], x=0.01, ha="left", weight="bold")
    out = StringIO()
    said = {"Title": chart["title"], "Description": f"figures {fingerprint}"}
    figure.savefig(
        out,
        format="svg",
        transparent=True,
        metadata={**said, "Date": None, "Creator": None, "Format": None, "Type": None},
    )
    return _finished(out.getvalue())


def _finished(text: str) -> str:
    text = re.sub(r"font-family: [^;\"]*", "font-family: sans-serif", text)
    text = text[text.index("<svg") :].replace(INK, "currentColor")
    head, rest = text.split(">", 1)
    return f'{head} role="img">\n {_STYLE}{rest}'


def _stacked(figure: Figure, chart: Chart) -> None:
    figure.set_size_inches(WIDTH, 3.5)
    axes = figure.add_subplot()
    ends = [0.0] * len(chart["labels"])
    for colour, (name, values) in zip(COLOURS, chart["parts"].items(), strict=False):
        axes.barh(chart["labels"], values, left=ends, color=colour, label=name, height=0.62)
        ends = [end + value for end, value in zip(ends, values, strict=True)]
    for place, end in enumerate(ends):
        _beside(axes, end, place, f"${end:.2f}")
    axes.invert_yaxis()
    axes.tick_params(length=0)
    axes.spines["bottom"].set_visible(False)
    axes.set_xticks([])
    figure.legend(loc="outside lower center", ncols=3)


def _lines(figure: Figure, chart: Chart) -> None:
    figure.set_size_inches(WIDTH, 4.1)
    axes = figure.add_subplot()
    for colour, (name, values) in zip(COLOURS, chart["lines"].items(), strict=False):
        axes.plot(chart["x"], values, color=colour, marker="o", markersize=4, label=name)
    axes.set(xscale="log", yscale="log", xlabel=chart["across"], ylabel=chart["unit"])
    axes.set_xticks(chart["x"], [f"{x:,}" for x in chart["x"]])
    axes.minorticks_off()
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"${value:,g}"))
    axes.grid(alpha=0.25, color=INK)
    axes.legend()


def _bars(figure: Figure, chart: Chart) -> None:
    figure.set_size_inches(WIDTH, 0.8 + 0.42 * len(chart["labels"]))
    axes = figure.add_subplot()
    _barred(axes, chart, chart["values"], f" {chart['unit']}")
    axes.invert_yaxis()


def _panels(figure: Figure, chart: Chart) -> None:
    figure.set_size_inches(WIDTH, 1.2 + 0.36 * len(chart["labels"]))
    panels = figure.subplots(1, len(chart["panels"]), sharey=True)
    for axes, (title, values) in zip(panels, chart["panels"].items(), strict=True):
        _barred(axes, chart, values, "")
        axes.set_title(title, loc="left")
    panels[0].invert_yaxis()


def _barred(axes: Any, chart: Chart, values: list[float], unit: str) -> None:
    colours = [OURS if label in chart["ours"] else OTHERS for label in chart["labels"]]
    axes.barh(chart["labels"], values, color=colours, height=0.62)
    for place, value in enumerate(values):
        shown = f"{int(value + 0.5)}" if value >= WHOLE else f"{value:.3g}"
        _beside(axes, value, place, shown + unit)
    axes.set_xlim(0, 1.22 * max(values))
    axes.tick_params(length=0)
    axes.spines["bottom"].set_visible(False)
    axes.set_xticks([])


def _beside(axes: Any, end: float, place: int, text: str) -> None:
    axes.annotate(text, (end, place), (5, 0), textcoords="offset points", va="center")


_KINDS: Mapping[str, Callable[[Figure, Chart], None]] = {
    "stacked": _stacked,
    "lines": _lines,
    "bars": _bars,
    "panels": _panels,
}


def main(folder: Path) -> None:
    """Write every picture of the charts in the standard input."""
    for name, (chart, fingerprint) in json.load(sys.stdin).items():
        (folder / f"{name}.svg").write_text(drawn(chart, fingerprint))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
