import asyncio
from collections.abc import Callable

from bigcommerce_emulator.http.connection import Gathering


class Wire(asyncio.Transport):
    """Remembers what would be sent, each piece by itself."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[bytes] = []
        self.ended = ""

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.pieces.append(bytes(data))

    def close(self) -> None:
        self.ended = "closed"

    def abort(self) -> None:
        self.ended = "aborted"

    def is_closing(self) -> bool:
        return bool(self.ended)


class Turn:
    """One turn of the loop, ended by the test."""

    def __init__(self) -> None:
        self.wire = Wire()
        self._later: list[Callable[[], None]] = []
        self.transport = Gathering(self.wire, self._later.append)

    def end(self) -> None:
        later, self._later[:] = list(self._later), []
        for act in later:
            act()


def test_what_is_written_in_one_turn_leaves_in_one_piece() -> None:
    turn = Turn()
    for piece in (b"head ", b"body", b""):
        turn.transport.write(piece)
    assert turn.wire.pieces == []
    turn.end()
    turn.transport.write(b"more")
    turn.end()

    assert turn.wire.pieces == [b"head body", b"more"]


def test_a_connection_that_is_closed_sends_first_what_was_written() -> None:
    turn = Turn()
    turn.transport.write(b"half an answer")
    turn.transport.close()
    turn.end()

    assert (turn.wire.pieces, turn.wire.ended) == ([b"half an answer"], "closed")


def test_a_connection_that_is_cut_sends_nothing_more() -> None:
    turn = Turn()
    turn.transport.write(b"an answer")
    turn.transport.abort()
    turn.end()

    assert (turn.wire.pieces, turn.wire.ended) == ([], "aborted")
