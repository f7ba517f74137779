import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from order_service.handlers.putting_back import KEPT_SECONDS, LONGEST_BACK_OFF
from tests.template.stack import resolved
from tools.places import ROOT

Resource = dict[str, Any]
OfType = Callable[[str], dict[str, Resource]]

RUNBOOK = (ROOT / "docs" / "runbook.md").read_text()
OURS = {
    *("OrdersPlaced", "OrdersReplayed", "OrdersRefused", "OrdersParked"),
    *("CreateOrderAmbiguous", "OutcomesUnknown", "DuplicatesArchived", "DuplicatesReported"),
    *("OrderAgeSeconds", "CredentialsUnusable", "UnknownStores", "UnexpectedErrors"),
    *("OrdersInTime", "OrdersLate", "Paused"),
    *("VersionMismatches", "AuditFindings", "AuditRemarks", "StoresNotAudited"),
    *("CallsPerOrder", "StepMilliseconds", "LedgerMilliseconds", "QuotaLeft", "StoreThrottled"),
}
BUSINESS_ROWS = (0, 6)
ONCE_A_NIGHT = {"OrderAuditFunction"}
"""No part of a stack without an audit, so not on the dashboard; Lambda retries a throttled one."""
WATCHED = {
    "ApproximateNumberOfMessagesVisible": 2,
    "NumberOfMessagesSent": 1,
    "ApproximateAgeOfOldestMessage": 2,
    "OrderAgeSeconds": 2,
    "CredentialsUnusable": 1,
    "UnknownStores": 1,
    "UnexpectedErrors": 1,
    "CreateOrderAmbiguous": 1,
    "OrdersParked": 1,
    "DuplicatesReported": 1,
    "AuditFindings": 1,
    "StoresNotAudited": 1,
    "OrdersRefused": 1,
    "OrdersPlaced": 1,
    "QuotaLeft": 1,
    "OrdersInTime": 2,
    "Paused": 1,
    "OrdersLate": 2,
    "Errors": 4,
    "Throttles": 2,
    "Duration": 2,
    "IteratorAge": 1,
    "5XXError": 1,
    "WriteThrottleEvents": 1,
}


def _anchors() -> set[str]:
    headings = re.findall(r"^## (.+)$", RUNBOOK, re.MULTILINE)
    return {re.sub(r"[^a-z0-9 -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def _metrics(alarm: Resource) -> list[str]:
    if "MetricName" in alarm:
        return [alarm["MetricName"]]
    stats = [query["MetricStat"] for query in alarm["Metrics"] if "MetricStat" in query]
    return [stat["Metric"]["MetricName"] for stat in stats]


def test_everything_that_can_go_wrong_is_watched(of_type: OfType) -> None:
    watched = [name for alarm in of_type("CloudWatch::Alarm").values() for name in _metrics(alarm)]
    assert {name: watched.count(name) for name in watched} == WATCHED


def test_each_alarm_has_a_severity_and_names_its_section_of_the_runbook(of_type: OfType) -> None:
    for name, alarm in of_type("CloudWatch::Alarm").items():
        (topic,) = alarm["AlarmActions"]
        assert topic["Ref"] in ("PageTopic", "TicketTopic"), name
        assert alarm["OKActions"] == [topic], name
        assert alarm["TreatMissingData"] == "notBreaching", name
        anchor = alarm["AlarmDescription"].rsplit("docs/runbook.md#", 1)[1]
        assert anchor in _anchors(), name


def test_the_runbook_lists_the_severity_of_each_alarm(of_type: OfType) -> None:
    listed = dict(re.findall(r"^\| `(\w+Alarm)` \| (page|ticket) \|", RUNBOOK, re.MULTILINE))
    # What only stacks with a callback have is held to it in test_callback.py.
    listed = {name: said for name, said in listed.items() if not name.startswith("Callback")}
    wanted = {
        name: alarm["AlarmActions"][0]["Ref"].removesuffix("Topic").lower()
        for name, alarm in of_type("CloudWatch::Alarm").items()
    }
    assert listed == wanted


def test_each_section_about_an_alarm_says_where_to_look_and_what_to_do(of_type: OfType) -> None:
    alarms = of_type("CloudWatch::Alarm").values()
    named = {alarm["AlarmDescription"].rsplit("#", 1)[1] for alarm in alarms}
    for section in re.split(r"^## ", RUNBOOK, flags=re.MULTILINE)[1:]:
        heading = section.splitlines()[0]
        if heading.lower().replace(" ", "-") in named:
            for part in ("**Means:**", "**Look:**", "**Do:**"):
                assert part in section, heading
            assert section.count("```") >= 2, heading


def test_a_single_dead_letter_and_a_single_parked_order_ring(of_type: OfType) -> None:
    alarms = of_type("CloudWatch::Alarm")
    for name in ("DeadLettersAlarm", "NewDeadLettersAlarm", "ParkedOrdersAlarm"):
        alarm = alarms[name]
        assert (alarm["ComparisonOperator"], alarm["Threshold"]) == ("GreaterThanThreshold", 0)
    for name in ("DeadLettersAlarm", "NewDeadLettersAlarm"):
        (queue,) = alarms[name]["Dimensions"]
        assert queue["Value"] == {"Fn::GetAtt": ["OrderDeadLetterQueue", "QueueName"]}
    # One letter that nobody deals with would keep the other one from ringing again.
    assert alarms["NewDeadLettersAlarm"]["MetricName"] == "NumberOfMessagesSent"


def test_orders_ring_in_time_and_again_before_the_queue_forgets_them(
    of_type: OfType, properties: Callable[[str], Resource]
) -> None:
    alarms = of_type("CloudWatch::Alarm")
    for early, late in (
        ("OrderAgeAlarm", "ExpiringOrderAlarm"),
        ("QueueAgeAlarm", "ExpiringMessageAlarm"),
    ):
        assert alarms[early]["MetricName"] == alarms[late]["MetricName"]
        assert alarms[early]["Threshold"] == 900
        # Three days are left to act.
        assert alarms[late]["Threshold"] == KEPT_SECONDS - 3 * 86_400
    for name in ("OrderAgeAlarm", "ExpiringOrderAlarm"):
        # What is put back for the longest time is seen in one period or the next.
        assert (alarms[name]["EvaluationPeriods"], alarms[name]["DatapointsToAlarm"]) == (2, 1)
        assert alarms[name]["Period"] >= LONGEST_BACK_OFF


def test_an_event_that_was_given_up_or_is_late_rings(of_type: OfType) -> None:
    given_up = of_type("CloudWatch::Alarm")["UnsentEventsAlarm"]
    (queue,) = given_up["Dimensions"]
    assert queue["Value"] == {"Fn::GetAtt": ["StreamDeadLetterQueue", "QueueName"]}
    assert given_up["Threshold"] == 0
    late = of_type("CloudWatch::Alarm")["LateEventsAlarm"]
    (function,) = late["Dimensions"]
    assert function == {"Name": "FunctionName", "Value": {"Ref": "OrderStreamFunction"}}
    (source,) = [
        source
        for source in of_type("Lambda::EventSourceMapping").values()
        if "MaximumRecordAgeInSeconds" in source
    ]
    # Somebody can act long before anything is given up.
    assert 10 * late["Threshold"] / 1000 < source["MaximumRecordAgeInSeconds"]


def test_each_function_rings_when_it_fails_and_those_that_place_orders_when_they_are_throttled(
    of_type: OfType,
) -> None:
    # Where the stream's is throttled, events wait, which rings by their age.
    functions = set(of_type("Lambda::Function"))
    placing = {"OrderApiFunction", "OrderQueueFunction"}
    for metric, watched in (("Errors", functions), ("Throttles", placing)):
        rings = [a for a in of_type("CloudWatch::Alarm").values() if a.get("MetricName") == metric]
        assert {alarm["Dimensions"][0]["Value"]["Ref"] for alarm in rings} == watched


def test_a_single_message_of_a_throttled_queue_function_rings_in_time(
    of_type: OfType, properties: Callable[[str], Resource]
) -> None:
    alarm = of_type("CloudWatch::Alarm")["QueueFunctionThrottlesAlarm"]
    again, period = properties("OrderQueue")["VisibilityTimeout"], alarm["Period"]
    throttled = {at // period for at in range(0, 86_400, again)}
    windows = [range(first, first + alarm["EvaluationPeriods"]) for first in range(200)]
    # The message comes back more seldom than each period, and the alarm neither misses it nor ends.
    assert again > period
    assert all(len(throttled & set(w)) >= alarm["DatapointsToAlarm"] for w in windows)
    assert alarm["EvaluationPeriods"] * period <= 900
    assert (alarm["ComparisonOperator"], alarm["Threshold"]) == ("GreaterThanThreshold", 0)
    assert alarm["AlarmActions"] == [{"Ref": "PageTopic"}]


def test_a_function_rings_before_its_timeout(of_type: OfType) -> None:
    functions = of_type("Lambda::Function")
    for alarm in of_type("CloudWatch::Alarm").values():
        if alarm.get("MetricName") == "Duration":
            timeout = 1000 * functions[alarm["Dimensions"][0]["Value"]["Ref"]]["Timeout"]
            assert 0.8 * timeout < alarm["Threshold"] < timeout
            assert alarm["ExtendedStatistic"] == "p99"


def test_own_metrics_are_those_the_code_counts_under_the_service_it_names(of_type: OfType) -> None:
    environment = of_type("Lambda::Function")["OrderApiFunction"]["Environment"]["Variables"]
    service = [{"Name": "service", "Value": environment["POWERTOOLS_SERVICE_NAME"]}]
    own = [a for a in of_type("CloudWatch::Alarm").values() if a.get("Namespace") == "CartToOrder"]
    for alarm in own:
        assert alarm["MetricName"] in OURS
        assert alarm["Dimensions"] == service


def test_topics_are_encrypted_with_one_key_that_alarms_may_use(
    stack: dict[str, Resource], of_type: OfType
) -> None:
    topics = of_type("SNS::Topic")
    assert set(topics) == {"PageTopic", "TicketTopic"}
    for topic in topics.values():
        assert topic["KmsMasterKeyId"] == {"Fn::GetAtt": ["AlarmKey", "Arn"]}
    policy = stack["AlarmKey"]["Properties"]["KeyPolicy"]["Statement"]
    assert policy[1]["Principal"] == {"Service": "cloudwatch.amazonaws.com"}
    assert stack["AlarmKey"]["Properties"]["EnableKeyRotation"] is True


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ({}, {}),
        ({"AlarmEmail": "a@x.com"}, {"PageTopic": "a@x.com", "TicketTopic": "a@x.com"}),
        ({"TicketEmail": "t@x.com"}, {"TicketTopic": "t@x.com"}),
        (
            {"AlarmEmail": "a@x.com", "TicketEmail": "t@x.com"},
            {"PageTopic": "a@x.com", "TicketTopic": "t@x.com"},
        ),
    ],
)
def test_one_address_or_two_get_the_alarms(given: dict[str, str], wanted: dict[str, str]) -> None:
    resources = resolved(**given)["Resources"].values()
    mails = [r["Properties"] for r in resources if r["Type"] == "AWS::SNS::Subscription"]
    assert {mail["TopicArn"]["Ref"]: mail["Endpoint"] for mail in mails} == wanted


def test_the_objective_rings_fast_for_a_page_and_slowly_for_a_ticket(of_type: OfType) -> None:
    alarms = of_type("CloudWatch::Alarm")
    allowed, month = 1.0, 30 * 24
    rates = {}
    for name in ("FastBurnAlarm", "SlowBurnAlarm"):
        periods = {q["MetricStat"]["Period"] for q in alarms[name]["Metrics"] if "MetricStat" in q}
        (period,) = periods
        # The share of a month's allowance that is gone when the alarm rings.
        rate = alarms[name]["Threshold"] / allowed
        rates[name] = (period / 3600, rate, rate * period / 3600 / month)
    assert rates["FastBurnAlarm"] == (1, 14.4, pytest.approx(0.02))
    assert rates["SlowBurnAlarm"] == (6, 6, pytest.approx(0.05))
    assert alarms["FastBurnAlarm"]["AlarmActions"] == [{"Ref": "PageTopic"}]
    assert alarms["SlowBurnAlarm"]["AlarmActions"] == [{"Ref": "TicketTopic"}]


def test_dashboard_shows_the_business_first_and_every_metric_the_code_counts(
    of_type: OfType,
) -> None:
    (dashboard,) = of_type("CloudWatch::Dashboard").values()
    widgets = json.loads(dashboard["DashboardBody"]["Fn::Sub"][0])["widgets"]
    first = [widget for widget in widgets if widget["y"] in BUSINESS_ROWS]
    metrics = [metric for widget in first for metric in widget["properties"]["metrics"]]
    assert {name for name in OURS if name not in str(metrics)} == set()
    assert {name for name in OURS if name in str([w for w in widgets if w not in first])} == set()
    assert all(widget["x"] + widget["width"] <= 24 for widget in widgets)


def test_dashboard_shows_every_function_and_how_late_events_are(of_type: OfType) -> None:
    (dashboard,) = of_type("CloudWatch::Dashboard").values()
    text = dashboard["DashboardBody"]["Fn::Sub"][0]
    for function in set(of_type("Lambda::Function")) - ONCE_A_NIGHT:
        assert f'"Errors", "FunctionName", "${{{function}}}"' in text
    assert '"IteratorAge", "FunctionName", "${OrderStreamFunction}"' in text
    assert '"EventsSent", "service"' in text


def test_own_metrics_are_searched_by_the_dimension_they_have(of_type: OfType) -> None:
    (dashboard,) = of_type("CloudWatch::Dashboard").values()
    body = json.dumps(json.loads(dashboard["DashboardBody"]["Fn::Sub"][0])).replace('\\"', "")
    searches = re.findall(r"SEARCH\('\{CartToOrder,service,(\w+)\} MetricName=\\?(\w+)", body)
    assert searches == [
        ("code", "OrdersRefused"),
        ("step", "StepMilliseconds"),
        ("store", "QuotaLeft"),
        ("caller", "Requests"),
    ]


def test_quota_rings_when_it_stays_used_up(of_type: OfType) -> None:
    alarm = of_type("CloudWatch::Alarm")["QuotaAlarm"]
    assert (alarm["Statistic"], alarm["Threshold"]) == ("Minimum", 0)
    assert alarm["ComparisonOperator"] == "LessThanOrEqualToThreshold"
    assert alarm["Period"] * alarm["EvaluationPeriods"] == 900


def test_each_saved_query_is_a_link_on_the_dashboard(of_type: OfType) -> None:
    (dashboard,) = of_type("CloudWatch::Dashboard").values()
    queries = of_type("Logs::QueryDefinition").values()
    assert len(queries) == 6
    for query in queries:
        name, text = query["Name"].split("/", 1)[1], query["QueryString"].rstrip("\n")
        link = dashboard["DashboardBody"]["Fn::Sub"][0].split(f"[{name}](", 1)[1]
        assert f"~editorString~'{_in_link(text)}~source~(" in link
        groups = "".join(f"~'${{{group['Ref']}}}" for group in query["LogGroupNames"])
        assert link.split("~source~(", 1)[1].startswith(f"{groups}))")


def _in_link(text: str) -> str:
    """The console writes whatever is not plain as a star and two digits."""
    return re.sub(r"[^A-Za-z0-9_.-]", lambda found: f"*{ord(found[0]):02x}", text)
