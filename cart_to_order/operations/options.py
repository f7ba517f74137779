"""Which place an operator's command is for: the options that all of them share."""

import argparse

from cart_to_order.operations.place import Place, deployed, local


def parser_of(name: str, doc: str | None) -> argparse.ArgumentParser:
    """Return the parser of a command, described by the first line of its module."""
    parser = argparse.ArgumentParser(
        prog=f"cart-to-order {name}", description=(doc or name).splitlines()[0]
    )
    parser.add_argument("--stack", default="cart-to-order", help="the CloudFormation stack")
    parser.add_argument("--local", action="store_true", help="the local cloud of `make up`")
    parser.add_argument("--profile", help="the AWS profile whose credentials are used")
    return parser


def place_of(options: argparse.Namespace) -> Place:
    """Return the place that was asked for; raises NoSuchPlace."""
    return local() if options.local else deployed(options.stack, options.profile)
