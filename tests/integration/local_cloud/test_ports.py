"""The ports of `make up`."""

import socket
from dataclasses import asdict

import pytest

from local_cloud.ports import Ports

pytestmark = pytest.mark.enable_socket


def test_a_taken_port_is_replaced_by_a_free_one() -> None:
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            other.bind(("127.0.0.1", 4013))
            other.listen()
        except OSError:
            pass  # Somebody else has it: as good.
        chosen = Ports.chosen(None)

    assert chosen.orders != 4013
    assert len(set(asdict(chosen).values())) == 4


def test_the_store_is_where_it_was_asked_for_and_nothing_else_is() -> None:
    chosen = Ports.chosen(4011)

    assert chosen.store == 4011
    assert chosen.admin != 4011
    assert str(chosen.store) in chosen.pages()["emulator"]
