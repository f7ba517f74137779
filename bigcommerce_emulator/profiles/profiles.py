"""Reads profiles: those that come along by name, and files of switches that `verify` writes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from bigcommerce_emulator.bodies.spelling import did_you_mean
from bigcommerce_emulator.http.faults import FaultPlan, read_plan
from bigcommerce_emulator.state.catalog import Seed
from bigcommerce_emulator.state.seed import EXAMPLE, read_seed
from bigcommerce_emulator.state.settings import Settings, pairs

_FOLDER = Path(__file__).parent
NAMES = tuple(sorted(path.stem for path in _FOLDER.glob("*.yaml")))
_PARTS = ("about", "switches", "faults", "seed")


class ProfileError(Exception):
    """A profile that cannot be used, in words for the person who named it."""


@dataclass(frozen=True, slots=True)
class Profile:
    """Switches, faults and what is changed of the example seed; empty parts change nothing."""

    about: str = ""
    switches: Mapping[str, object] = field(default_factory=dict)
    faults: tuple[Mapping[str, object], ...] = ()
    seed_changes: Mapping[str, Any] = field(default_factory=dict)

    def settings(self, settings: Settings) -> Settings:
        """The settings with the profile's switches turned."""
        return settings.with_pairs(pairs(self.switches))

    def plan(self) -> FaultPlan:
        """The profile's faults, drawn from the start."""
        return read_plan({"faults": list(self.faults)})

    def seed(self) -> Seed | None:
        """The example seed with the profile's changes; None if it changes nothing of it."""
        if not self.seed_changes:
            return None
        example = yaml.safe_load(EXAMPLE.read_text(encoding="utf-8"))
        return read_seed(_merged(example, self.seed_changes))


def profile(name: str) -> Profile:
    """The profile of this name; ProfileError says which there are."""
    if name not in NAMES:
        near = did_you_mean(name, NAMES)
        raise ProfileError(f"there is no profile {name!r}, only {', '.join(NAMES)}{near}")
    return read_profile(_FOLDER / f"{name}.yaml")


def read_profile(path: Path) -> Profile:
    """The profile in a YAML or JSON file; ProfileError says what is wrong with the file."""
    try:
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ProfileError(f"{path} cannot be read as YAML or JSON: {error}") from error
    if not isinstance(document, dict) or not isinstance(document.get("switches"), dict):
        raise ProfileError(f"{path} has no object `switches`")
    for name in document.keys() - {*_PARTS}:
        raise ProfileError(f"{path} has {name!r}{did_you_mean(name, _PARTS)}")
    return Profile(
        about=str(document.get("about", "")),
        switches=document["switches"],
        faults=tuple(document.get("faults") or ()),
        seed_changes=document.get("seed") or {},
    )


def _merged(document: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """Objects are merged; whatever else is changed replaces what was there."""
    merged = dict(document)
    for name, value in changes.items():
        old = merged.get(name)
        if isinstance(old, dict) and isinstance(value, dict):
            merged[name] = _merged(old, value)
        else:
            merged[name] = value
    return merged
