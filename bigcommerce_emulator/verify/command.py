"""Puts the contract to a real store and cleans up behind itself."""

import json
import sys
import time
from argparse import ArgumentParser, ArgumentTypeError, RawDescriptionHelpFormatter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from bigcommerce_emulator.fitting import fitted
from bigcommerce_emulator.verify.listening import Listening
from bigcommerce_emulator.verify.shopping.asking import (
    Answer,
    Ask,
    OfB2bElsewhere,
    OverHttp,
    Patient,
)
from bigcommerce_emulator.verify.shopping.goods import Means, find_line
from bigcommerce_emulator.verify.shopping.shopping import Shopping
from bigcommerce_emulator.verify.verdicts import Report, put_to, switches

USUAL_URL = "https://api.bigcommerce.com"
USUAL_B2B_URL = "https://api-b2b.bigcommerce.com"
USAGE = f"""\
Puts the contract tests to a real store and says where it differs, and how to
switch the emulator.

  BIGCOMMERCE_STORE_HASH      the store
  BIGCOMMERCE_ACCESS_TOKEN    a token with carts, checkouts and orders (modify)
  BIGCOMMERCE_URL             default {USUAL_URL}
  BIGCOMMERCE_PRODUCT_ID      a physical product to buy; default: one is looked up
  ALLOW_ORDERS=1              go on although the store has orders

What is asked only where it is known:
  BIGCOMMERCE_COUPON_CODE     a coupon that takes something off the product
  BIGCOMMERCE_FORM_FIELD      an address field that the store requires (field_25)
  BIGCOMMERCE_STOCKED_ID      a physical product with tracked stock: some of it is
                              sold and the orders are cancelled
  BIGCOMMERCE_COMPANY_CUSTOMER_ID
                              a customer who buys for a company: B2B Edition is
                              asked then, at BIGCOMMERCE_B2B_URL
                              (default {USUAL_B2B_URL})

It opens carts and makes Incomplete orders, moves a few of them on, which may
send mail as the store is set up to, and archives and deletes all of them at the
end. Use a sandbox store.
"""
_NEEDED = ("BIGCOMMERCE_STORE_HASH", "BIGCOMMERCE_ACCESS_TOKEN")


class RefusedToRunError(Exception):
    """Why the store is better left alone."""


def main(
    environment: Mapping[str, str],
    pause: Callable[[float], None] = time.sleep,
    words: Sequence[str] = (),
) -> int:
    """The exit code: 0 all agrees, 1 something differs or was cut short, 2 nothing was asked."""
    file = _options().parse_args(words).write
    missing = [name for name in _NEEDED if not environment.get(name)]
    if missing:
        print(fitted(f"{USAGE}\nNot set: {', '.join(missing)}"), file=sys.stderr)
        return 2
    url = environment.get("BIGCOMMERCE_URL") or USUAL_URL
    store_hash, token = (environment[name] for name in _NEEDED)
    b2b_url = environment.get("BIGCOMMERCE_B2B_URL") or USUAL_B2B_URL
    hosts = [OverHttp(host, store_hash, token) for host in (url, b2b_url)]
    listening = Listening(OfB2bElsewhere(*hosts))
    ask = Patient(listening, pause)
    try:
        report = put_to(Shopping(ask, _means(ask, environment), pause))
    except (RefusedToRunError, OSError) as error:
        print(fitted(f"Not run: {error}"), file=sys.stderr)
        return 2
    finally:
        ask.close()
    print(fitted("\n".join((*report.lines(), *listening.lines()))))
    if file is not None:
        _write(file, report)
    return 1 if report.differs or report.cut_short else 0


def _options() -> ArgumentParser:
    options = ArgumentParser(prog="python -m bigcommerce_emulator.verify", description=USAGE,
                             formatter_class=RawDescriptionHelpFormatter)  # fmt: skip
    options.add_argument("--write", type=_file, metavar="FILE",
                         help="keep the findings as switches, for --set-from FILE")  # fmt: skip
    return options


def _file(text: str) -> Path:
    # Said before the store is asked for minutes.
    if not (file := Path(text)).parent.is_dir():
        raise ArgumentTypeError("no such folder")
    return file


def _write(file: Path, report: Report) -> None:
    # Neither the store's name nor its address: the file is made to be handed on.
    found = {"about": "as a store answered that was verified", "switches": switches(report)}
    file.write_text(yaml.safe_dump(found, sort_keys=False), encoding="utf-8")
    print(f"\nIts switches are in {file}:\n  bigcommerce-emulator --set-from {file}")


def _means(ask: Ask, environment: Mapping[str, str]) -> Means:
    if environment.get("ALLOW_ORDERS") != "1":
        _check_empty(ask("GET", "/v2/orders", None, {"limit": "1"}))
    return Means(
        line=find_line(ask, environment.get("BIGCOMMERCE_PRODUCT_ID")),
        coupon=environment.get("BIGCOMMERCE_COUPON_CODE") or None,
        form_field=environment.get("BIGCOMMERCE_FORM_FIELD") or None,
        stocked=_read(int, "BIGCOMMERCE_STOCKED_ID", "a product's number", environment),
        shared_email=environment.get("BIGCOMMERCE_SHARED_EMAIL") or None,
        buyer=_read(int, "BIGCOMMERCE_COMPANY_CUSTOMER_ID", "a customer's number", environment),
        optioned=_read(json.loads, "BIGCOMMERCE_OPTIONED_LINE", "a line in JSON", environment),
    )


def _read(read: Callable[[str], Any], name: str, takes: str, environment: Mapping[str, str]) -> Any:
    text = environment.get(name)
    try:
        return read(text) if text else None
    except ValueError:
        raise RefusedToRunError(f"{name} takes {takes}, not {text!r}") from None


def _check_empty(answer: Answer) -> None:
    if answer.status not in (200, 204):
        raise RefusedToRunError(f"listing the store's orders was answered {answer.status}")
    if answer.body:
        raise RefusedToRunError("the store has orders; ALLOW_ORDERS=1 goes on all the same")
