"""One safeguard, what removes it, and the test that must notice."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Mutant:
    """One safeguard, the text whose replacement removes it, and the test that guards it."""

    safeguard: str
    module: str
    there: str
    instead: str
    file: str
    test: str

    @property
    def guard(self) -> str:
        """The test, as pytest names it."""
        return f"{self.file}::{self.test}"
