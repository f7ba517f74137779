"""The options of the command line."""

import argparse
from pathlib import Path
from textwrap import fill
from typing import NoReturn

from bigcommerce_emulator import __version__
from bigcommerce_emulator.bodies.spelling import did_you_mean
from bigcommerce_emulator.command_line.topics import topics
from bigcommerce_emulator.fitting import WIDTH, fitted
from bigcommerce_emulator.profiles.profiles import NAMES
from bigcommerce_emulator.server import LOOPBACK

PROGRAM = "bigcommerce-emulator"
DEFAULT_PORT, LAST_PORT = 4010, 65_535
_ABOUT = """\
An emulator of the BigCommerce API: carts, checkouts and orders, held in memory.
Every order in it is imaginary, and all is forgotten when it stops.
"""


class _Layout(argparse.RawDescriptionHelpFormatter):
    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=28, width=WIDTH)


class Parser(argparse.ArgumentParser):
    """Suggests the option that was meant."""

    def read(self, words: list[str] | None) -> argparse.Namespace:
        """The options in the words; ends the program with code 2 where one is unknown."""
        options, unknown = self.parse_known_args(words)
        if unknown:
            word = unknown[0].partition("=")[0]
            self.error(f"there is no option {word}{did_you_mean(word, self._known())}")
        return options

    def error(self, message: str) -> NoReturn:
        """Say what is wrong without the whole usage."""
        wrong = fitted(f"{self.prog}: {message}")
        self.exit(2, f"{wrong}\n{self.prog} --help lists the options.\n")

    def _known(self) -> list[str]:
        return [text for action in self._actions for text in action.option_strings]


def parser() -> Parser:
    """The command line of the emulator."""
    listed = fill(", ".join(topics()), WIDTH, initial_indent="  ", subsequent_indent="  ",
                  break_on_hyphens=False)  # fmt: skip
    more = f"topics for --help TOPIC; the name of a switch is one too:\n{listed}"
    arguments = Parser(prog=PROGRAM, usage="%(prog)s [OPTIONS]", description=_ABOUT, epilog=more,
                       formatter_class=_Layout, add_help=False, allow_abbrev=False)  # fmt: skip
    add = arguments.add_argument
    add("-h", "--help", nargs="?", const="", metavar="TOPIC", help="this text, or that of a topic")
    add("--version", action="version", version=f"{PROGRAM} {__version__}")
    add("--host", default=LOOPBACK, help="address to listen on (default: %(default)s)")
    add("--allow-host", action="append", default=[], metavar="HOST:PORT",
        help="Host header to take beside those of loopback, repeatable")  # fmt: skip
    add("--port", type=_port, default=DEFAULT_PORT,
        help="port, 0 for a free one (default: %(default)s)")  # fmt: skip
    add("--admin-port", type=_port, help="port of the admin API on 127.0.0.1 (default: none)")
    add("--profile", metavar="NAME", help=f"a ready-made store: {', '.join(NAMES)}")
    add("--seed", type=Path, metavar="FILE", help="products, shipping and taxes, YAML or JSON")
    add("--set", action="append", default=[], metavar="NAME=VALUE", help="a switch, repeatable")
    add("--set-from", type=Path, metavar="FILE",
        help="switches from a file that `verify --write` wrote")  # fmt: skip
    add("--faults", type=Path, metavar="FILE", help="what goes wrong and how often, JSON")
    add("--record", type=Path, metavar="FILE", help="append one exchange of each shape, JSONL")
    add("--link", action="append", default=[], metavar="NAME=URL",
        help="a page that the emulator's page links to, repeatable")  # fmt: skip
    add("--webhook", action="append", default=[], metavar="URL",
        help="URL that every event is posted to, repeatable")  # fmt: skip
    return arguments


def _port(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and int(text) <= LAST_PORT):
        raise argparse.ArgumentTypeError(f"takes a number from 0 to {LAST_PORT}, not {text!r}")
    return int(text)
