"""The template's rules and a sample of its combinations; `make combinations` tries hundreds."""

import os
import re
import subprocess
from typing import Any

from tests.template.combinations import VALUES, first, is_allowed
from tools.places import ROOT, SAM

SAMPLE = 6
"""So many are transformed and linted here: each takes some seconds."""


def test_every_parameter_is_varied_within_what_it_allows(written: dict[str, Any]) -> None:
    assert list(VALUES) == sorted(written["Parameters"])
    for name, values in VALUES.items():
        declared = written["Parameters"][name]
        assert values[0] == str(declared["Default"]) or name in (
            "LedgerStreamArn",
            "SecurityGroupIds",
        )
        for value in values:
            assert value in [str(one) for one in declared.get("AllowedValues", [value])], name
            assert re.search(declared.get("AllowedPattern", ""), value), (name, value)


def test_every_pair_of_values_that_is_allowed_is_among_the_first_five_hundred() -> None:
    chosen = first(500)
    assert len(chosen) == 500
    usual = {name: values[0] for name, values in VALUES.items()}
    for a in VALUES:
        for b in VALUES:
            met = {(one[a], one[b]) for one in chosen}
            wanted = {
                (x, y)
                for x in VALUES[a]
                for y in VALUES[b]
                if a != b and is_allowed(usual | {a: x, b: y})
            }
            assert wanted <= met, (a, b)


def test_each_combination_is_a_template_without_findings() -> None:
    done = subprocess.run(
        [str(SAM.parent / "python"), "-m", "tests.template.combinations", str(SAMPLE)],
        cwd=ROOT,
        env=os.environ | {"AWS_DEFAULT_REGION": "eu-west-1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    assert f"{SAMPLE} combinations" in done.stdout
