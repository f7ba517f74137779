"""What is believed of shipping options that a store shows otherwise, or not at all."""

from tests.crash.safeguards.mutant import Mutant

BROKEN = "tests/field/test_broken_offers.py"
DELIVERY_STEPS = "tests/unit/order_service/checkout/test_delivery_steps.py"

DELIVERY = (
    Mutant(
        "the offers beside one that cannot be chosen",
        "store/checkout_parts.py",
        "except ValidationError as error:",
        "except RecursionError as error:",
        BROKEN,
        "test_an_offer_that_cannot_be_chosen_stops_no_other",
    ),
    Mutant(
        "the offer that cannot be chosen and may be meant",
        "checkout/next_step.py",
        "        if may_fit(option, rule, currency):\n",
        "        if False:\n",
        BROKEN,
        "test_a_rule_that_may_mean_it_alone_is_not_refused",
    ),
    Mutant(
        "the offer that cannot be chosen and is not meant",
        "checkout/next_step.py",
        "        if may_fit(option, rule, currency):\n",
        "        if True:\n",
        BROKEN,
        "test_a_rule_that_does_not_mean_it_is_refused_as_ever",
    ),
    Mutant(
        "the offer that cannot be chosen and may be what is selected",
        "store/checkout_view.py",
        'alike = [one for one in options if (one.type or "", one.description or "") == words]',
        "alike = [one for one in self.offers if (one.type, one.description) == words]",
        DELIVERY_STEPS,
        "test_an_offer_without_a_cost_may_be_the_one_that_somebody_else_selected",
    ),
)
