"""What is believed of shipping options and URLs that a store shows otherwise, or not at all."""

from tests.crash.safeguards.mutant import Mutant

BROKEN_ONCE = "tests/field/shipping/test_offers_broken_for_once.py"
BROKEN = "tests/field/shipping/test_broken_offers.py"
REDIRECT_URLS = "tests/field/test_redirect_urls.py"
SILENT = "tests/field/shipping/test_silent_carrier.py"
TEXTS = "tests/field/test_texts_of_stores.py"
LINES_APART = "tests/unit/order_service/checkout/test_lines_apart.py"
SHIPPING = "tests/unit/order_service/checkout/test_shipping.py"
ODD_SHAPES = "tests/field/shapes/test_odd_shapes.py"
ADDRESSES = "tests/unit/order_service/checkout/test_address_spelling.py"
OWN_SHIPPING = "tests/field/shipping/test_own_shipping.py"
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
        "the one more look at an offer that cannot be chosen and may be meant",
        "checkout/completion.py",
        'return incomplete or refusal.facts.get("offered") == []',
        'return refusal.facts.get("offered") == []',
        BROKEN,
        "test_a_cost_that_is_there_at_the_next_look_is_taken",
    ),
    Mutant(
        "the offer that cannot be chosen and is not meant",
        "checkout/next_step.py",
        "if may_fit(option, rule, currency)]",
        "if True]",
        BROKEN,
        "test_a_rule_that_does_not_mean_it_is_refused_as_ever",
    ),
    Mutant(
        "the offer that cannot be chosen and may be what is selected",
        "store/checkout_parts.py",
        "or (any(words) and self.words == words)",
        "or (any(words) and False)",
        DELIVERY_STEPS,
        "test_an_offer_without_a_cost_may_be_the_one_that_somebody_else_selected",
    ),
    Mutant(
        "our choice whose offer is broken when it is looked up",
        "store/checkout_view.py",
        "            one.told_by(selected) if selected and one is broken else one\n",
        "            one\n",
        BROKEN_ONCE,
        "test_our_choice_stays_although_its_offer_breaks_when_it_is_looked_up",
    ),
    Mutant(
        "the broken offer that is known by the words of the choice",
        "store/checkout_parts.py",
        "or (any(words) and self.words == words)",
        "or False",
        BROKEN_ONCE,
        "test_the_choice_of_an_earlier_delivery_stays_although_its_offer_breaks",
    ),
    Mutant(
        "the choice that may be an offer of no words",
        "checkout/next_step.py",
        "    if found.is_silent or found.may_hide_choice:\n",
        "    if found.is_silent:\n",
        BROKEN_ONCE,
        "test_an_offer_of_no_words_may_be_the_choice_of_an_earlier_delivery",
    ),
    Mutant(
        "the own price that a store shows on its other side",
        "checkout/next_step.py",
        "return shown in known and asked ==",
        "return False and asked ==",
        OWN_SHIPPING,
        "test_the_order_s_own_shipping_is_known_in_another_form",
    ),
    Mutant(
        "the side on which an own price must be what was asked",
        "checkout/next_step.py",
        "asked == (with_tax if checkout.cart.tax_included else without_tax)",
        "asked in known",
        DELIVERY_STEPS,
        "test_a_price_of_the_order_s_own_may_be_shown_on_its_other_side_as_the_store_s_prices_are",
    ),
    Mutant(
        "the own description that is spelt otherwise",
        "checkout/next_step.py",
        "loose(selected.description) == loose(custom.description)",
        "selected.description == custom.description",
        OWN_SHIPPING,
        "test_the_order_s_own_shipping_is_known_in_another_form",
    ),
    Mutant(
        "the word that stands for an own description",
        "checkout/next_step.py",
        '_NO_DESCRIPTION = ("", "custom", "customshipping")',
        '_NO_DESCRIPTION = ("",)',
        OWN_SHIPPING,
        "test_the_order_s_own_shipping_is_known_in_another_form",
    ),
    Mutant(
        "the own shipping that has no id",
        "store/checkout_parts.py",
        '    id: Short = ""\n    type: Short = ""',
        '    id: Short\n    type: Short = ""',
        OWN_SHIPPING,
        "test_the_order_s_own_shipping_is_known_in_another_form",
    ),
    Mutant(
        "the id without which no offer can be chosen",
        "store/checkout_parts.py",
        "        if option.id:\n",
        "        if True:\n",
        BROKEN,
        "test_an_offer_that_cannot_be_chosen_stops_no_other",
    ),
    Mutant(
        "the cart whose redirect URL cannot be read",
        "store/checkout_view.py",
        "    try:\n        return read(value)\n    except ValidationError:\n        return None\n",
        "    return read(value)\n",
        REDIRECT_URLS,
        "test_a_redirect_url_that_cannot_be_read_is_left_out_of_the_answer",
    ),
    Mutant(
        "the choice that is there while the carriers are silent",
        "checkout/completion.py",
        "self.checkout = read.keeping_offers(self.checkout)",
        "self.checkout = read",
        SILENT,
        "test_a_choice_is_there_although_the_carriers_are_silent_right_after_it",
    ),
    Mutant(
        "the wait for silent carriers beside an earlier choice",
        "checkout/next_step.py",
        "    if selected is not None and fits(selected, rule, currency):\n",
        "    if False:\n",
        SILENT,
        "test_a_choice_of_an_earlier_delivery_is_not_refused_while_the_carriers_are_silent",
    ),
    Mutant(
        "the choice of somebody else while the carriers are silent",
        "checkout/next_step.py",
        "        _require_no_choice(found, one.rule, currency)\n",
        "        return None\n",
        SILENT,
        "test_what_somebody_selected_is_not_taken_while_nothing_can_be_compared_with_it",
    ),
    Mutant(
        "the place that the offers of silent carriers were for",
        "store/checkout_view.py",
        "        if self.is_silent and (self.address, self.line_item_ids) != (\n",
        "        if False and (self.address, self.line_item_ids) != (\n",
        DELIVERY_STEPS,
        "test_offers_for_something_else_or_beside_no_choice_are_not_those_of_now",
    ),
    Mutant(
        "the fee whose name has entities",
        "checkout/shown_fields.py",
        "return loose(fee.name) == loose(shown.name)",
        "return fee.name == shown.name",
        TEXTS,
        "test_a_fee_s_name_may_come_with_entities",
    ),
    Mutant(
        "the item that is known by the letters of its name",
        "checkout/line_matching.py",
        "seen = self._as_shown(value) if own_name else value",
        "seen = value",
        TEXTS,
        "test_a_custom_item_is_known_by_the_letters_of_its_name",
    ),
    Mutant(
        "the letters that may be of several items",
        "checkout/line_matching.py",
        "return name if name in alike or len(alike) != 1 or not bare(name)",
        "return name if name in alike or not alike or not bare(name)",
        LINES_APART,
        "test_an_item_of_another_name_is_none_that_was_asked",
    ),
    Mutant(
        "the offer whose description has entities or marks",
        "checkout/shipping.py",
        "return loose(unescape(text).translate(_MARKS))",
        "return text.casefold()",
        SHIPPING,
        "test_the_rule_takes_one",
    ),
    Mutant(
        "the order_id that is false",
        "store/checkout_view.py",
        "return None if order_id is False else order_id",
        "return order_id",
        ODD_SHAPES,
        "test_a_checkout_may_say_in_any_way_that_it_has_no_order",
    ),
    Mutant(
        "the postcode of zeros that is dropped",
        "checkout/address_spelling.py",
        'return not sent.strip("0")',
        "return False",
        ODD_SHAPES,
        "test_a_postcode_of_zeros_may_be_dropped",
    ),
    Mutant(
        "the postcode that is dropped",
        "checkout/address_spelling.py",
        'return not sent.strip("0")',
        "return True",
        ADDRESSES,
        "test_another_address_is_another_in_these_fields",
    ),
)
