from io import StringIO

import pytest

from cart_to_order.status_line import StatusLine


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


def test_a_line_is_drawn_again_in_its_place_and_taken_away() -> None:
    terminal = Terminal()
    line = StatusLine(terminal, 10.0)
    line.show("half")
    line.wipe()
    line.draw()
    line.end("done")
    assert terminal.getvalue() == "\rhalf\x1b[K\r\x1b[K\rhalf\x1b[K\r\x1b[Kdone\n"


def test_a_line_never_wraps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "20")
    terminal = Terminal()
    StatusLine(terminal, 10.0).show("x" * 50)
    assert terminal.getvalue() == f"\r{'x' * 19}\x1b[K"


def test_a_log_gets_a_sign_now_and_then_in_words_of_its_own() -> None:
    log = StringIO()
    line = StatusLine(log, 3600.0, at_once=True)
    line.show("[###   ] 1 of 2", "1 of 2")
    line.show("[######] 2 of 2", "2 of 2")
    line.end("done")
    assert log.getvalue() == "1 of 2\ndone\n"


def test_a_log_that_is_not_waiting_for_a_sign_gets_none_at_once() -> None:
    log = StringIO()
    StatusLine(log, 3600.0).show("0 of 2")
    assert log.getvalue() == ""
