"""What was built: the layer must be for the functions' runtime and processor."""

from __future__ import annotations

import re
from pathlib import Path

from tools.deployment.environment import Environment, Refused
from tools.places import ROOT

BUILT = ROOT / ".aws-sam" / "build"
LAYER = Path("DependenciesLayer") / "python"
PROCESSORS = {"aarch64": "arm64", "x86_64": "x86_64"}
_COMPILED = re.compile(r"\.cpython-(\d)(\d+)-(\w+?)-linux-gnu\.so$")


def check(environment: Environment, folder: Path = BUILT) -> bool:
    """Return whether compiled files ship; raises Refused if the layer is for other functions."""
    layer = folder / LAYER
    if not layer.is_dir():
        raise Refused(f"Nothing is built: {layer} is not there. Run make build first.")
    wanted = (environment.runtime, environment.architecture)
    for found in sorted(_targets(layer)):
        if found != wanted:
            raise Refused(
                f"The layer is built for {' on '.join(found)}, the functions run on "
                f"{' on '.join(wanted)}: they could not import it. Build again: make deploy."
            )
    return any(layer.rglob("*.pyc"))


def _targets(layer: Path) -> set[tuple[str, str]]:
    found = (_COMPILED.search(file.name) for file in layer.rglob("*.so"))
    return {
        (f"python{match[1]}.{match[2]}", PROCESSORS.get(match[3], match[3]))
        for match in found
        if match
    }
