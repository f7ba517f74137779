"""`make verify-store`: puts the contract to a real store and cleans up behind itself."""

import os
import sys
import time
from collections.abc import Callable, Mapping

from sandbox.store.verify.asking import Answer, Ask, OverHttp
from sandbox.store.verify.goods import find_line
from sandbox.store.verify.shopping import Shopping
from sandbox.store.verify.verdicts import put_to

USUAL_URL = "https://api.bigcommerce.com"
USAGE = f"""\
Puts the contract tests to a real store and says where it differs, and how to switch the twin.

  BIGCOMMERCE_STORE_HASH      the store
  BIGCOMMERCE_ACCESS_TOKEN    a token with carts, checkouts and orders (modify)
  BIGCOMMERCE_URL             default {USUAL_URL}
  BIGCOMMERCE_PRODUCT_ID      a physical product to buy, if none is to be looked for
  ALLOW_ORDERS=1              go on although the store has orders

It opens carts and makes Incomplete orders, which may send mail as the store is set up to, and
archives and deletes all of them at the end. Use a sandbox store.
"""
_NEEDED = ("BIGCOMMERCE_STORE_HASH", "BIGCOMMERCE_ACCESS_TOKEN")


class RefusedToRunError(Exception):
    """Why the store is better left alone."""


def main(environment: Mapping[str, str], pause: Callable[[float], None] = time.sleep) -> int:
    """The exit code: 0 all agrees, 1 something differs, 2 nothing was asked."""
    missing = [name for name in _NEEDED if not environment.get(name)]
    if missing:
        print(f"{USAGE}\nNot set: {', '.join(missing)}", file=sys.stderr)
        return 2
    url = environment.get("BIGCOMMERCE_URL") or USUAL_URL
    store_hash, token = (environment[name] for name in _NEEDED)
    ask = OverHttp(url, store_hash, token, pause)
    try:
        return _run(ask, environment, pause)
    except (RefusedToRunError, OSError) as error:
        print(f"Not run: {error}", file=sys.stderr)
        return 2
    finally:
        ask.close()


def _run(ask: Ask, environment: Mapping[str, str], pause: Callable[[float], None]) -> int:
    if environment.get("ALLOW_ORDERS") != "1":
        _check_empty(ask("GET", "/v2/orders", None, {"limit": "1"}))
    line = find_line(ask, environment.get("BIGCOMMERCE_PRODUCT_ID"))
    report = put_to(Shopping(ask, line, pause))
    print("\n".join(report.lines()))
    return 1 if report.differs else 0


def _check_empty(answer: Answer) -> None:
    if answer.status not in (200, 204):
        raise RefusedToRunError(f"listing the store's orders was answered {answer.status}")
    if answer.body:
        raise RefusedToRunError("the store has orders; ALLOW_ORDERS=1 goes on all the same")


if __name__ == "__main__":
    sys.exit(main(os.environ))
