"""Removes old versions of the functions, which cost money with SnapStart while they exist."""

from __future__ import annotations

from typing import Any

from tools.progress import say

KEPT = 5
"""Versions of each function that stay, to go back to."""


def remove(session: Any, stack: str) -> int:
    """Remove all but the last versions, and those that an alias names; return how many."""
    functions = session.client("lambda")
    removed = 0
    for name in _functions(session.client("cloudformation"), stack):
        versions = _versions(functions, name)
        used = _used(functions, name)
        for version in versions[:-KEPT]:
            if version not in used:
                functions.delete_function(FunctionName=name, Qualifier=str(version))
                removed += 1
    say(f"  {removed} old versions removed; the last {KEPT} of each function stay")
    return removed


def _functions(cloudformation: Any, stack: str) -> list[str]:
    pages = cloudformation.get_paginator("list_stack_resources").paginate(StackName=stack)
    return [
        row["PhysicalResourceId"]
        for page in pages
        for row in page["StackResourceSummaries"]
        if row["ResourceType"] == "AWS::Lambda::Function"
    ]


def _versions(functions: Any, name: str) -> list[int]:
    pages = functions.get_paginator("list_versions_by_function").paginate(FunctionName=name)
    found = [version["Version"] for page in pages for version in page["Versions"]]
    return sorted(int(version) for version in found if version != "$LATEST")


def _used(functions: Any, name: str) -> set[int]:
    """Return the versions that aliases give traffic to."""
    used: set[int] = set()
    for alias in functions.list_aliases(FunctionName=name)["Aliases"]:
        weights = alias.get("RoutingConfig", {}).get("AdditionalVersionWeights", {})
        used |= {int(version) for version in (alias["FunctionVersion"], *weights)}
    return used
