"""What each handler loads: an import nobody asked for is paid at every cold start."""

import json
import os
import subprocess
import sys

import pytest

from sandbox.places import ROOT

SHOW = "import {0}, sys, json; print(json.dumps(sorted(sys.modules)))"


def loaded(module: str) -> set[str]:
    search = {"PYTHONPATH": str(ROOT / "functions"), "AWS_DEFAULT_REGION": "us-east-1"}
    done = subprocess.run(
        [sys.executable, "-c", SHOW.format(module)],
        env=os.environ | search,
        capture_output=True,
        text=True,
        check=True,
    )
    return set(json.loads(done.stdout))


@pytest.mark.parametrize("module", ["event_handler", "utilities.parser", "utilities.validation"])
def test_the_queue_loads_no_event_handler_and_no_parser(module: str) -> None:
    assert f"aws_lambda_powertools.{module}" not in loaded("order_service.queue")


@pytest.mark.parametrize("handler", ["api", "queue"])
def test_no_handler_loads_the_x_ray_sdk(handler: str) -> None:
    assert "aws_xray_sdk" not in loaded(f"order_service.{handler}")
