"""Metafields: what apps write beside a cart, which outlives it."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import TypedDict

from bigcommerce_emulator.bodies import fields
from bigcommerce_emulator.bodies.errors import invalid, unreadable

PERMISSIONS = ("app_only", "read", "write", "read_and_sf_access", "write_and_sf_access")
_LONGEST_VALUE = 65_535
_LONGEST_DESCRIPTION = 255


@dataclass(frozen=True, slots=True)
class Metafield:
    """One value under a namespace and key; its owner is the app that made it."""

    id: int
    cart_id: str
    owner: str
    namespace: str
    key: str
    value: str
    permission_set: str
    description: str
    created: float
    modified: float

    def is_seen_by(self, client: str) -> bool:
        """Whether the app may read it."""
        return self.owner == client or self.permission_set != "app_only"

    def is_written_by(self, client: str) -> bool:
        """Whether the app may change and delete it."""
        return self.owner == client or self.permission_set.startswith("write")

    @property
    def name(self) -> tuple[str, str, str]:
        """What no two metafields of a cart have in common."""
        return self.owner, self.namespace, self.key


def client_of(token: str) -> str:
    """The identifier of the app that a token belongs to, from which nobody learns the token."""
    return blake2b(token.encode(), digest_size=16).hexdigest()


class Texts(TypedDict):
    """What a caller writes of a metafield."""

    namespace: str
    key: str
    value: str
    permission_set: str
    description: str


def read(value: object) -> Texts:
    """The texts of a request; refuses a missing or overlong one by its name."""
    if not isinstance(value, dict):
        raise unreadable("The body must be an object.")
    namespace, key = _text(value, "namespace", 64), _text(value, "key", 64)
    content = _text(value, "value", _LONGEST_VALUE)
    permission = fields.required_text(value, "permission_set")
    if permission not in PERMISSIONS:
        raise invalid("permission_set", f"permission_set is one of {', '.join(PERMISSIONS)}.")
    description = fields.text(value, "description")
    if len(description) > _LONGEST_DESCRIPTION:
        raise invalid("description", f"description is longer than {_LONGEST_DESCRIPTION}.")
    return {
        "namespace": namespace,
        "key": key,
        "value": content,
        "permission_set": permission,
        "description": description,
    }


def _text(body: Mapping[str, object], name: str, longest: int) -> str:
    text = fields.required_text(body, name)
    if len(text) > longest:
        raise invalid(name, f"{name} is longer than {longest}.")
    return text
