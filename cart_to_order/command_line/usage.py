"""The list of commands."""

COMMANDS = {
    "submit": "place every order of a .jsonl file or a table, each exactly once",
    "quote": "show what the order of a .json file would cost; order nothing",
    "status": "show the state of a key, and its order or refusal",
    "show": "for operators: a key in ledger and store",
    "audit": "for operators: compare ledger and store",
    "redrive": "for operators: send the dead letters back to the queue",
    "pause": "for operators: place no orders until `resume`; none is lost",
    "resume": "for operators: end a pause",
    "ledger": "for operators: prepare a restored ledger for a stack",
    "remove": "for operators: remove a stack, and say what stays",
    "rollback": "for operators: give all traffic to the previous version of each function",
}


def usage() -> list[str]:
    """Return the list of commands, in lines."""
    lines = [f"  {name:8} {what}" for name, what in COMMANDS.items()]
    return [
        "usage: cart-to-order COMMAND [options]", "", *lines, "",
        "cart-to-order COMMAND --help lists its options; --version prints the version.",
    ]  # fmt: skip
