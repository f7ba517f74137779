import subprocess
import sys
import zipfile
from pathlib import Path

from local_cloud.aws.linked_layer import LINK, link_to


def test_python_finds_the_packages_behind_the_link_before_all_others(tmp_path: Path) -> None:
    packages, layer = tmp_path / "it's here", tmp_path / "layer"
    packages.mkdir()
    (packages / "json.py").write_text("ours = True")
    with zipfile.ZipFile(link_to(packages, tmp_path / "linked.zip")) as archive:
        assert archive.namelist() == [str(LINK)]
        archive.extractall(layer)
    # As the local AWS does with each folder of site packages in a layer.
    found = f"import site; site.addsitedir({str((layer / LINK).parent)!r}); import json; json.ours"
    subprocess.run([sys.executable, "-I", "-S", "-c", found], check=True)
