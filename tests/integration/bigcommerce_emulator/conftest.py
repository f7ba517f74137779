"""The emulator installed by the steps of its Dockerfile."""

from pathlib import Path

import pytest

from tests.installed import install
from tests.integration.bigcommerce_emulator.image import Image, copied


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where `pip install ./bigcommerce_emulator` puts the files, by the image's own line."""
    image, folder = Image(), tmp_path_factory.mktemp("image")
    source = copied(folder / "source")
    *words, place = image.commands[0]
    assert place == image.copied_to
    return install(source, folder / "site", words)
