"""The lines of libraries are held: at DEBUG botocore would write tokens and customers."""

import json
import logging
import os
import subprocess
import sys
from datetime import datetime
from io import StringIO

import pytest

from order_service.telemetry.telemetry import hold_libraries
from tools.places import ROOT

FOLDER = ROOT / "functions" / "order_service" / "handlers"
HANDLERS = sorted(path.stem for path in FOLDER.glob("*.py") if "def handler(" in path.read_text())
# As Lambda's runtime does: the root logger gets a handler and the function's level, then the
# handler is imported.
LIKE_LAMBDA = """
import logging, sys
logging.basicConfig(level="{level}", stream=sys.stdout, format="a library: %(message)s")
import order_service.handlers.{handler}
from order_service.telemetry.telemetry import logger
for name in ("botocore.endpoint", "urllib3.connectionpool", "a_library_of_tomorrow"):
    logging.getLogger(name).debug("the whole request")
    logging.getLogger(name).info("found credentials")
logging.getLogger("urllib3.connectionpool").warning("pool is full")
logger.debug("store call")
logger.error("unexpected error")
"""


def written(handler: str, level: str) -> list[str]:
    lambda_s = "DEBUG" if level == "DEBUG" else "INFO"  # as the template has it
    wanted = {"LOG_LEVEL": level, "AWS_LAMBDA_LOG_LEVEL": lambda_s}
    program = LIKE_LAMBDA.format(handler=handler, level=lambda_s)
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=os.environ
        | wanted
        | {"AWS_DEFAULT_REGION": "us-east-1"}
        | {"PYTHONPATH": str(ROOT / "functions")},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.splitlines()


@pytest.mark.parametrize("handler", HANDLERS)
def test_at_debug_a_handler_logs_its_own_lines_and_only_warnings_of_libraries(handler: str) -> None:
    warning, *own = written(handler, "DEBUG")
    assert warning == "a library: pool is full"
    assert [json.loads(line)["message"] for line in own] == ["store call", "unexpected error"]


def test_at_error_not_even_a_warning_of_a_library_is_logged() -> None:
    (own,) = map(json.loads, written("stream", "ERROR"))
    assert (own["level"], own["message"]) == ("ERROR", "unexpected error")


def test_at_warn_our_level_counts_and_not_that_of_lambda_s_filter() -> None:
    warning, own = written("stream", "WARN")
    assert warning == "a library: pool is full"
    assert datetime.fromisoformat(json.loads(own)["timestamp"]).tzinfo is not None


def test_a_library_that_sets_its_own_level_is_held_too() -> None:
    root, log = logging.Logger("root", logging.DEBUG), StringIO()
    root.addHandler(logging.StreamHandler(log))
    eager = logging.Logger("eager", logging.DEBUG)
    eager.parent = root
    hold_libraries(root)
    eager.debug("the whole request")
    eager.warning("pool is full")
    assert log.getvalue() == "pool is full\n"


@pytest.mark.parametrize(("was", "becomes"), [("DEBUG", 30), ("NOTSET", 30), ("ERROR", 40)])
def test_a_stricter_level_stays(was: str, becomes: int) -> None:
    root = logging.Logger("root", was)
    hold_libraries(root)
    assert root.level == becomes
