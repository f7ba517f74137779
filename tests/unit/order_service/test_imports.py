"""What each handler loads: an import nobody asked for is paid at every cold start.

`imports_of_queue.txt` and the like list it, third parties by their top-level packages
and our own by module. When a change is meant, write them anew:

    PYTHONPATH=functions:. python -m tests.unit.order_service.test_imports
"""

import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from tools.places import ROOT

SHOW = "import {0}, sys, json; print(json.dumps(sorted(sys.modules)))"


HERE = Path(__file__).parent
# Not in the layer or not always: what the tests' environment has beyond Lambda's, and what some
# machines' Python runs first.
ELSEWHERE = {"click", "pygments", "rich", "sitecustomize", "usercustomize"}


@cache
def loaded(module: str) -> frozenset[str]:
    search = {"PYTHONPATH": str(ROOT / "functions"), "AWS_DEFAULT_REGION": "us-east-1"}
    done = subprocess.run(
        [sys.executable, "-c", SHOW.format(module)],
        env=os.environ | search,
        capture_output=True,
        text=True,
        check=True,
    )
    return frozenset(json.loads(done.stdout))


@pytest.mark.parametrize("module", ["event_handler", "utilities.parser", "utilities.validation"])
def test_the_queue_loads_no_event_handler_and_no_parser(module: str) -> None:
    assert f"aws_lambda_powertools.{module}" not in loaded("order_service.handlers.queue")


@pytest.mark.parametrize("module", ["h11", "aws_lambda_powertools.event_handler"])
def test_the_stream_s_handler_loads_no_way_to_a_store_and_no_event_handler(module: str) -> None:
    assert module not in loaded("order_service.handlers.stream")


@pytest.mark.parametrize("handler", ["api", "queue", "stream"])
def test_no_handler_loads_the_x_ray_sdk(handler: str) -> None:
    assert "aws_xray_sdk" not in loaded(f"order_service.handlers.{handler}")


@pytest.mark.parametrize("handler", ["api", "queue", "stream"])
def test_a_handler_loads_what_is_listed_and_nothing_else(handler: str) -> None:
    assert listed(handler).splitlines() == committed(handler).read_text().splitlines()


def committed(handler: str) -> Path:
    return HERE / f"imports_of_{handler}.txt"


def listed(handler: str) -> str:
    """Packages that are not Python's, and the service's own modules."""
    own, others = set(), set()
    for name in loaded(f"order_service.handlers.{handler}"):
        top = name.partition(".")[0]
        if top == "order_service":
            own.add(name)
        elif not (top.startswith("_") or top in sys.stdlib_module_names | ELSEWHERE):
            others.add(top)
    return "\n".join([*sorted(others), *sorted(own)]) + "\n"


if __name__ == "__main__":
    for each in ("api", "queue", "stream"):
        committed(each).write_text(listed(each))
