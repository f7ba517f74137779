"""Writes docs/openapi.json and the page of it: run after changing models, errors or events.

python -m tools.api_docs
"""

from cart_to_order.ending import run_command
from tools.api_docs.files import FILES, written


def main() -> int:
    """Write it; always 0."""
    for path in FILES:
        path.write_text(written(path))
    return 0


if __name__ == "__main__":
    run_command(main)
