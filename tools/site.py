"""`make docs`: builds the site of the docs without network, and ends like every other command.

    .venv-docs/bin/python -m tools.site

The command of MkDocs counts no warnings when it is to be quiet, so that nothing would fail.
"""

from __future__ import annotations

import logging
from importlib import import_module
from typing import Any

from cart_to_order.ending import run_command
from tools.places import LOCAL, ROOT, shown
from tools.progress import say


def main() -> int:
    """Build the site; 1 if MkDocs warns of something, which is shown."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s: %(message)s")
    config, build, problems = map(
        _of_mkdocs, ("mkdocs.config", "mkdocs.commands.build", "mkdocs.exceptions")
    )
    try:
        chosen = config.load_config(config_file=str(ROOT / "mkdocs.yml"), strict=True)
        chosen.plugins.on_startup(command="build", dirty=False)
        build.build(chosen)
    except problems.MkDocsException as problem:
        say(problem.format_message())
        return 1
    say(f"Ready: {shown(LOCAL / 'site' / 'index.html')}")
    return 0


def _of_mkdocs(name: str) -> Any:
    """Import a module that only the environment of the docs has."""
    return import_module(name)


if __name__ == "__main__":
    run_command(main)
