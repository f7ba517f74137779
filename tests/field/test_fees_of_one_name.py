"""Fees of one name are distinguished also where the one's cost is the other's with its tax.

Source: a checkout's fee shows its cost with tax and without, in whatever order fees are listed.
Wrong before: the first fee took the other one's row, and the order was refused.
"""

import pytest

from tests.fakes.features import mugs
from tests.fakes.shop import Shop


def with_fees(*costs: str) -> dict[str, object]:
    return mugs(fees=[{"name": "Handling", "cost": cost} for cost in costs])


def cost_with_tax(cost: str) -> str:
    shop = Shop(taxed_fees="yes")
    shop.place(with_fees(cost))
    ((_, shown),) = shop.store.orders[0].price.fees
    return str(shown.inc_tax)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("many", [2, 3])
@pytest.mark.parametrize("dearer_first", [True, False])
def test_each_is_ordered_once(seed: int, many: int, *, dearer_first: bool) -> None:
    costs = ["10"]
    while len(costs) < many:
        costs.append(cost_with_tax(costs[-1]))
    assert len(set(costs)) == many
    shop = Shop(taxed_fees="yes", id_seed=seed)
    shop.place(with_fees(*(reversed(costs) if dearer_first else costs)))
    ordered = [fee.cost for fee, _ in shop.store.orders[0].price.fees]
    assert sorted(map(float, ordered)) == sorted(map(float, costs))
