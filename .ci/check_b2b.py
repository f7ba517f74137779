"""Checks what was asked of B2B Edition in a recording, with the checker for the store's own calls.

    check_b2b.py CHECKER RECORDING

The checker knows the specifications of the store's API; this reads B2B Edition's beside them, whose
paths have another beginning. The last line reads as the checker's: "N exchanges, N violations".
"""

import importlib
import json
import re
import sys
from pathlib import Path
from typing import Any

import yaml

SPECIFICATION = "b2b.orders.v3.yml"
METHODS = ("get", "post", "put", "delete")
# Its schema has a cart's id as a number, and its example shows the UUID that a cart's id is.
DEFECT = (re.compile(r"/cartId$"), "type")


def main(checker_file: Path, recording: Path) -> int:
    """Print each violation; 0 if there is none and something was checked."""
    sys.path.insert(0, str(checker_file.parent))
    checker: Any = importlib.import_module(checker_file.stem)
    checker.IGNORED = (*checker.IGNORED, DEFECT)
    operations = _operations(yaml.safe_load((checker.HERE / SPECIFICATION).read_text()))
    exchanges = [json.loads(line) for line in recording.read_text().splitlines()]
    wrong = 0
    for exchange in exchanges:
        for problem in checker.check(exchange, operations, False):
            wrong += 1
            print(f"{exchange['method']} {exchange['path']} -> {exchange['status']}: {problem}")
    print(f"{len(exchanges)} exchanges, {wrong} violations")
    return 1 if wrong or not exchanges else 0


def _operations(specification: dict[str, Any]) -> list[tuple[Any, ...]]:
    rows = []
    for path, item in specification["paths"].items():
        pattern = re.compile("^/api/v3/io" + re.sub(r"\{[^}]+\}", "[^/]+", path) + "$")
        for method in METHODS:
            if method in item:
                given = item.get("parameters", []) + item[method].get("parameters", [])
                row = (method.upper(), pattern, path.count("{"), specification, item[method], given)
                rows.append(row)
    return sorted(rows, key=lambda row: row[2])


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
