"""`make bench`: every measurement, or those named, and the report in docs/benchmarks.md.

    python -m tools.benchmark
    python -m tools.benchmark warm cold

A part is a module of this folder, or of one in it, whose ``measure()`` returns a section in
Markdown. Its figures are kept in docs/pictures/benchmarks.json, from which the charts are drawn.
"""

import re
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

from cart_to_order.ending import run_command
from tools.benchmark.charts.__main__ import draw
from tools.benchmark.charts.series import pictures
from tools.benchmark.measuring import HEADER, rows_of
from tools.benchmark.places import DOCUMENT, kept
from tools.parts import PARTS
from tools.progress import say, step
from tools.values import checked

_FRAME = """\
# Benchmarks

Made by `make bench`. Every figure is a ratio to a floor or a peer measured in the same run, taking
turns, as the median of at least 11 runs; nothing here is a promise of milliseconds.

<!-- summary -->
<!-- end of summary -->
"""


def main(chosen: list[str]) -> int:
    """Measure and write; 0 when every part could be measured."""
    checked("PARTS", " ".join(chosen))
    for name in chosen or PARTS:
        with step(PARTS[name]):
            section = str(_module(name).measure())
        say(f"\n{section}\n", whole=True)
        _write(DOCUMENT, name, pictures(name, kept()) + section)
    say(_summary(DOCUMENT.read_text()), whole=True)
    return draw()


def _module(name: str) -> Any:
    (file,) = Path(__file__).parent.rglob(f"{name}.py")
    path = file.relative_to(Path(__file__).parent).with_suffix("")
    return import_module(".".join(["tools.benchmark", *path.parts]))


def _write(document: Path, part: str, section: str) -> None:
    """Put the section in its place; what people wrote around it stays."""
    text = document.read_text() if document.exists() else _FRAME
    if f"<!-- {part} -->" not in text:
        text += f"\n## {PARTS[part]}\n\n<!-- {part} -->\n<!-- end of {part} -->\n"
    text = _replaced(text, part, section)
    document.write_text(_replaced(text, "summary", _summary(text)))


def _replaced(text: str, part: str, section: str) -> str:
    between = re.compile(f"(<!-- {part} -->\n).*?(<!-- end of {part} -->)", re.DOTALL)
    return between.sub(lambda found: f"{found[1]}{section.strip()}\n{found[2]}", text)


def _summary(text: str) -> str:
    _, _, sections = text.partition("<!-- end of summary -->")
    return "\n".join([HEADER, *rows_of(sections)])


if __name__ == "__main__":
    run_command(main, sys.argv[1:])
