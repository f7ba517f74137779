"""Builds the wheel of the client; pyproject.toml has everything that is not computed.

The service's package has a name here that collides with nothing: another project of the caller may
well have an `order_service` of its own. On Lambda, and in a checkout, it keeps the short one.
"""

import re
from pathlib import Path
from typing import Any

from setuptools import find_packages, setup
from setuptools.command.build_py import build_py

SERVICE = "order_service"
INSTALLED = "cart_to_order_service"


class Renaming(build_py):
    """Copies modules, and gives the service its installed name wherever one names it."""

    def run(self) -> None:
        """Build; an editable installation would run files that have the short name."""
        if self.editable_mode:
            raise SystemExit("Not editable: `make cli` makes the command line of a checkout.")
        super().run()

    def build_module(self, module: str, module_file: str, package: str) -> Any:
        """Copy one module, renamed."""
        built, copied = super().build_module(module, module_file, package)
        file = Path(built)
        file.write_text(renamed(file.read_text()))
        return built, copied


def renamed(text: str) -> str:
    """Return the text of a module with the service's installed name."""
    return re.sub(rf"\b{SERVICE}\b", INSTALLED, text)


setup(
    packages=find_packages(include=["cart_to_order*"])
    + [renamed(package) for package in find_packages("functions")],
    package_dir={INSTALLED: f"functions/{SERVICE}"},
    cmdclass={"build_py": Renaming},
)
