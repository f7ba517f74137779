"""The SAM command line accepts the template and builds it, on a machine without its runtime."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.template.test_release import FUNCTIONS
from tools.places import ROOT, SAM

# Just enough to run sam and make: no version manager, so hardly ever a python3.13.
PATHS = f"{SAM.parent}:/usr/local/bin:/usr/bin:/bin"


def _sam(*arguments: str, **extra: str) -> subprocess.CompletedProcess[str]:
    assert SAM.exists(), "The SAM command line is missing: make test installs it."
    environment = os.environ | {"PATH": PATHS, "SAM_CLI_TELEMETRY": "0"} | extra
    return subprocess.run(
        [str(SAM), *arguments],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def test_template_is_valid_and_has_no_findings_as_it_is_written() -> None:
    # samconfig.toml has it linted: by the cfn-lint of tests/template/scan, with the same rules.
    done = _sam("validate", "--lint", AWS_DEFAULT_REGION="us-east-1")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "is a valid SAM Template" in done.stdout


@pytest.mark.parametrize(
    ("runtime", "architecture", "suffix"),
    [
        ("python3.13", "arm64", "cpython-313-aarch64-linux-gnu.so"),
        ("python3.12", "x86_64", "cpython-312-x86_64-linux-gnu.so"),
    ],
)
def test_build_is_for_the_processor_and_runtime_of_the_parameters(
    runtime: str, architecture: str, suffix: str, tmp_path: Path
) -> None:
    done = _sam(
        "build",
        *("--build-dir", str(tmp_path / "built")),
        *("--parameter-overrides", f"Runtime={runtime} Architecture={architecture}"),
        PYTHON=str(SAM.parent / "python"),
        LAMBDA_RUNTIME=runtime,
        LAMBDA_ARCHITECTURE=architecture,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    layer = tmp_path / "built" / "DependenciesLayer" / "python"
    assert [path.name for path in layer.glob("pydantic_core/*.so")] == [f"_pydantic_core.{suffix}"]
    # The runtime has it already, and it would be most of the layer.
    assert not (layer / "boto3").exists()
    _check_functions(tmp_path / "built")


def _check_functions(built: Path) -> None:
    source = ROOT / "functions" / "order_service"
    wanted = {path.relative_to(source.parent) for path in source.rglob("*.py")}
    for function in FUNCTIONS:
        folder = built / function
        assert {path.relative_to(folder) for path in folder.rglob("*.py")} == wanted
        # Without it a deployment that only changes parameters would not reach the alias.
        assert (folder / "built").read_text().startswith("20")
