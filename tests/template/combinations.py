"""Transforms the template in many combinations of parameters and lints what it becomes.

Run by the Python of the SAM command line, which has both the translator and cfn-lint:

    .venv-sam/bin/python -m tests.template.combinations 500

Every pair of values of two parameters is in the first combinations; the rest are drawn from a seed.
What was linted in the same form before is not linted again: of each result its new resources, with
those that they refer to; every 25th result is linted as a whole.
"""

from __future__ import annotations

import copy
import importlib
import json
import random
import re
import sys
import time
from collections.abc import Iterator
from functools import cache
from itertools import combinations as pairs_of
from typing import Any

from cart_to_order.ending import run_command
from tests.template.conditions import decided
from tests.template.stack import ACCOUNT, PSEUDO, filled_in, source
from tests.template.transform import ManagedPolicies
from tools.progress import say
from tools.values import value_of

Combination = dict[str, str]
VERSIONS = ("AWS::Lambda::Version", "AWS::Lambda::Alias")
WHOLE = 25
"""Of so many results one is linted as a whole."""
REGION = PSEUDO["AWS::Region"]
PLACE = f"{REGION}:{ACCOUNT}"
VALUES: dict[str, tuple[str, ...]] = {
    "AlarmEmail": ("", "ops@example.com"),
    "ApiBurstLimit": ("40",),
    "ApiDocs": ("false", "true"),
    "ApiLogRole": ("keep", "make", f"arn:aws:iam::{ACCOUNT}:role/api-logs"),
    "ApiRateLimit": ("20",),
    "ApiVpcEndpointIds": ("", "vpce-0123456789abcdef0,vpce-0123456789abcdef1"),
    "Architecture": ("arm64", "x86_64"),
    "AuditSchedule": ("cron(30 3 * * ? *)", ""),
    "AuthorizerArn": ("", f"arn:aws:lambda:{PLACE}:function:authorizer"),
    "B2bUrl": ("https://api-b2b.bigcommerce.com",),
    "BasePath": ("", "v1"),
    "BigCommerceUrl": ("https://api.bigcommerce.com",),
    "CallbackSecret": ("cart-to-order/callback",),
    "CallbackUrl": ("", "https://erp.example.com/hooks/orders"),
    "CallerRequestsPerMinute": ("0", "600"),
    "Canary": ("false", "true"),
    "CertificateArn": ("", f"arn:aws:acm:{PLACE}:certificate/11111111-2222-3333-4444-555555555555"),
    "DetailedApiMetrics": ("false", "true"),
    "DomainName": ("", "orders.example.com"),
    "EventBusName": ("default", "orders"),
    "HostedZoneId": ("", "Z0123456789ABCDEFGHIJ"),
    "KeepRefusedDays": ("14", "0"),
    "KeysBelongToCallers": ("false", "true"),
    "KmsKeyArn": ("", f"arn:aws:kms:{PLACE}:key/11111111-2222-3333-4444-555555555555"),
    "LedgerDeletionProtection": ("false", "true"),
    "LedgerStreamArn": (
        f"arn:aws:dynamodb:{PLACE}:table/restored/stream/2026-11-28T00:00:00.000",
        "",
    ),
    "LedgerTableName": ("", "restored"),
    "LedgerTtlDays": ("90",),
    "LocalCloud": ("false", "true"),
    "LogLevel": ("INFO", "DEBUG", "WARN", "ERROR"),
    "LogRetentionDays": ("30", "7"),
    "MaxReceiveCount": ("500",),
    "PermissionsBoundaryArn": ("", f"arn:aws:iam::{ACCOUNT}:policy/boundary"),
    "QueueConcurrency": ("5", "2"),
    "QueueSenderArns": ("", "arn:aws:iam::210987654321:role/erp,arn:aws:iam::210987654321:user/x"),
    "RolePath": ("/", "/apps/orders/"),
    "Runtime": ("python3.13", "python3.12", "python3.11", "python3.14"),
    "SecretPrefix": ("bigcommerce/",),
    "SecretsKmsKeyArn": ("", f"arn:aws:kms:{PLACE}:key/99999999-2222-3333-4444-555555555555"),
    "SecurityGroupIds": ("sg-0123456789abcdef0", ""),
    "SettleSeconds": ("300",),
    "SnapStart": ("None", "PublishedVersions"),
    "SubnetIds": ("", "subnet-0123456789abcdef0,subnet-0123456789abcdef1"),
    "TicketEmail": ("", "tickets@example.com"),
    "UserPoolArn": ("", f"arn:aws:cognito-idp:{PLACE}:userpool/{REGION}_abcdefghi"),
    "WebAclArn": (
        "",
        f"arn:aws:wafv2:{PLACE}:regional/webacl/orders/11111111-2222-3333-4444-555555555555",
    ),
}
"""What each parameter is tried with; the first is its usual value."""


def main(arguments: list[str]) -> int:
    """Lint so many combinations; 0 if nothing is found."""
    count, began, found = value_of("CASES", arguments[0]), time.monotonic(), 0
    seen: set[str] = set()
    for number, chosen in enumerate(first(count), 1):
        made = result(chosen)
        for finding in findings(made, set() if number % WHOLE == 1 else seen):
            found += 1
            changed = {name: value for name, value in chosen.items() if value != VALUES[name][0]}
            say(f"{finding}\n  in {json.dumps(changed)}")
        seen |= {json.dumps(resource) for resource in made["Resources"].items()}
        if number % 50 == 0:
            say(f"  {number} of {count}: {found} findings")
    say(f"{count} combinations in {time.monotonic() - began:.0f} s: {found} findings")
    return 1 if found else 0


def first(count: int) -> list[Combination]:
    """Return so many different combinations that the template's rules allow."""
    chosen: dict[str, Combination] = {}
    for combination in _drawn():
        if is_allowed(combination):
            chosen.setdefault(json.dumps(combination), combination)
        if len(chosen) == count:
            break
    return list(chosen.values())


def is_allowed(chosen: Combination) -> bool:
    """Return whether the template's rules let these parameters through."""
    return not (
        (chosen["SnapStart"] == "PublishedVersions" and chosen["Runtime"] == "python3.11")
        or (chosen["LedgerTableName"] and not chosen["LedgerStreamArn"])
        or (chosen["SubnetIds"] and not chosen["SecurityGroupIds"])
        or (chosen["ApiVpcEndpointIds"] and chosen["DomainName"])
    )


def _drawn(seed: int = 1) -> Iterator[Combination]:
    draw = random.Random(seed)  # noqa: S311
    left = {
        ((a, x), (b, y))
        for a, b in pairs_of(VALUES, 2)
        for x in VALUES[a]
        for y in VALUES[b]
        if is_allowed(_usual() | {a: x, b: y})
    }
    yield _usual()
    while left:
        best = max((_random(draw) for _ in range(20)), key=lambda c: len(_pairs(c) & left))
        if not _pairs(best) & left:
            (a, x), (b, y) = min(left)
            best = _usual() | {a: x, b: y}
        left -= _pairs(best)
        yield best
    while True:
        yield _random(draw)


def _usual() -> Combination:
    return {name: values[0] for name, values in VALUES.items()}


def _random(draw: random.Random) -> Combination:
    while True:
        found = {name: draw.choice(values) for name, values in VALUES.items()}
        if is_allowed(found):
            return found


def _pairs(chosen: Combination) -> set[tuple[tuple[str, str], tuple[str, str]]]:
    return {((a, chosen[a]), (b, chosen[b])) for a, b in pairs_of(VALUES, 2)}


def result(chosen: Combination) -> dict[str, Any]:
    """Return what CloudFormation makes of the template with these parameters."""
    template = copy.deepcopy(source())
    for resource in template["Resources"].values():
        for place in ("CodeUri", "ContentUri"):
            if place in resource.get("Properties", {}):
                resource["Properties"][place] = "s3://bucket/key.zip"
    values = chosen | PSEUDO
    transform = importlib.import_module("samtranslator.translator.transform")
    made = transform.transform(template, values, ManagedPolicies())
    done = decided(filled_in(made, values))
    gone = ("Parameters", "Conditions", "Rules", "Metadata")
    for one in (*done["Resources"].values(), *done["Outputs"].values()):
        # Decided already.
        one.pop("Condition", None)
    return {name: part for name, part in done.items() if name not in gone}


@cache
def _rules() -> Any:
    """Return cfn-lint's rules, which take longer to load than to use."""
    return importlib.import_module("cfnlint.core").get_rules([], [], ["W", "E"], {}, False)


def findings(made: dict[str, Any], seen: set[str]) -> list[str]:
    """Return what cfn-lint finds in the resources that were not seen: errors, and warnings."""
    resources = made["Resources"]
    new = {name for name, one in resources.items() if json.dumps((name, one)) not in seen}
    asked = new | set().union(*(_referred(resources[name]) for name in new))
    # cfn-lint looks for the version of a function, which refers to it.
    asked |= {n for n, r in resources.items() if r["Type"] in VERSIONS and _referred(r) & new}
    part = made | {"Resources": {n: r for n, r in resources.items() if n in asked}}
    if seen:
        # They refer to nearly everything, and are linted with the whole results.
        part.pop("Outputs", None)
    api = importlib.import_module("cfnlint.api")
    found = api.lint(json.dumps(part), _rules(), [REGION])
    said = [f"{m.rule.id} {m.message}" for m in found if not seen or set(m.path[1:2]) & new]
    return said + [f"{name} is not there" for name in _referred(made) - set(resources)]


def _referred(node: Any) -> set[str]:
    """Return the logical ids that a part of the result refers to."""
    found: set[str] = set()
    if isinstance(node, list):
        found = found.union(*(_referred(one) for one in node))
    if isinstance(node, dict):
        found = found.union(*(_referred(value) for name, value in node.items() if name != "Ref"))
        if isinstance(node.get("Ref"), str):
            found.add(node["Ref"])
        if isinstance(node.get("Fn::GetAtt"), list):
            found.add(node["Fn::GetAtt"][0])
        found |= _substituted(node.get("Fn::Sub"))
        depends = node.get("DependsOn", [])
        found |= {depends} if isinstance(depends, str) else set(depends)
    return {name for name in found if not name.startswith("AWS::")}


def _substituted(text: Any) -> set[str]:
    own: set[str] = set()
    if isinstance(text, list):
        text, own = text[0], set(text[1])
    names = re.findall(r"\$\{([^}!.]+)", text) if isinstance(text, str) else []
    return set(names) - own


if __name__ == "__main__":
    run_command(main, sys.argv[1:])
