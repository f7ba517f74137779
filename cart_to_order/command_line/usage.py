"""The list of commands."""

from difflib import get_close_matches

COMMANDS = {
    "submit": "place every order of a .jsonl file or a table, each exactly once",
    "quote": "show what the order of a .json file would cost; order nothing",
    "status": "show the state of a key, and its order or refusal",
    "cancel": "cancel a key, so that it gets no order; or its order too",
    "list": "list the orders of a store that need attention, and why",
    "retry": "send refused orders again under their own keys",
    "show": "for operators: a key in ledger and store",
    "audit": "for operators: compare ledger and store",
    "letters": "for operators: list dead letters; send one back to the queue, or delete one",
    "pages": "for operators: orders and their timelines in a browser, read-only",
    "redrive": "for operators: send the dead letters back to the queue",
    "callback": "for operators: switch the callback of one store off or on",
    "pause": "for operators: place no orders until `resume`; none is lost",
    "resume": "for operators: end a pause",
    "ledger": "for operators: prepare a restored ledger for a stack",
    "remove": "for operators: remove a stack, and say what stays",
    "rollback": "for operators: give all traffic to each function's last version",
}


def usage() -> list[str]:
    """Return the list of commands, in lines."""
    width = max(map(len, COMMANDS))
    lines = [f"  {name:{width}} {what}" for name, what in COMMANDS.items()]
    return [
        "usage: cart-to-order COMMAND [options]", "", *lines, "",
        "cart-to-order COMMAND --help lists its options; --version prints the version.",
    ]  # fmt: skip


def unknown_command(name: str) -> str:
    """Return what is said of a command that there is not."""
    near = get_close_matches(name, COMMANDS, n=1)
    meant = f" Did you mean {near[0]}?" if near else ""
    return f"There is no command {name!r}.{meant} cart-to-order --help lists them."
