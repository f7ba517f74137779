"""Thousands of requests made up from the API's own OpenAPI document: every answer is documented.

FUZZ_CASES is how many are drawn for each call beside the systematic ones, and with it quotes have
systematic ones, too, and whole histories of calls are made up: `make fuzz`. They reach the handler
in this process; some go through the local AWS, in tests/end_to_end/deployments.
"""

import json
import os
from pathlib import Path
from typing import Any

import schemathesis

from tests.integration.fuzzing.in_memory import handler_of
from tests.integration.fuzzing.rest_api_server import rest_api_server
from tests.integration.fuzzing.schemathesis_run import fuzzed, without_security
from tools.api_docs.examples import KEY
from tools.api_docs.files import DOCUMENT

DRAWN = os.environ.get("FUZZ_CASES", "")
FEWEST = 4_000
WITHOUT_THOSE_OF_QUOTES = """
[[operations]]
include-path = "/stores/{store}/quotes"
phases.coverage.enabled = false
"""
"""Two thousand of the systematic requests: their bodies are those of orders once more."""


def test_whatever_is_sent_gets_an_answer_that_is_documented(tmp_path: Path) -> None:
    with rest_api_server(handler_of(KEY.store)) as url:
        found = fuzzed(
            url,
            tmp_path,
            phases="examples,coverage,fuzzing" + (",stateful" if DRAWN else ""),
            drawn=int(DRAWN or "50"),
            config="" if DRAWN else WITHOUT_THOSE_OF_QUOTES,
        )
    found.check()
    assert found.never_taken == set()
    assert found.cases >= FEWEST


def test_a_server_error_and_an_answer_that_does_not_fit_its_schema_are_found(
    tmp_path: Path,
) -> None:
    def broken(event: dict[str, Any], _: object) -> dict[str, Any]:
        if event["httpMethod"] == "DELETE":
            raise RuntimeError("nobody expected it")
        headers = {"Content-Type": ["application/json"]}
        return {"statusCode": 200, "multiValueHeaders": headers, "body": '{"state": 1}'}

    with rest_api_server(broken) as url:
        found = fuzzed(
            url, tmp_path, phases="examples", drawn=1, only="/stores/{store}/orders/{key}"
        )
    assert found.exit_code == 1
    server_error, schema = "502 internal_error", "Response violates schema"
    assert server_error in found.said
    assert schema in found.said


def test_no_request_is_made_up_to_lack_the_signature_that_each_one_is_given() -> None:
    document = json.loads(DOCUMENT.read_text())
    assert _calls_with_the_header("Authorization", document) == 6
    assert _calls_with_the_header("Authorization", without_security(document)) == 0
    assert _calls_with_the_header("Idempotency-Key", without_security(document)) == 1


def _calls_with_the_header(name: str, document: dict[str, Any]) -> int:
    calls = schemathesis.openapi.from_dict(document).get_all_operations()
    return sum(name in {header.name for header in call.ok().headers} for call in calls)
