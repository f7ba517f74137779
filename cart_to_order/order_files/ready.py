"""The mappings that come with the command, for the exports of well-known systems."""

from importlib.resources import files
from pathlib import Path

from cart_to_order.order_files.table_files import text_of
from cart_to_order.problems import Unreadable

FOLDER = files("cart_to_order") / "mappings"
SUFFIX = ".toml"


def ready_mappings() -> list[str]:
    """Return the names of the mappings that come with the command."""
    names = (file.name for file in FOLDER.iterdir())
    return sorted(name.removesuffix(SUFFIX) for name in names if name.endswith(SUFFIX))


def mapping_text(named: str) -> str:
    """Return the text of a mapping file, or of a ready mapping by its name; raises Unreadable."""
    known = ready_mappings()
    if named in known and not Path(named).is_file():
        return (FOLDER / f"{named}{SUFFIX}").read_text(encoding="utf-8")
    if Path(named).suffix != SUFFIX and not Path(named).exists():
        raise Unreadable(
            f"There is no mapping '{named}': name a .toml file, or one of {', '.join(known)}."
        )
    return text_of(Path(named))
