"""A headless browser, on machines that have one."""

import shutil
import subprocess
from pathlib import Path

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM = next((path for path in map(shutil.which, NAMES) if path), "")
FLAGS = """
    --headless --no-sandbox --disable-gpu --disable-quic --no-first-run
    --disable-background-networking --disable-component-update --disable-sync --hide-scrollbars
""".split()
SECONDS = 60

needs_browser = pytest.mark.skipif(
    not CHROMIUM, reason="no browser to look with: apt-get install chromium"
)


def browse(profile: Path, *words: str) -> str:
    """What a browser with this profile says when it is started with these words."""
    command = [CHROMIUM, *FLAGS, f"--user-data-dir={profile}", *words]
    done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=True)
    return done.stdout
