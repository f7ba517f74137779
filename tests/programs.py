"""Programs that a test starts, and what they have said so far."""

import subprocess

import pytest


def read_until(program: subprocess.Popen[str], words: str) -> str:
    """What a program says up to a line with these words; it has to say them."""
    said = ""
    for line in program.stdout or ():
        said += line
        if words in line:
            return said
    pytest.fail(f"It ended before it said '{words}':\n{said}")
