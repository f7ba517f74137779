"""Decides a template's conditions, once parameters are filled in, as CloudFormation does."""

from typing import Any

NOTHING = {"Ref": "AWS::NoValue"}


def decided(template: dict[str, Any]) -> dict[str, Any]:
    """The template with every Fn::If replaced, and without what its condition leaves out."""
    conditions: dict[str, Any] = template.get("Conditions", {})
    held = {name: _holds(rule, conditions) for name, rule in conditions.items()}
    kept = {
        part: {
            name: one
            for name, one in template[part].items()
            if "Condition" not in one or held[one["Condition"]]
        }
        for part in ("Resources", "Outputs")
        if part in template
    }
    result: dict[str, Any] = _chosen(template | kept, held)
    return result


def _holds(rule: Any, conditions: dict[str, Any]) -> bool:
    (function, operands), *_ = rule.items()
    match function:
        case "Fn::Equals":
            return bool(operands[0] == operands[1])
        case "Fn::Not":
            return not _holds(operands[0], conditions)
        case "Fn::Or":
            return any(_holds(one, conditions) for one in operands)
        case "Fn::And":
            return all(_holds(one, conditions) for one in operands)
        case "Condition":
            return _holds(conditions[operands], conditions)
        case _:
            raise ValueError(function)


def _chosen(node: Any, held: dict[str, bool]) -> Any:
    if isinstance(node, list):
        return [found for item in node if (found := _chosen(item, held)) != NOTHING]
    if not isinstance(node, dict):
        return node
    if set(node) == {"Fn::If"}:
        name, yes, no = node["Fn::If"]
        return _chosen(yes if held[name] else no, held)
    found = {key: _chosen(value, held) for key, value in node.items()}
    return {key: value for key, value in found.items() if value != NOTHING}
