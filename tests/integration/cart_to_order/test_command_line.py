"""The commands of callers before a server of loopback: what they say and end with."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bigcommerce_emulator.http.faults import Fault
from cart_to_order.calls import job_of
from cart_to_order.command_line.main import main
from cart_to_order.command_line.results_file import ResultsFile, queued_line
from cart_to_order.order_files.reading import Row
from local_cloud.canary import leaks
from tests.fakes.orders import AUSTIN, order_body
from tests.integration.api_server import api_server, through
from tests.integration.aws import aws_client
from tests.integration.entry_points import STORE, EntryPoints
from tools.places import ROOT

pytestmark = pytest.mark.enable_socket

EXAMPLES = ROOT / "docs" / "examples"
Said = pytest.CaptureFixture[str]


@pytest.fixture
def url(entry_points: EntryPoints) -> Iterator[str]:
    with api_server(through(entry_points)) as url:
        yield url


def in_one_line(said: str) -> str:
    return " ".join(said.split())


def submit(url: str, file: Path, *options: str) -> int:
    given = ["submit", str(file), "--store", STORE, "--api-url", url, "--parallel", "1"]
    return main([*given, *options])


def lines(tmp_path: Path, *orders: object) -> Path:
    file = tmp_path / "orders.jsonl"
    file.write_text(
        "".join(
            json.dumps({"idempotency_key": f"po-{number}", "order": order}) + "\n"
            for number, order in enumerate(orders, 1)
        )
    )
    return file


def test_the_example_is_placed(
    url: str, entry_points: EntryPoints, tmp_path: Path, capsys: Said
) -> None:
    file = tmp_path / "orders.csv"
    file.write_bytes((EXAMPLES / "orders.csv").read_bytes())
    assert submit(url, file, "--mapping", str(EXAMPLES / "orders.toml")) == 0
    assert "2 orders: 2 placed." in capsys.readouterr().err
    assert len(entry_points.store.orders) == 2


def test_good_bad_and_refused_rows_are_told_apart(
    url: str, entry_points: EntryPoints, tmp_path: Path, capsys: Said
) -> None:
    refused = order_body(line_items=[{"product_id": 99999, "quantity": 1}])
    file = lines(tmp_path, order_body(), order_body(currency="XXX"), refused)
    assert submit(url, file, "--valid-rows") == 1
    said = capsys.readouterr()
    assert "3 orders: 1 placed, 1 refused, 1 invalid." in said.err
    assert "row 1  po-1  placed  order" in said.out
    assert "row 2, currency: must be an ISO 4217 code" in said.out
    assert "row 3  po-3  refused  store_refused" in said.out
    assert leaks(said.out + said.err) == []
    calls = entry_points.calls
    assert submit(url, file, "--valid-rows") == 1
    assert entry_points.calls == calls


def test_nothing_is_sent_while_a_row_is_invalid(
    url: str, entry_points: EntryPoints, tmp_path: Path, capsys: Said
) -> None:
    file = lines(tmp_path, order_body(), order_body(currency="XXX"))
    assert submit(url, file) == 1
    said = capsys.readouterr()
    assert "row 2, currency: must be an ISO 4217 code, like USD\n" in said.out
    assert "2 orders: 1 invalid. Nothing was sent: correct it, or add --valid-rows" in said.err
    assert (entry_points.calls, entry_points.store.orders) == (0, [])
    assert not list(tmp_path.glob("*.results.jsonl"))
    assert submit(url, lines(tmp_path, order_body(), order_body())) == 0


def pickup_beside_another() -> dict[str, Any]:
    """An order that earlier releases took."""
    line = {"product_id": 120, "variant_id": 118, "quantity": 1}
    pickup = {"line_items": [line], "pickup_option": {"pickup_method_id": 1}}
    parts = [{"address": AUSTIN, "line_items": [line]}, pickup]
    body = order_body(line_items=[line | {"quantity": 2}], consignments=parts)
    return {name: part for name, part in body.items() if name != "shipping"}


@pytest.mark.parametrize(
    ("order", "fault"),
    [
        (
            order_body(customer_message="caf\ufffd"),
            "customer_message: has a character that was lost (U+FFFD): export the file again",
        ),
        (
            pickup_beside_another(),
            "consignments[1].pickup_option: must be the only consignment; send what is delivered",
        ),
    ],
    ids=["a lost character", "pickup beside another consignment"],
)
def test_what_the_service_refuses_of_a_new_order_is_a_fault_before_anything_is_sent(
    url: str, entry_points: EntryPoints, tmp_path: Path, capsys: Said,
    order: dict[str, Any], fault: str,
) -> None:  # fmt: skip
    file = lines(tmp_path, order_body(), order)
    assert main(["submit", str(file), "--store", STORE, "--check"]) == 1
    assert submit(url, file) == 1
    assert in_one_line(capsys.readouterr().out).count(f"row 2, {fault}") == 2
    assert (entry_points.calls, entry_points.store.orders) == (0, [])


def test_an_order_that_an_earlier_release_took_goes_on_as_it_was_sent(
    url: str, entry_points: EntryPoints, tmp_path: Path, capsys: Said
) -> None:
    order = order_body(customer_message="caf\ufffd")
    job = job_of(STORE, "po-1", order)
    file = lines(tmp_path, order)
    ResultsFile(file, f"{url}/stores/{STORE}").add(queued_line(Row(1, job)))
    now = entry_points.services.clock.now()
    entry_points.ledger.claim(job.key, job.fingerprint, now - 60)
    assert submit(url, file) == 0
    said = capsys.readouterr()
    assert "1 orders: 1 placed." in said.err
    assert "customer_message" not in said.out


def test_what_was_sent_and_not_taken_is_a_fault_from_then_on(
    url: str, entry_points: EntryPoints, tmp_path: Path, capsys: Said
) -> None:
    order = pickup_beside_another()
    file = lines(tmp_path, order)
    results = ResultsFile(file, f"{url}/stores/{STORE}")
    results.add(queued_line(Row(1, job_of(STORE, "po-1", order))))
    assert submit(url, file) == 1
    # It was sent, for the service to say whether it knows it.
    assert "row 1  po-1  refused  invalid_request" in capsys.readouterr().out
    assert submit(url, file) == 1
    assert "1 orders: 1 invalid. Nothing was sent" in capsys.readouterr().err


def test_a_row_that_is_spoilt_after_it_was_placed_holds_up_no_other(
    url: str, entry_points: EntryPoints, tmp_path: Path
) -> None:
    submit(url, lines(tmp_path, order_body()))
    # Its own order stays placed: that it is another one now ends with 1.
    assert submit(url, lines(tmp_path, order_body(currency="XXX"), order_body())) == 1
    assert len(entry_points.store.orders) == 2


@pytest.mark.parametrize(("currency", "code"), [("USD", 0), ("XXX", 1)])
def test_a_check_reports_everything_and_asks_nobody(
    currency: str, code: int, tmp_path: Path, capsys: Said
) -> None:
    file = lines(tmp_path, order_body(), *[order_body(currency=currency)] * 5)
    assert main(["submit", str(file), "--store", STORE, "--check"]) == code
    said = capsys.readouterr()
    assert f"6 orders: {5 * code} invalid. Nothing was sent (--check)." in said.err
    assert said.out.count("currency") == code
    assert code == 0 or "rows 2, 3, 4 and 2 more, currency: must be" in said.out
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize(
    ("export", "placed", "left_out"), [("shopify", 2, 2), ("amazon", 2, 0), ("woocommerce", 2, 2)]
)
def test_an_export_of_another_system_is_placed(
    export: str,
    placed: int,
    left_out: int,
    *,
    url: str,
    entry_points: EntryPoints,
    tmp_path: Path,
    capsys: Said,
) -> None:
    (source,) = (EXAMPLES / "exports").glob(f"{export}.*")
    file = tmp_path / source.name
    file.write_bytes(source.read_bytes())
    assert submit(url, file, "--mapping", export) == 0
    said = capsys.readouterr()
    assert f"{placed} orders: {placed} placed." in said.err
    assert said.err.count("Left out by [skip]") == left_out
    assert len(entry_points.store.orders) == placed
    assert leaks(said.out + said.err) == []


def test_a_file_that_cannot_be_read_is_said_in_lines_that_fit(tmp_path: Path, capsys: Said) -> None:
    file = tmp_path / "o.csv"
    file.write_text("a;b\n1;2\n")
    assert main(["submit", str(file), "--store", STORE, "--mapping", "shopify", "--check"]) == 2
    said = capsys.readouterr().err.splitlines()
    assert said[0].startswith("It cannot be done. o.csv has no column 'Name'.")
    assert all(len(line) <= 80 for line in said)


def test_no_order_is_sent_of_a_file_in_which_stray_quotation_marks_hide_some(
    url: str, entry_points: EntryPoints, tmp_path: Path, capsys: Said
) -> None:
    names = ["key", *(f"billing_address.{name}" for name in AUSTIN), "staff_notes"]
    header = [*names, "line_items[0].product_id", "line_items[0].quantity"]
    notes = ['"ring the bell', "", "", 'the gate is 12"', ""]
    rows = [[f"po-{i}", *AUSTIN.values(), note, "120", "1"] for i, note in enumerate(notes)]
    file = tmp_path / "orders.csv"
    file.write_text("\n".join(map("\t".join, [header, *rows])))
    assert main(["submit", str(file), "--store", STORE, "--check"]) == 1
    assert submit(url, file, "--valid-rows") == 1
    said = capsys.readouterr()
    assert in_one_line(said.out).count("row 2, column 'staff_notes' (staff_notes): has line") == 2
    assert said.err.endswith("2 orders: 1 invalid. Nothing was sent: correct it.\n")
    assert all(len(line) <= 80 for line in (said.out + said.err).splitlines())
    assert leaks(said.out + said.err) == []
    assert entry_points.store.orders == []


def test_what_was_guessed_and_what_is_probably_wrong_is_said(tmp_path: Path, capsys: Said) -> None:
    file = tmp_path / "orders.csv"
    text = (EXAMPLES / "orders.csv").read_text().replace("PO 1001/A", "1,00E+12")
    file.write_bytes(text.replace("10.50", "10,50").encode("utf-16"))
    mapping = tmp_path / "m.toml"
    words = (EXAMPLES / "orders.toml").read_text().replace('delimiter = ";"', "")
    mapping.write_text(words)
    given = ["submit", str(file), "--store", STORE, "--check", "--mapping", str(mapping)]
    assert main(given) == 0
    said = capsys.readouterr().err.splitlines()
    assert said[:4] == [
        "orders.csv: semicolons stand between the cells (a guess).",
        "orders.csv: amounts have a decimal comma (a guess).",
        "Warning: rows 2, 3, column 'Order No' (order_number): a spreadsheet rounded this",
        "    number: make the column a text there, and export it again",
    ]
    assert all(len(line) <= 80 for line in said)


def test_no_row_gets_another_key_because_one_in_another_encoding_was_appended(
    url: str, entry_points: EntryPoints, tmp_path: Path, capsys: Said
) -> None:
    text = (EXAMPLES / "orders.csv").read_text().replace("PO 1001/A", "N° 1001")
    file, mapping = tmp_path / "orders.csv", ("--mapping", str(EXAMPLES / "orders.toml"))
    file.write_bytes(text.encode())
    assert submit(url, file, *mapping) == 0
    capsys.readouterr()
    last = text.splitlines()[-1].replace("PO 1002", "Nº 1003")
    file.write_bytes(text.encode() + last.encode("cp1252"))
    assert submit(url, file, *mapping) == 2
    said = capsys.readouterr().err
    assert "orders.csv is partly UTF-8, partly another encoding: line 5" in in_one_line(said)
    assert all(len(line) <= 80 for line in said.splitlines())
    assert len(entry_points.store.orders) == 2


def test_the_second_run_sends_nothing(url: str, entry_points: EntryPoints, tmp_path: Path) -> None:
    file = lines(tmp_path, order_body(), order_body())
    assert submit(url, file) == 0
    calls = entry_points.calls
    assert submit(url, file, "--quiet") == 0
    assert (entry_points.calls, len(entry_points.store.orders)) == (calls, 2)


def test_a_csv_row_that_changed_after_it_was_placed_is_named_and_sent_nowhere(
    url: str, entry_points: EntryPoints, tmp_path: Path, capsys: Said
) -> None:
    file, mapping = tmp_path / "orders.csv", ("--mapping", str(EXAMPLES / "orders.toml"))
    example = (EXAMPLES / "orders.csv").read_text()
    file.write_text(example)
    assert submit(url, file, *mapping) == 0
    calls = entry_points.calls
    file.write_text(example.replace("120;118;1;;", "120;118;3;;"))
    assert submit(url, file, *mapping) == 1
    said = capsys.readouterr()
    assert "2 orders: 1 placed, 1 changed." in said.err
    assert re.search(r"row 4 +\S+ +changed, and not sent\b", said.out)
    assert (entry_points.calls, len(entry_points.store.orders)) == (calls, 2)


@pytest.mark.parametrize("corrected", [False, True], ids=["the store fixed", "the row corrected"])
def test_refused_rows_are_sent_again_under_their_keys(
    url: str, entry_points: EntryPoints, tmp_path: Path, capsys: Said, *, corrected: bool
) -> None:
    gone = Fault("status", operation="consignments", status=422)
    dear = order_body(shipping={"max_cost": 1} if corrected else {})
    if not corrected:
        entry_points.fail(gone)
    assert submit(url, lines(tmp_path, dear)) == 1
    entry_points.fail()
    calls = entry_points.calls
    assert submit(url, lines(tmp_path, dear)) == 1
    assert entry_points.calls == calls
    now = order_body() if corrected else dear
    options = "--retry-refused", "--patience", "0"
    assert submit(url, lines(tmp_path, now), *options) == 1
    assert entry_points.deliver() == []
    assert submit(url, lines(tmp_path, now), *options) == 0
    assert "1 orders: 1 placed." in capsys.readouterr().err
    assert len(entry_points.store.orders) == 1


@pytest.mark.parametrize("corrected", [False, True], ids=["the store fixed", "the row corrected"])
def test_refused_rows_are_sent_again_after_a_run_that_met_an_outage(
    entry_points: EntryPoints, tmp_path: Path, capsys: Said, *, corrected: bool
) -> None:
    serve, down = through(entry_points), list[str]()

    def answer(*request: Any) -> Any:
        return (504, {"message": "Endpoint request timed out"}, {}) if down else serve(*request)

    dear = order_body(shipping={"max_cost": 1} if corrected else {})
    now = order_body() if corrected else dear
    options = "--retry-refused", "--patience", "0"
    with api_server(answer) as url:
        if not corrected:
            entry_points.fail(Fault("status", operation="consignments", status=422))
        submit(url, lines(tmp_path, dear))
        entry_points.fail()
        down.append("down")
        assert submit(url, lines(tmp_path, now), *options) == 1
        down.clear()
        assert submit(url, lines(tmp_path, now), *options) == 1
        assert entry_points.deliver() == []
        assert submit(url, lines(tmp_path, now), *options) == 0
    assert "1 orders: 1 placed." in capsys.readouterr().err
    assert len(entry_points.store.orders) == 1


def test_a_refused_row_whose_key_is_forgotten_is_an_order_like_any_other(
    url: str, entry_points: EntryPoints, tmp_path: Path
) -> None:
    submit(url, lines(tmp_path, order_body(shipping={"max_cost": 1})))
    forgotten = {"id": {"S": f"{STORE}#po-1"}}
    aws_client("dynamodb").delete_item(TableName="ledger", Key=forgotten)
    assert submit(url, lines(tmp_path, order_body()), "--retry-refused") == 0
    assert len(entry_points.store.orders) == 1


def test_status_of_a_refused_key_names_the_fields_code(
    url: str, tmp_path: Path, capsys: Said
) -> None:
    refused = order_body(line_items=[{"product_id": 99999, "quantity": 1}])
    submit(url, lines(tmp_path, refused))
    capsys.readouterr()
    assert main(["status", "--store", STORE, "--key", "po-1", "--api-url", url]) == 1
    said = capsys.readouterr().out
    assert "po-1: refused: store_refused. The store refused the order\n  at step: cart\n" in said
    assert "\n  hint: Check product_id and variant_id" in said


@pytest.mark.parametrize("command", ["status", "retry"])
def test_a_key_that_the_service_does_not_know_may_still_wait_in_the_queue(
    url: str, entry_points: EntryPoints, capsys: Said, command: str
) -> None:
    entry_points.queue("po-9")
    assert main([command, "--store", STORE, "--key", "po-9", "--api-url", url]) == 1
    said = capsys.readouterr().out
    assert in_one_line(said).endswith(
        f"The service does not know the key po-9 of the store {STORE}: it may still wait in the "
        "queue, or is forgotten, or nobody has sent it."
    )
    assert all(len(line) <= 80 for line in said.splitlines() if not line.startswith("{"))


def test_an_outage_stops_a_file_and_each_key_says_that_nothing_goes_on_by_itself(
    url: str, entry_points: EntryPoints, tmp_path: Path, capsys: Said
) -> None:
    entry_points.fail(Fault("status", status=503))
    file = lines(tmp_path, *[order_body()] * 4)
    assert submit(url, file, "--patience", "0", "--stop-after", "2") == 1
    assert "2 rows one after the other are held up by store_unavailable" in capsys.readouterr().err
    assert main(["status", "--store", STORE, "--key", "po-1", "--api-url", url]) == 1
    assert "Nothing goes on by itself: send the order again" in in_one_line(capsys.readouterr().out)
    entry_points.fail()
    assert submit(url, file) == 0
    assert len(entry_points.store.orders) == 4


def test_a_store_that_is_not_there_is_one_sentence(url: str, tmp_path: Path, capsys: Said) -> None:
    file = lines(tmp_path, order_body())
    assert main(["submit", str(file), "--store", "acem", "--api-url", url]) == 2
    assert "not set up here. Check the store's name" in capsys.readouterr().err


def test_a_key_is_cancelled_and_then_an_order(
    url: str, entry_points: EntryPoints, tmp_path: Path, capsys: Said
) -> None:
    def cancel(key: str, *more: str) -> tuple[int, str]:
        code = main(["cancel", "--store", STORE, "--key", key, "--api-url", url, *more])
        said = in_one_line(capsys.readouterr().out)
        return code, said[said.index(f"{key}:") :]

    submit(url, lines(tmp_path, order_body()))
    order_id = entry_points.store.orders[0].id
    assert cancel("new-1") == (
        0, "new-1: cancelled: there is no order, and none will be placed under this key."
    )  # fmt: skip
    code, said = cancel("po-1")
    assert code == 1
    assert said.endswith(
        f"order {order_id} is in the store already. Add --order to cancel it there."
    )
    assert cancel("po-1", "--order") == (
        0, f"po-1: cancelled: order {order_id} has the status Cancelled in the store."
    )  # fmt: skip


def test_a_quote_is_shown_and_nothing_is_ordered(
    url: str, entry_points: EntryPoints, tmp_path: Path, capsys: Said
) -> None:
    assert quote(url, tmp_path, order_body()) == 0
    said = capsys.readouterr().out
    # The handler writes its log to the same screen here, each line without a break in it.
    assert json.loads(said[said.index("{\n") :]) == entry_points.quote()[1]
    assert AUSTIN["last_name"] not in said
    assert (entry_points.store.orders, entry_points.store.carts) == ([], {})


def test_a_refused_quote_is_told(url: str, tmp_path: Path, capsys: Said) -> None:
    assert quote(url, tmp_path, order_body(shipping={"max_cost": 1})) == 1
    assert "refused: no_shipping_option" in capsys.readouterr().out


def test_a_quote_for_an_invalid_order_names_the_fields(tmp_path: Path, capsys: Said) -> None:
    with api_server(lambda *_: (500, {}, {})) as url:
        assert quote(url, tmp_path, order_body(channel_id=0)) == 1
    assert "channel_id: must be greater than 0" in capsys.readouterr().out


def quote(url: str, tmp_path: Path, order: object) -> int:
    file = tmp_path / "order.json"
    file.write_text(json.dumps(order))
    return main(["quote", str(file), "--store", STORE, "--api-url", url])


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (["submit", "nothing.csv", "--store", "acme"], "nothing.csv cannot be read"),
        (["submit", "nothing.csv", "--store", "my store"], "store"),
        (["status", "--store", "acme", "--key", "k", "--api-url", "http://x"], "https://"),
        (["status", "--store", "acme", "--key", "k", "--profile", "nobody"], "nobody"),
        (["status", "--store", "acme", "--key", "k", "--api-url", "https://x", "--profile", "no"],
         "no"),
        (["sbmit"], "There is no command 'sbmit'. Did you mean submit?"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_said_in_words(given: list[str], words: str, capsys: Said) -> None:
    assert main(given) == 2
    said = capsys.readouterr()
    assert words in said.err
    assert "Traceback" not in said.err


@pytest.mark.parametrize(
    "wrong",
    [
        ["--via", "queue", "--api-url", "https://x"],
        ["--no-wait"],
        ["--parallel", "0"],
        ["--check", "--valid-rows"],
    ],
)
def test_options_that_contradict_each_other_are_refused(wrong: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["submit", "orders.csv", "--store", "acme", *wrong])
    assert ended.value.code == 2


def test_help_lists_the_commands(capsys: Said) -> None:
    assert main(["--help"]) == 0
    assert "redrive" in capsys.readouterr().out


def test_refused_orders_are_listed_and_sent_again_with_two_commands(
    url: str, entry_points: EntryPoints, capsys: Said
) -> None:
    dear = order_body(shipping={"max_cost": 1})
    for number in range(3):
        entry_points.post(f"po-{number}", dear)
    asked = ["--store", STORE, "--api-url", url]
    assert main(["list", *asked, "--since", "1d", "--code", "no_shipping_option"]) == 0
    said = capsys.readouterr()
    assert said.out.count("rejected") == 3
    assert "3 orders need attention" in said.err
    assert main(["list", *asked, "--csv"]) == 0
    printed = capsys.readouterr().out.splitlines()
    # The API is in this process, and prints its metrics.
    header, first, *_ = [line for line in printed if not line.startswith('{"_aws"')]
    assert header.startswith("key,state,since,code")
    assert first.startswith("po-0,rejected,")
    assert main(["list", *asked, "--json", "--state", "parked"]) == 0
    assert main(["retry", *asked, "--all", "--no-wait"]) == 0
    entry_points.deliver()
    assert main(["retry", *asked, "--key", "po-1", "--order", "nowhere.json"]) == 2
    assert main(["list", *asked, "--state", "failed"]) == 2
    assert "rejected, parked" in capsys.readouterr().err


def test_the_help_says_what_an_option_is_when_it_is_left_out(capsys: Said) -> None:
    with pytest.raises(SystemExit):
        main(["submit", "--help"])
    said = " ".join(capsys.readouterr().out.split())
    for default in ("api", "4", "600.0", "cart-to-order"):
        assert f"(default: {default})" in said
    assert "None" not in said
    assert "False" not in said


def test_a_number_of_requests_that_is_none_is_one_sentence(capsys: Said) -> None:
    with pytest.raises(SystemExit):
        main(["submit", "orders.csv", "--store", "acme", "--parallel", "0"])
    said = in_one_line(capsys.readouterr().err)
    assert said.endswith("argument --parallel: must be a whole number of 1 or more, not '0'")
