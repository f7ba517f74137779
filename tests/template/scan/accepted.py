"""The findings of cdk-nag's AwsSolutions rules that are accepted, each with its reason."""

from dataclasses import dataclass

from tests.template.stack import ACCOUNT, PSEUDO

Finding = tuple[str, str]
PLACE = f"{PSEUDO['AWS::Region']}:{ACCOUNT}"
DEPLOYMENTS = f"{PSEUDO['AWS::StackName']}-ServerlessDeploymentApplication-*/*"
ANYTHING = "IAM5[Resource::*]"
SECRETS = f"IAM5[Resource::arn:aws:secretsmanager:{PLACE}:secret:bigcommerce/*]"
VERSIONS = tuple(
    f"IAM5[Resource::<{name}.Arn>:*]"
    for name in ("OrderApiFunction", "OrderQueueFunction", "OrderStreamFunction")
)
LOG_POLICY = "arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs"


@dataclass(frozen=True)
class Accepted:
    """Rules that resources break, and why they may."""

    rules: tuple[str, ...]
    resources: tuple[str, ...]
    reason: str
    actions: tuple[str, ...] = ()
    """What a policy allows on any resource: the rule does not say it."""

    @property
    def findings(self) -> set[Finding]:
        return {(rule, resource) for rule in self.rules for resource in self.resources}


ACCEPTED = (
    Accepted(
        (ANYTHING,),
        ("BeforeTrafficRole", "OrderAuditRole", "OrderStreamRole", "PlaceOrders"),
        "X-Ray knows no resources: its actions take no other value.",
        ("xray:PutTelemetryRecords", "xray:PutTraceSegments"),
    ),
    Accepted(
        (ANYTHING,),
        ("DeploymentRole",),
        "Alarms are described by name: the action takes no other value.",
        ("cloudwatch:DescribeAlarms",),
    ),
    Accepted(
        (ANYTHING,),
        ("UseVpc",),
        "Lambda makes the interfaces before they have a name: the actions take no other value.",
        (
            "ec2:AssignPrivateIpAddresses",
            "ec2:CreateNetworkInterface",
            "ec2:DeleteNetworkInterface",
            "ec2:DescribeNetworkInterfaces",
            "ec2:DescribeSubnets",
            "ec2:UnassignPrivateIpAddresses",
        ),
    ),
    Accepted(
        (SECRETS,),
        ("OrderAuditRole", "PlaceOrders"),
        "Each store has a secret under SecretPrefix; stores come and go without a deployment.",
    ),
    Accepted(
        VERSIONS,
        ("BeforeTrafficRole", "DeploymentRole"),
        "The versions and aliases of one function: each deployment makes a new version.",
    ),
    Accepted(
        (f"IAM5[Resource::arn:aws:codedeploy:{PLACE}:deploymentgroup:{DEPLOYMENTS}]",),
        ("BeforeTrafficRole",),
        "The deployment groups of this stack alone: SAM makes them, under names that AWS ends.",
    ),
    Accepted(
        (f"IAM4[Policy::{LOG_POLICY}]",),
        ("ApiLogWriter",),
        "API Gateway tests the role when it is set, for all APIs of the account.",
    ),
    Accepted(
        ("L1",),
        (
            "BeforeTrafficFunction",
            "OrderApiFunction",
            "OrderAuditFunction",
            "OrderQueueFunction",
            "OrderStreamFunction",
        ),
        "Runtime chooses it; the usual one is the newest that continuous integration tests with.",
    ),
    Accepted(
        ("SQS3",),
        ("CallbackDeadLetterQueue", "StreamDeadLetterQueue"),
        "They are dead-letter queues themselves, of targets that the rule does not look at.",
    ),
    Accepted(
        ("APIG2",),
        ("OrderApi",),
        "The function checks each request; its answers name the field and the fix.",
    ),
    Accepted(
        ("APIG3",),
        ("OrderApiliveStage",),
        "WebAclArn gives it one; callers are signed in, and a web ACL costs money each month.",
    ),
    Accepted(
        ("APIG6",),
        ("OrderApiliveStage",),
        "AWS would make that log, kept for ever and outside the key; the access log has errors.",
    ),
)
