"""The list of commands."""

COMMANDS = {
    "submit": "place every order of a .jsonl file or a table, each exactly once",
    "quote": "tell what the order of a .json file would cost; order nothing",
    "status": "tell what became of a key",
    "show": "for operators: a key in ledger and store",
    "audit": "for operators: compare ledger and store",
    "pages": "for operators: orders and their timelines in a browser, read-only",
    "redrive": "for operators: send the dead letters back to the queue",
    "pause": "for operators: place no orders until `resume`; none is lost",
    "resume": "for operators: end a pause",
    "ledger": "for operators: prepare a restored ledger for a stack",
    "remove": "for operators: remove a stack, and say what stays",
    "rollback": "for operators: give all traffic to each function's last version",
}


def usage() -> list[str]:
    """Return the list of commands, in lines."""
    lines = [f"  {name:8} {what}" for name, what in COMMANDS.items()]
    return [
        "usage: cart-to-order COMMAND [options]", "", *lines, "",
        "cart-to-order COMMAND --help lists the options of each; --version is the version.",
    ]  # fmt: skip
