"""The environment is read once; whatever is missing or wrong is named."""

import pytest

from order_service.handlers.settings import Settings, SettingsError, read_settings

NEEDED = {
    "LEDGER_TABLE": "ledger",
    "ATTENTION_TABLE": "attention",
    "QUEUE_URL": "https://sqs.example/q",
    "DEAD_LETTER_QUEUE_URL": "https://sqs.example/d",
}


def refusal(**changes: str) -> str:
    with pytest.raises(SettingsError) as caught:
        read_settings(NEEDED | changes)
    return str(caught.value)


def test_the_rest_has_defaults() -> None:
    found = read_settings(NEEDED | {"PATH": "/bin"})
    assert found == Settings(**NEEDED)
    assert found.BIGCOMMERCE_URL == "https://api.bigcommerce.com"
    assert found.B2B_URL == "https://api-b2b.bigcommerce.com"
    assert (found.SETTLE_SECONDS, found.LEDGER_TTL_DAYS) == (300, 90)


@pytest.mark.parametrize("missing", sorted(NEEDED))
def test_a_missing_variable_is_named(missing: str) -> None:
    rest = {name: value for name, value in NEEDED.items() if name != missing}
    with pytest.raises(SettingsError, match=f"{missing}: Field required"):
        read_settings(rest)


def test_all_wrong_variables_are_named_at_once() -> None:
    with pytest.raises(SettingsError) as caught:
        read_settings({"SETTLE_SECONDS": "soon", "LEDGER_TABLE": ""})
    for name in (*NEEDED, "SETTLE_SECONDS"):
        assert f"{name}: " in str(caught.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("SETTLE_SECONDS", value) for value in ("0", "3601", "")),
        *(("KEEP_REFUSED_DAYS", value) for value in ("-1", "0.5", "91")),
        *(("LEDGER_TTL_DAYS", value) for value in ("0", "1.5", "3651")),
        *((name, "") for name in ("SECRET_PREFIX", "EVENT_BUS_NAME", "BIGCOMMERCE_URL")),
    ],
)
def test_a_value_out_of_range_is_named(name: str, value: str) -> None:
    assert f"{name}: " in refusal(**{name: value})


@pytest.mark.parametrize(
    ("url", "base"),
    [
        ("https://api.bigcommerce.com/", "https://api.bigcommerce.com"),
        ("https://proxy.example:8443/bc", "https://proxy.example:8443/bc"),
        ("http://127.0.0.1:4010", "http://127.0.0.1:4010"),
        ("http://127.8.9.1:4010", "http://127.8.9.1:4010"),
        ("http://[::1]:4010/", "http://[::1]:4010"),
        ("http://localhost:4010", "http://localhost:4010"),
    ],
)
def test_https_or_loopback_is_taken(url: str, base: str) -> None:
    found = read_settings(NEEDED | {"BIGCOMMERCE_URL": url})
    assert found.model_dump()["BIGCOMMERCE_URL"] == base


@pytest.mark.parametrize(
    "url",
    [
        "http://api.bigcommerce.com",
        "http://10.0.0.1",
        "http://127.0.0.1.example.com",
        "http://localhost.example.com",
        "http://0.0.0.0:4010",
        "http://169.254.169.254",
        "ftp://127.0.0.1",
        "api.bigcommerce.com",
        "https://",
        "https://user:secret@api.bigcommerce.com",
        "http://127.0.0.1@evil.example",
        "https://api.bigcommerce.com?x=1",
        "https://api.bigcommerce.com#x",
        "file:///etc/passwd",
    ],
)
def test_a_base_url_that_would_carry_the_token_in_the_open_is_refused(url: str) -> None:
    for name in ("BIGCOMMERCE_URL", "B2B_URL"):
        assert f"{name}: " in refusal(**{name: url})
