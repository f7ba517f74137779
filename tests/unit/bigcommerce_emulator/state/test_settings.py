from dataclasses import fields

import pytest

from bigcommerce_emulator.state.settings import Settings, described


def test_switches_are_set_by_name() -> None:
    pairs = ["order_list=late", "order_list_delay_seconds=2.5", "rate_limit=150", "id_seed=none"]
    settings = Settings().with_pairs(pairs)

    assert settings.order_list == "late"
    assert settings.order_list_delay_seconds == 2.5
    assert settings.rate_limit == 150
    assert settings.id_seed is None


@pytest.mark.parametrize(
    ("pair", "words"),
    [
        ("order_list", "the switch order_list needs a value: order_list=VALUE"),
        ("colour=red", "there is no switch 'colour'$"),
        ("oder_list=late", "no switch 'oder_list'; did you mean 'order_list'"),
        ("order_list=lately", "not 'lately'; did you mean 'late'"),
        ("order_list=never", "order_list is one of at_once, late, only_status_0, not 'never'"),
        ("rate_limit=many", "rate_limit is a number, not 'many'"),
    ],
)
def test_a_switch_that_cannot_be_set_is_explained(pair: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        Settings().with_pairs([pair])


def test_every_switch_is_described_with_its_values_the_default_first() -> None:
    rows = dict(row.split("=", 1) for row in described())

    assert list(rows) == [entry.name for entry in fields(Settings)]
    assert rows["order_list"] == "at_once|late|only_status_0"
    assert rows["rate_limit"] == "none|NUMBER"
    assert (rows["cart_days"], rows["others_low"]) == ("30|none", "0")
    for name, values in rows.items():
        first = values.split("|", 1)[0]
        if first != "TEXT":
            assert Settings().with_pairs([f"{name}={first}"]) == Settings()
