import pytest

from sandbox.store.settings import Settings


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
        ("order_list", "is not name=value for one of: store_hash"),
        ("colour=red", "is not name=value"),
        ("order_list=never", "order_list is one of at_once, late, only_status_0, not 'never'"),
        ("rate_limit=many", "rate_limit is a number, not 'many'"),
    ],
)
def test_a_switch_that_cannot_be_set_is_explained(pair: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        Settings().with_pairs([pair])
