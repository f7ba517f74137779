"""Leads the functions to one unpacked layer, in place of a copy for each process.

The local AWS unpacks a layer whenever it starts a process: a thousand files, half of a cold start.
"""

from __future__ import annotations

import zipfile
from contextlib import suppress
from pathlib import Path

from local_cloud.aws.artifacts import layer_zip, scratch, zip_folder

# Python runs such a file's line when it adds the folder in which AWS looks for a layer's packages.
LINK = Path("python", "lib", "python3", "site-packages", "layer.pth")


def linked_layer() -> Path:
    """Return a layer that holds the way to the real one."""
    unpacked = _unpacked(layer_zip())
    return link_to(unpacked / "python", unpacked.with_suffix(".linked.zip"))


def link_to(packages: Path, target: Path) -> Path:
    """Pack a layer whose only line puts this folder in front of all others."""
    with scratch() as folder:
        link = folder / LINK
        link.parent.mkdir(parents=True)
        link.write_text(f"import sys; sys.path.insert(0, {str(packages)!r})\n")
        zip_folder(folder, target)
    return target


def _unpacked(layer: Path) -> Path:
    unpacked = layer.with_suffix("").resolve()
    if not unpacked.is_dir():
        with scratch() as folder:
            whole = folder / "whole"
            with zipfile.ZipFile(layer) as archive:
                archive.extractall(whole)
            with suppress(OSError):  # another program was first
                whole.rename(unpacked)
    return unpacked
