import pytest

from tools.deployment.__main__ import options
from tools.deployment.environment import Environment, Refused, chosen, parsed

CONFIG = """
version = 0.1
[default.global.parameters]
stack_name = "orders"
[default.deploy.parameters]
parameter_overrides = ["Runtime=python3.13", "Architecture=arm64"]
[prod.global.parameters]
stack_name = "orders-prod"
[prod.deploy.parameters]
region = "eu-west-1"
parameter_overrides = ['AuditSchedule="cron(30 3 * * ? *)"', "Runtime=python3.12", "Architecture=x86_64", 'AlarmEmail=""']
"""  # noqa: E501


def environment(**said: str) -> Environment:
    return chosen(said, CONFIG)


def test_without_a_name_sam_asks() -> None:
    found = environment(AWS_REGION="us-east-1")
    assert (found.guided, found.stack, found.region) == (True, "orders", "us-east-1")
    assert options(found, {}) == ["--guided"]


def test_an_environment_has_its_stack_region_and_target() -> None:
    found = environment(ENV="prod", AWS_REGION="us-east-1")
    assert (found.stack, found.region) == ("orders-prod", "eu-west-1")
    assert (found.runtime, found.architecture) == ("python3.12", "x86_64")
    assert options(found, {"YES": "1"}) == ["--config-env", "prod", "--no-confirm-changeset"]


def test_an_unknown_environment_is_refused_with_those_there_are() -> None:
    with pytest.raises(Refused, match=r"no environment test.*default, prod"):
        environment(ENV="test")


@pytest.mark.parametrize("said", [{"RUNTIME": "python3.13"}, {"ARCHITECTURE": "arm64"}])
def test_a_layer_for_other_functions_is_refused(said: dict[str, str]) -> None:
    with pytest.raises(Refused, match="could not import it"):
        environment(ENV="prod", **said)


def test_the_same_target_said_twice_is_none_the_worse() -> None:
    assert environment(ENV="prod", RUNTIME="python3.12").runtime == "python3.12"


def test_a_target_said_to_the_dialogue_is_for_layer_and_functions() -> None:
    said = {"RUNTIME": "python3.14"}
    found = environment(**said)
    assert (found.runtime, found.architecture) == ("python3.14", "arm64")
    overrides = options(found, said)
    assert 'Runtime="python3.14"' in overrides
    assert 'Architecture="arm64"' in overrides


def test_values_may_be_in_quotes_and_empty() -> None:
    assert parsed(['A="cron(1 2)"', 'B=""', "C=x=y"]) == {"A": "cron(1 2)", "B": "", "C": "x=y"}
