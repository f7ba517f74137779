"""Tells what of an OpenAPI document callers rely on and a newer one no longer gives them.

python -m tools.api_docs.openapi_diff OLD NEW
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

from cart_to_order.ending import run_command
from tools.api_docs.schema_diff import Node, Pair, lost, narrowed

_METHODS = ("get", "put", "post", "delete", "patch", "head", "options")


def breaking(old: Node, new: Node) -> list[str]:
    """Return each change that breaks callers of the old document, in words."""
    return list(dict.fromkeys(_paths(Pair(old, new))))


def _paths(pair: Pair) -> Iterator[str]:
    for path, item in pair.old["paths"].items():
        there = pair.new["paths"].get(path, {})
        for method in (method for method in _METHODS if method in item):
            where = f"{method.upper()} {path}"
            if method not in there:
                yield f"{where}: is gone"
                continue
            yield from _parameters(pair, item, there, method, where)
            yield from _request(pair, item[method], there[method], where)
            yield from _answers(pair, item[method], there[method], where)


def _parameters(pair: Pair, old: Node, new: Node, method: str, where: str) -> Iterator[str]:
    before, after = _by_name(old, method), _by_name(new, method)
    for name, one in after.items():
        known = before.get(name, {})
        if one.get("required") and not known.get("required"):
            yield f"{where}: {name} is required now"
        if known:
            yield from narrowed(pair, known["schema"], one["schema"], f"{where}: {name}")
    for name in sorted(before.keys() - after.keys()):
        yield f"{where}: {name} is gone"


def _by_name(item: Node, method: str) -> Node:
    parameters = item.get("parameters", []) + item[method].get("parameters", [])
    return {one["name"]: one for one in parameters}


def _request(pair: Pair, old: Node, new: Node, where: str) -> Iterator[str]:
    before, after = old.get("requestBody", {}), new.get("requestBody", {})
    if after.get("required") and not before.get("required"):
        yield f"{where}: a body is required now"
    for kind, content in before.get("content", {}).items():
        if kind not in after.get("content", {}):
            yield f"{where}: takes {kind} no longer"
            continue
        schema = after["content"][kind]["schema"]
        yield from narrowed(pair, content["schema"], schema, f"{where} body")


def _answers(pair: Pair, old: Node, new: Node, where: str) -> Iterator[str]:
    for status, answer in old["responses"].items():
        said = new["responses"].get(status)
        if said is None:
            yield f"{where}: status {status} is gone"
            continue
        for name in answer.get("headers", {}).keys() - said.get("headers", {}).keys():
            yield f"{where} {status}: header {name} is gone"
        for kind, content in answer.get("content", {}).items():
            if kind not in said.get("content", {}):
                yield f"{where} {status}: {kind} is gone"
                continue
            schema = said["content"][kind]["schema"]
            yield from lost(pair, content["schema"], schema, f"{where} {status}")


def main(arguments: list[str]) -> int:
    """Compare two files; 0 if nothing breaks, 1 and each break printed, 2 if unreadable."""
    if len(arguments) != 2:
        print("Which two? python -m tools.api_docs.openapi_diff OLD NEW")
        return 2
    old, new = (json.loads(Path(name).read_text()) for name in arguments)
    broken = breaking(old, new)
    for change in broken:
        print(change)
    print(f"{len(broken)} breaking changes." if broken else "Nothing breaks.")
    return 1 if broken else 0


if __name__ == "__main__":
    run_command(main, sys.argv[1:])
