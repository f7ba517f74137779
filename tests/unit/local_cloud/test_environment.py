import re
import subprocess
import sys
from importlib.metadata import packages_distributions

import pytest

from tools.places import ROOT


def _locked() -> set[str]:
    lock = (ROOT / "requirements/cloud.txt").read_text()
    return set(re.findall(r"^([a-z0-9._-]+)==", lock, re.MULTILINE))


@pytest.mark.parametrize("module", ["run", "up", "keeper", "soak.__main__"])
def test_the_local_cloud_starts_with_the_libraries_of_its_own_environment(module: str) -> None:
    code = f"import sys, local_cloud.{module}; print(*sys.modules)"
    # Without the test run's own search path, as make starts it.
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=ROOT, env={}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    made_by = packages_distributions()
    tops = {name.partition(".")[0] for name in done.stdout.split()}
    needed = {made_by[top][0].lower().replace("_", "-") for top in tops if top in made_by}
    assert needed >= {"boto3"}
    # botocore takes certifi if it is there, and setuptools hooks itself into every start.
    assert needed - {"certifi", "setuptools"} <= _locked()
