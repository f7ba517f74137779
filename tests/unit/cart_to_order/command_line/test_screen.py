import sys
import unicodedata
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cart_to_order.command_line.screen import Screen
from cart_to_order.terminal import Parser, say, visible

HOSTILE = [
    "\x1b]52;c;cm0gLXJm\x07",  # writes to the clipboard
    "\x1b]0;another title\x1b\\",
    "\x9b2J",  # C1: clears the screen
    "\rplaced",
    "\nrow 3  po-3  placed  order 1",
    "\x08\x08\x7f",
    "\u202e1001\u202c",  # turns the order of the characters round
    "\u2066\u061c\u200f",
    "\u2028",
]
OBEYED = {"Cc", "Cf", "Cs", "Zl", "Zp"}
"""Categories of characters that a terminal obeys or does not show."""


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


@given(st.text(st.characters()))
def test_only_what_can_be_seen_is_left(text: str) -> None:
    assert not {char for char in visible(text) if unicodedata.category(char) in OBEYED}


@given(st.text(st.characters(whitelist_categories=["L", "N", "P", "S"])))
def test_words_in_any_script_stay_as_they_are(text: str) -> None:
    assert visible(text) == text


def test_a_hidden_character_is_spelled_out() -> None:
    assert visible("a\x1b[2J\nb\u202e\x7f") == "a\\x1b[2J\\nb\\u202e\\x7f"


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_that_is_printed_is_obeyed(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    out, log = StringIO(), StringIO()
    screen = Screen(out, log)
    screen.say(text)
    screen.warn(text)
    say(text)
    with pytest.raises(SystemExit):
        Parser("show").parse_args([text])
    printed = capsys.readouterr()

    for written in (out.getvalue(), log.getvalue(), printed.out):
        assert written == f"{visible(text)}\n"
    assert visible(text) in printed.err.splitlines()[-1]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_bar_on_a_terminal_is_its_own(text: str) -> None:
    terminal = Terminal()
    screen = Screen(StringIO(), terminal)
    screen.progress(text, 1, 2)
    screen.end()

    bar = f"{visible(text)} [{'#' * 15}{' ' * 15}] 1 of 2"
    assert terminal.getvalue() == f"\r{bar}\x1b[K\r\x1b[K"


def test_the_default_is_the_programs_own_output(capsys: pytest.CaptureFixture[str]) -> None:
    Screen().say("placed")

    assert (capsys.readouterr().out, sys.stdout.isatty()) == ("placed\n", False)
