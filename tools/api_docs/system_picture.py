"""Draws docs/pictures/system.svg, the picture at the top of the README, from the lists below.

python -m tools.api_docs.system_picture
"""

from dataclasses import dataclass
from html import escape

from cart_to_order.ending import run_command
from tools.places import ROOT

PICTURE = ROOT / "docs" / "pictures" / "system.svg"
WIDTH, HEIGHT = 900, 330
_BOX_HEIGHT = 46


@dataclass(frozen=True)
class Box:
    """One part of the system: its middle, its width, and one or two lines of text."""

    name: str
    x: int
    y: int
    width: int
    note: str = ""


BOXES = (
    Box("caller", 70, 120, 100, "ERP, POS, agency"),
    Box("API Gateway", 235, 60, 130, "POST, signed"),
    Box("SQS queue", 235, 180, 130, "a message"),
    Box("function", 420, 120, 120, "place_order"),
    Box("carts, checkouts", 640, 60, 170, "steps that can be repeated"),
    Box("create-order, once", 640, 150, 170, "every call makes an order"),
    Box("ledger", 420, 250, 120, "one item for each key"),
    Box("dead letters", 235, 280, 130, "a person must look"),
    Box("stream, events", 640, 250, 170, "placed, rejected, parked"),
    Box("BigCommerce", 820, 105, 120, "the store"),
)
ARROWS = (
    ("caller", "API Gateway"),
    ("caller", "SQS queue"),
    ("API Gateway", "function"),
    ("SQS queue", "function"),
    ("function", "carts, checkouts"),
    ("function", "create-order, once"),
    ("carts, checkouts", "BigCommerce"),
    ("create-order, once", "BigCommerce"),
    ("function", "ledger"),
    ("ledger", "function"),
    ("SQS queue", "dead letters"),
    ("ledger", "stream, events"),
)
_STYLE = """\
.box{fill:#f6f8fa;stroke:#57606a}.once{fill:#fff1e5;stroke:#bc4c00;stroke-width:2}
.arrow{stroke:#57606a;fill:none;marker-end:url(#head)}.head{fill:#57606a}
.name{font:600 14px sans-serif;fill:#1f2328}.note{font:11px sans-serif;fill:#59636e}
@media(prefers-color-scheme:dark){.box{fill:#151b23;stroke:#9198a1}.once{fill:#3d2012;stroke:#f0883e}
.arrow{stroke:#9198a1}.head{fill:#9198a1}.name{fill:#f0f6fc}.note{fill:#9198a1}}"""
_HEAD = (
    '<marker id="head" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" '
    'orient="auto"><path class="head" d="M0 0 8 4 0 8z"/></marker>'
)


def picture() -> str:
    """Return the picture as SVG, readable in light and dark."""
    places = {box.name: box for box in BOXES}
    arrows = [_arrow(places[start], places[end]) for start, end in ARROWS]
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img">',
            "<title>How an order reaches the store</title>",
            f"<style>{_STYLE}</style><defs>{_HEAD}</defs>",
            *arrows,
            *(_drawn(box) for box in BOXES),
            "</svg>\n",
        ]
    )


def _drawn(box: Box) -> str:
    kind = "once" if "once" in box.name else "box"
    left, top = box.x - box.width // 2, box.y - _BOX_HEIGHT // 2
    return (
        f'<rect class="{kind}" x="{left}" y="{top}" width="{box.width}" height="{_BOX_HEIGHT}" '
        f'rx="6"/><text text-anchor="middle" x="{box.x}" y="{box.y - 2}" class="name">'
        f'{escape(box.name)}</text><text text-anchor="middle" x="{box.x}" y="{box.y + 15}" '
        f'class="note">{escape(box.note)}</text>'
    )


def _arrow(start: Box, end: Box) -> str:
    """From the side of one box to the facing side of the other."""
    if abs(end.x - start.x) * 2 < start.width + end.width:
        down = 1 if end.y > start.y else -1
        # Two arrows between the same boxes lie beside each other.
        x = start.x - 8 * down
        ends = (x, start.y + down * _BOX_HEIGHT // 2, x, end.y - down * _BOX_HEIGHT // 2)
    else:
        right = 1 if end.x > start.x else -1
        ends = (start.x + right * start.width // 2, start.y, end.x - right * end.width // 2, end.y)
    return '<path class="arrow" d="M{} {} {} {}"/>'.format(*ends)


def main() -> int:
    """Write it; always 0."""
    PICTURE.write_text(picture())
    return 0


if __name__ == "__main__":
    run_command(main)
