"""Which place an operator's command is for: the options that all of them share."""

import argparse
from pathlib import Path

from cart_to_order.operations.place import Place, deployed, local
from cart_to_order.terminal import Parser


def parser_of(name: str, doc: str | None) -> argparse.ArgumentParser:
    """Return the parser of a command, described by the first line of its module."""
    parser = Parser(prog=f"cart-to-order {name}", description=(doc or name).splitlines()[0])
    parser.add_argument("--stack", default="cart-to-order", help="the CloudFormation stack")
    parser.add_argument(
        "--local",
        type=_folder,
        nargs="?",
        const=Path(),
        metavar="DIR",
        help="the local cloud of `make up`, here or in another checkout",
    )
    parser.add_argument("--profile", help="the AWS profile whose credentials are used")
    return parser


def place_of(options: argparse.Namespace) -> Place:
    """Return the place that was asked for; raises NoSuchPlace."""
    if options.local is None:
        return deployed(options.stack, options.profile)
    return local(folder_of(options))


def folder_of(options: argparse.Namespace) -> Path | None:
    """Return the folder that `--local` named, None if it named none."""
    return None if options.local == Path() else options.local


def _folder(text: str) -> Path:
    if not (folder := Path(text)).is_dir():
        raise argparse.ArgumentTypeError(f"{text} is no folder (put --local last to name none)")
    return folder
