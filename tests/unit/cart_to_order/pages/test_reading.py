import pytest
from botocore.exceptions import ClientError
from botocore.model import ServiceModel
from botocore.session import get_session
from botocore.validate import ParamValidator

from cart_to_order.pages.question import Question
from cart_to_order.pages.reading.ledger import Busy
from cart_to_order.pages.reading.stack import LOCAL_REACH, made_once
from tests.unit.cart_to_order.pages.cloud import SMALL, Cloud, keys, noted, placed, records
from tests.unit.cart_to_order.pages.logged import START, Log
from tests.unit.cart_to_order.pages.test_spans import nested


def test_a_stack_s_list_is_what_needs_attention_the_newest_first_and_no_scan() -> None:
    cloud = Cloud()
    cloud.note("a")
    cloud.note("b", since=START + 5)
    cloud.note("c", store="other")
    listing = records(cloud).listing(Question())

    assert (keys(listing), listing.source, listing.read) == (["b", "a"], "attention", 2)
    assert cloud.requests["scan"] == 0


def test_the_request_that_is_kept_with_it_is_never_read() -> None:
    cloud = Cloud()
    cloud.note("a", words="no stock")
    records(cloud).listing(Question())
    records(cloud).story("acme", "a")

    read = [
        asked["ExpressionAttributeNames"].values()
        for asked in cloud.asked
        if "ExpressionAttributeNames" in asked
    ]
    assert any("words" in names for names in read)
    assert not any("request" in names for names in read)


def test_one_store_s_list_is_read_on_where_it_ended() -> None:
    cloud = Cloud()
    cloud.note(*(f"k{number:04}" for number in range(1500)), state="waiting")
    question = Question(store="acme", state="rejected")
    cloud.note("k9999")
    first = records(cloud).listing(question)
    second = records(cloud).listing(Question(store="acme", state="rejected", after=first.after))

    assert (keys(first), first.after, first.read) == ([], "k0999", 1000)
    assert (keys(second), second.after) == (["k9999"], "")
    assert cloud.requests == {"query": 10 + 6, "batch_get_item": 10 + 6}


def test_of_several_stores_each_costs_one_request_and_says_where_it_goes_on() -> None:
    cloud = Cloud()
    cloud.secrets = [f"bigcommerce/s{number:02}" for number in range(25)]
    cloud.note(*(f"k{number:03}" for number in range(101)), store="s00")
    listing = records(cloud).listing(Question())

    assert cloud.requests["query"] == 20
    assert listing.further == {"s00": "k099"}
    assert "5 more stores were not asked" in listing.remarks[0]


@pytest.mark.parametrize(
    ("phase", "row", "shown"),
    [
        ("placed", "rejected", []),
        ("cancelled", "waiting", []),
        ("parked", "in_doubt", ["parked"]),
        ("submitting", "waiting", ["in_doubt"]),
        ("finishing", "in_doubt", ["unfinished"]),
        ("rejected", "invalid", ["invalid"]),
        ("rejected", "retried", ["rejected"]),
        ("cart", "retried", ["retried"]),
        ("cart", "waiting", ["waiting"]),
        ("claimed", "in_doubt", []),
    ],
)
def test_a_row_that_was_left_behind_is_shown_as_the_ledger_knows_its_key(
    phase: str, row: str, shown: list[str]
) -> None:
    cloud = Cloud()
    cloud.keep("po-1", phase=phase)
    cloud.attention = [noted("po-1", row)]

    assert [one.state for one in records(cloud).listing(Question()).rows] == shown


def test_a_key_whose_message_is_a_dead_letter_is_left_to_a_person() -> None:
    cloud = Cloud()
    for key, phase in (("po-1", "cart"), ("po-2", "submitting"), ("po-3", "placed")):
        cloud.keep(key, phase=phase)
        cloud.ledger[f"acme#{key}"]["queued"] = {"N": "-1"}
        cloud.attention.append(noted(key, "waiting", code="store_paused"))
    rows = records(cloud).listing(Question()).rows

    found = {(one.key, one.state, one.reason.code) for one in rows}
    assert found == {(key, "parked", "waited_too_long") for key in ("po-1", "po-2")}


def test_a_ledger_that_answers_in_parts_is_asked_for_the_rest() -> None:
    cloud = Cloud()
    cloud.note(*(f"k{number:02}" for number in range(90)))
    cloud.a_batch = 40

    assert len(records(cloud).listing(Question()).rows) == 90
    cloud.a_batch = 1
    with pytest.raises(Busy):
        records(cloud).listing(Question())


def test_a_stack_of_an_older_release_says_that_it_has_no_such_table() -> None:
    listing = records(Cloud(), attention_table="").listing(Question())

    assert (listing.rows, "no attention table" in listing.remarks[0]) == ((), True)


def test_a_look_through_the_ledger_reads_a_part_and_says_where_it_goes_on() -> None:
    cloud = Cloud()
    cloud.keep(*(f"k{number:04}" for number in range(2600)))
    cloud.keep("k2599", phase="parked")
    question = Question(view="ledger", state="parked")
    first = records(cloud, reach=SMALL).listing(question)

    assert (keys(first), first.read, first.after) == ([], 1000, "acme#k0999")
    assert cloud.requests["scan"] == SMALL.scans
    further = Question(view="ledger", state="parked", after="acme#k1999")
    last = records(cloud, reach=SMALL).listing(further)
    assert (keys(last), last.after) == (["k2599"], "")


def test_a_look_ends_when_there_is_enough_to_show_and_leaves_nothing_out() -> None:
    cloud = Cloud()
    cloud.keep(*(f"k{number:04}" for number in range(600)))
    listing = records(cloud, reach=SMALL).listing(Question(view="ledger"))

    assert (len(listing.rows), listing.after) == (500, "acme#k0499")


def test_the_items_of_pace_and_pause_are_no_orders() -> None:
    cloud = Cloud()
    cloud.keep("po-1")
    cloud.ledger |= {name: {"id": {"S": name}} for name in ("#acme", "##pause")}

    assert keys(records(cloud).listing(Question(view="ledger"))) == ["po-1"]
    assert records(cloud).story("", "acme") is None


def test_a_key_is_found_in_every_store_with_one_request() -> None:
    cloud = Cloud()
    cloud.secrets += ["bigcommerce/other"]
    cloud.keep("po-1")
    cloud.keep("po-1", store="other")
    listing = records(cloud).listing(Question(search="po-1"))

    assert {(row.store, row.key) for row in listing.rows} == {("acme", "po-1"), ("other", "po-1")}
    assert cloud.requests == {"list_secrets": 1, "batch_get_item": 1}


@pytest.mark.parametrize("search", ["101", "0a1b2c3d-0000-4000-8000-000000000001"])
def test_an_order_or_a_cart_is_found_by_the_line_that_names_it(search: str) -> None:
    cloud = Cloud()
    cloud.keep("po-1", order_id=101)
    cart = "0a1b2c3d-0000-4000-8000-000000000001"
    cloud.logged = [placed(order_id=1017, cart_id="x"), placed(order_id=101, cart_id=cart)]
    listing = records(cloud).listing(Question(search=search))

    assert keys(listing) == ["po-1"]
    assert "the last 7 days" in listing.remarks[0]
    assert cloud.requests["scan"] == 0


def test_a_search_for_an_order_reads_the_day_that_was_chosen() -> None:
    cloud = Cloud()
    records(cloud).listing(Question(search="101", day="2027-01-15"))
    asked = next(asked for asked in cloud.asked if "filterPattern" in asked)

    assert (asked["startTime"], asked["endTime"]) == (1_799_971_200_000, 1_800_057_600_001)


def test_what_no_line_names_can_be_looked_for_in_the_ledger() -> None:
    cloud = Cloud()
    cloud.keep("po-1", order_id=101)

    assert keys(records(cloud).listing(Question(search="101"))) == []
    assert keys(records(cloud).listing(Question(search="101", view="ledger"))) == ["po-1"]


def test_the_local_cloud_is_looked_through_whenever_it_is_listed() -> None:
    cloud = Cloud()
    cloud.keep("po-1")

    assert keys(records(cloud, reach=LOCAL_REACH).listing(Question())) == ["po-1"]
    assert keys(records(cloud, reach=LOCAL_REACH).listing(Question(search="o-1"))) == ["po-1"]


def test_without_the_attention_table_or_the_secrets_names_the_list_says_so() -> None:
    cloud = Cloud()
    cloud.denied = {"query", "list_secrets"}

    assert "type a store's name" in records(cloud).stores().remark
    refused = records(cloud).listing(Question(store="acme"))
    assert "cannot be read (AccessDeniedException)" in refused.remarks[0]


def test_without_the_ledger_there_is_no_page() -> None:
    cloud = Cloud()
    cloud.denied = {"scan"}
    with pytest.raises(ClientError):
        records(cloud).listing(Question(view="ledger"))


def test_stores_are_known_by_the_names_of_their_secrets_or_are_given() -> None:
    cloud = Cloud()
    cloud.secrets = ["bigcommerce/zoo", "bigcommerce/acme", "BigCommerce/x", "bigcommerce/a b"]

    assert records(cloud).stores().names == ("acme", "zoo")
    assert records(cloud, stores=("shop",)).stores().names == ("shop",)
    assert cloud.requests["list_secrets"] == 1


def test_calls_are_counted_on_the_local_cloud_alone() -> None:
    cloud = Cloud()
    cloud.keep("po-1")
    log = Log()
    log.call(0.1, "cart")
    log.call(0.2, "order")
    cloud.logged = log.texts
    local = records(cloud, reach=LOCAL_REACH)

    assert local.calls_of(local.listing(Question()).rows) == {("acme", "po-1"): 2}
    assert records(cloud).calls_of(()) is None


SERVICES = {
    "dynamodb": {"get_item", "batch_get_item", "scan", "query"},
    "logs": {"filter_log_events"},
    "secretsmanager": {"list_secrets"},
    "xray": {"get_trace_summaries", "batch_get_traces"},
}


def test_every_request_is_one_that_aws_takes_and_only_reads() -> None:
    cloud = Cloud()
    cloud.note("po-1")
    cloud.traces = {"1-trace": nested()}
    here = records(cloud)
    here.story("acme", "po-1")
    questions = (Question(), Question(store="acme", after="a"), Question(search="101"),
                 Question(view="ledger", after="acme#a"))  # fmt: skip
    for question in questions:
        here.listing(question)
    models = {
        request: loaded(service).operation_model("".join(map(str.title, request.split("_"))))
        for service, requests in SERVICES.items()
        for request in requests
    }
    assert set(cloud.requests) == set(models)
    for request, asked in cloud.sent:
        shape = models[request].input_shape
        assert shape is not None
        assert not ParamValidator().validate(asked, shape).has_errors(), request


def loaded(service: str) -> ServiceModel:
    return get_session().get_service_model(service)


def test_a_client_is_made_once() -> None:
    made: list[str] = []

    def make(service: str) -> object:
        made.append(service)
        return object()

    clients = made_once(make)

    assert clients("logs") is clients("logs")
    assert clients("logs") is not clients("xray")
    assert made == ["logs", "xray"]


def test_stores_that_could_not_be_listed_are_asked_for_again() -> None:
    cloud = Cloud()
    cloud.denied = {"list_secrets"}
    here = records(cloud)
    assert here.stores().names == ()
    cloud.denied = set()

    assert here.stores().names == ("acme",)
