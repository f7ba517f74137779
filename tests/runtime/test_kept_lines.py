"""The stand-in for Lambda's filter is no kinder than AWS documents it."""

import json

import pytest

from tests.runtime.kept_lines import kept, level_of

TIME = "2026-01-01T00:00:00.123+00:00"


@pytest.mark.parametrize(
    ("line", "level"),
    [
        (json.dumps({"level": "ERROR", "timestamp": TIME}), "ERROR"),
        (json.dumps({"level": "DEBUG", "timestamp": "2026-01-01T00:00:00Z"}), "DEBUG"),
        (json.dumps({"level": "ERROR", "timestamp": "2026-01-01 00:00:00,123+0000"}), "INFO"),
        (json.dumps({"level": "ERROR", "timestamp": "2026-01-01T00:00:00.123+0000"}), "INFO"),
        (json.dumps({"level": "ERROR"}), "INFO"),
        (json.dumps({"level": "SEVERE", "timestamp": TIME}), "INFO"),
        (json.dumps({"_aws": {}}), "INFO"),
        ("[]", "INFO"),
        ("no JSON", "INFO"),
    ],
)
def test_a_line_counts_as_info_unless_lambda_can_read_its_level_and_time(
    line: str, level: str
) -> None:
    assert level_of(line) == level


def test_what_is_below_the_level_is_dropped_and_nothing_where_there_is_none() -> None:
    lines = [json.dumps({"level": level, "timestamp": TIME}) for level in ("DEBUG", "ERROR")]
    assert kept([*lines, "a metric"], "INFO") == [lines[1], "a metric"]
    assert kept([*lines, "a metric"], "WARN") == [lines[1]]
    assert kept([*lines, "a metric"], None) == [*lines, "a metric"]
