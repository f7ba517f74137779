"""The file that a shell reads after `make up`."""

import re
import subprocess
from dataclasses import fields

from local_cloud.aws.stack import Deployment
from local_cloud.shell import exports, script
from tools.places import ROOT

DEPLOYMENT = Deployment(**{field.name: f"the {field.name}'s" for field in fields(Deployment)})
RUNBOOK = (ROOT / "docs/runbook.md").read_text()


def test_every_name_in_the_runbooks_commands_is_set_there_or_by_the_file() -> None:
    named = set(re.findall(r"\$\{?([A-Z][A-Z_]{2,})", RUNBOOK))
    set_there = set(re.findall(r"^([A-Z_]+)=", RUNBOOK, re.MULTILINE))
    read_there = set(re.findall(r"read -r ([A-Z_]+)", RUNBOOK))

    assert len(named) > 5
    assert named - set_there - read_there - set(exports(DEPLOYMENT)) == set()


def test_a_shell_reads_the_file_whatever_the_values_are() -> None:
    code = script(DEPLOYMENT) + 'printf "%s|%s|%s" "$QUEUE_URL" "$AWS_ENDPOINT_URL" "$AWS_PROFILE"'
    done = subprocess.run(
        ["/bin/sh", "-euc", code.replace('"$AWS_PROFILE"', '"${AWS_PROFILE-none}"')],
        capture_output=True,
        text=True,
        env={"AWS_PROFILE": "production"},
        check=True,
    )

    assert done.stdout == "the queue_url's|the endpoint_url's|none"
