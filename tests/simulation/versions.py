"""Two versions of the service at work: what the other one writes, this one must bear.

The other version here is the coming one: it knows one more field of an order, and one more
attribute of the ledger's item. Written by it, a message of an order holds that field, and an
execution of ours does not know it.
"""

import json
from dataclasses import dataclass
from typing import Any

FIELD = "only_the_next_version_knows_this"


@dataclass(frozen=True)
class Version:
    """How one version of the service reads and writes messages and items; inside it is ours."""

    name: str = "this"
    adds: bool = False

    def write(self, message: str) -> str:
        """Return the message as this version writes it."""
        if not self.adds:
            return message
        read = json.loads(message)
        read["order"][FIELD] = True
        return json.dumps(read)

    def read(self, message: str) -> str:
        """Return the message as our code inside this version gets to see it."""
        if not self.adds:
            return message
        read = json.loads(message)
        read["order"].pop(FIELD, None)
        return json.dumps(read)

    def update(self, call: dict[str, Any]) -> dict[str, Any]:
        """Return an update of the ledger's item as this version makes it."""
        if not self.adds:
            return call
        sets = call["UpdateExpression"].replace("SET ", f"SET {FIELD} = :{FIELD}, ", 1)
        values = call["ExpressionAttributeValues"] | {f":{FIELD}": {"S": self.name}}
        return call | {"UpdateExpression": sets, "ExpressionAttributeValues": values}


THIS = Version()
NEXT = Version("next", adds=True)
