"""Builds the wheel; pyproject.toml has everything that is not computed.

This folder is the package itself, so that a checkout runs it as it is. Setuptools finds packages
below a folder only, and must learn the name of this one.
"""

from setuptools import find_packages, setup
from setuptools.command.build_py import build_py

PACKAGE = "bigcommerce_emulator"
BUILDER = "setup"


class WithoutBuilder(build_py):
    """Copies every module of the package but this file, which lies among them."""

    def find_package_modules(self, package: str, package_dir: str) -> list[tuple[str, str, str]]:
        """Return package, name and file of each module."""
        found = super().find_package_modules(package, package_dir)
        return [row for row in found if row[:2] != (PACKAGE, BUILDER)]


setup(
    packages=[PACKAGE, *(f"{PACKAGE}.{name}" for name in find_packages(exclude=["build*"]))],
    package_dir={PACKAGE: "."},
    package_data={"": ["*.yaml", "*.json", "*.md", "py.typed"]},
    cmdclass={"build_py": WithoutBuilder},
)
