"""Runs Schemathesis, as a command, with the API's own OpenAPI document."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tools.api_docs.files import DOCUMENT
from tools.places import ROOT

CHECKS = """
    no_surprise status_code_conformance content_type_conformance response_headers_conformance
    response_schema_conformance negative_data_rejection use_after_free
""".split()
AFTER_A_REFUSAL = {"POST /stores/{store}/orders/{key}/retry"}
"""Calls that are taken only for a key that a store refused, which nothing made up is."""


@dataclass(frozen=True)
class Found:
    """What a run said, and its report."""

    exit_code: int
    said: str
    report: dict[str, Any]

    @property
    def cases(self) -> int:
        """How many requests were made up and sent."""
        return int(self.report["test_cases"]["generated"])

    @property
    def never_taken(self) -> set[str]:
        """The calls of which no request was accepted, though some could have been."""
        return {
            call
            for call, rates in self.report["valid_rates"].items()
            if not any(rate["accepted"] for rate in rates.values())
        } - AFTER_A_REFUSAL

    def check(self) -> None:
        """Fail if an answer was not documented."""
        assert self.exit_code == 0, self.said[-20_000:]
        assert self.report["test_cases"]["with_failures"] == 0
        assert self.report["errors"] == []


def without_security(document: dict[str, Any]) -> dict[str, Any]:
    """Return the document without the signature that it asks for, which each request is given.

    Else requests are made up that lack it: what is sent has it, and is taken.
    """
    components = {
        name: parts for name, parts in document["components"].items() if name != "securitySchemes"
    }
    return {name: part for name, part in document.items() if name != "security"} | {
        "components": components
    }


def fuzzed(
    url: str, folder: Path, *, phases: str, drawn: int, config: str = "", only: str = ""
) -> Found:
    """Send made-up requests for every call, or one path's; ``drawn`` for each are random."""
    report, settings = folder / "report.json", folder / "schemathesis.toml"
    settings.write_text(config)
    described = folder / "openapi.json"
    described.write_text(json.dumps(without_security(json.loads(DOCUMENT.read_text()))))
    said = subprocess.run(
        [
            *(sys.executable, "-m", "schemathesis.cli", "--config-file", str(settings)),
            *("run", str(described), "--url", url, "--phases", phases),
            *("--max-examples", str(drawn), "--checks", ",".join(CHECKS)),
            *("--report", "json", "--report-json-path", str(report)),
            *("--continue-on-failure", "--generation-database", "none", "--no-color"),
            *(("--include-path", only) if only else ()),
        ],
        # It leaves a folder of its own where it runs.
        cwd=folder,
        env=os.environ
        | {
            "PYTHONPATH": f"{ROOT / 'functions'}{os.pathsep}{ROOT}",
            "SCHEMATHESIS_HOOKS": "tests.integration.fuzzing.fuzz_hooks",
            # Else each request looks through the whole environment for the way to a proxy.
            "NO_PROXY": "127.0.0.1",
            # Where Hypothesis keeps its tables of Unicode: to make them takes seconds.
            "HYPOTHESIS_STORAGE_DIRECTORY": str(ROOT / ".hypothesis"),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    made = json.loads(report.read_text()) if report.exists() else {}
    return Found(said.returncode, said.stdout + said.stderr, made)
