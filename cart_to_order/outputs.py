"""Where a running local cloud leaves its addresses, and where they are looked for.

The only place that knows: the local cloud writes by it, and the commands read by it.
"""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

VARIABLE = "CART_TO_ORDER_LOCAL"
"""Names the folder that a local cloud works in, for the cloud itself and for commands."""
FOLDER = ".local"
"""That folder's name in a checkout."""
FILE = "outputs.json"


def work_folder(checkout: Path, environment: Mapping[str, str] = os.environ) -> Path:
    """Return the folder that the local cloud of a checkout works in."""
    return Path(environment.get(VARIABLE) or checkout / FOLDER)


def candidates(
    named: Path | None, here: Path, environment: Mapping[str, str] = os.environ
) -> Iterator[Path]:
    """Yield the files that may have a local cloud's addresses, the best first.

    A folder that was named, by option or else by the environment, may be the work folder or the
    checkout it is in. Without one, the cloud of the current folder is meant.
    """
    said = named or (Path(environment[VARIABLE]) if environment.get(VARIABLE) else None)
    if said is not None:
        yield (here / said / FILE).resolve()
    yield (here / (said or "") / FOLDER / FILE).resolve()
