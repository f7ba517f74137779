import pytest

from local_cloud.aws import stack
from local_cloud.aws.processes import LocalCloudError


def test_folders_of_the_template_are_replaced() -> None:
    body = stack.TEMPLATE.read_text()
    packaged = stack._point_to(body, stack.CODE, "s3://artifacts/code.zip")
    packaged = stack._point_to(packaged, stack.CONTENT, "s3://artifacts/layer.zip")
    functions = body.count("Type: AWS::Serverless::Function")
    assert packaged.count("CodeUri: s3://artifacts/code.zip") == functions > 0
    assert packaged.count("ContentUri: s3://artifacts/layer.zip") == 1
    assert len(packaged.splitlines()) == len(body.splitlines())


def test_template_that_names_other_folders_is_not_deployed_as_it_was() -> None:
    with pytest.raises(LocalCloudError, match="CodeUri: functions/"):
        stack._point_to("      CodeUri: elsewhere/\n", stack.CODE, "s3://artifacts/code.zip")
