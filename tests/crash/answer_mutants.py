"""The safeguards against what a store answers; each turns the tests of answers red."""

from functools import partial

from tests.crash.mutant import Mutant as CrashMutant

ANSWER_TESTS = tuple(
    f"tests/{name}.py"
    for name in (
        *(f"unit/order_service/test_{unit}" for unit in ("answer_json", "store_paths")),
        *(f"unit/order_service/test_{unit}" for unit in ("bounded_answers", "store_words")),
        *(f"unit/order_service/test_{unit}" for unit in ("store_calls", "connections")),
        "unit/order_service/test_verdicts",
        "integration/test_hostile_store",
    )
)
Mutant = partial(CrashMutant, tests=ANSWER_TESTS)

ANSWER_MUTANTS = (
    Mutant(
        "the look at what is left over of an answer",
        "connections.py",
        "if left or ended or not done:",
        "if ended or not done:",
    ),
    Mutant("the look at what came unasked", "https.py", "if kept.silent:", "if kept:"),
    Mutant("connections of one store", "https.py", "if one[0] == store)", "if one[0])"),
    Mutant(
        "the total time of an answer",
        "connections.py",
        "left = until - self._clock.now()",
        "left = until - until + 5",
    ),
    Mutant(
        "the bound of bytes on the wire",
        "connections.py",
        "if received > MOST_BYTES:",
        "if received < 0:",
    ),
    Mutant(
        "the bound of bytes unpacked",
        "connections.py",
        "decompress(part, MOST_BYTES - len(self._plain) + 1)",
        "decompress(part)",
    ),
    Mutant(
        "the bound of parts of an answer",
        "connections.py",
        "for _ in range(MOST_EVENTS):",
        "while True:",
    ),
    Mutant(
        "the bound of depth",
        "answer_json.py",
        "if _deeper(value, MOST_LEVELS + 1):",
        "if not content:",
    ),
    Mutant(
        "the bound of exponents",
        "answer_json.py",
        "abs(number.adjusted()) > MAX_DIGITS",
        "not number.adjusted()",
    ),
    Mutant("the bound of digits", "answer_json.py", "if len(text) > MAX_DIGITS:", "if not text:"),
    Mutant(
        "the bound of objects",
        "answer_json.py",
        "if objects > MOST_OBJECTS or",
        "if objects < 0 or",
    ),
    Mutant("the bound of values", "answer_json.py", "> MOST_VALUES:", "> 10 * MOST_VALUES:"),
    Mutant(
        "the refusal of half signs", "answer_json.py", r'if b"\\u" in content:', "if not content:"
    ),
    Mutant(
        "the one place where reading may fail",
        "store_calls.py",
        "    except Exception:\n        return Answer(",
        "    except KeyError:\n        return Answer(",
    ),
    Mutant(
        "the pattern of ids",
        "answer_types.py",
        'pattern=r"^[A-Za-z0-9_-]{1,64}$"',
        "max_length=9999",
    ),
    Mutant("the pattern of segments", "store_paths.py", "map(_SEGMENT.fullmatch,", "map(len,"),
    Mutant(
        "the number of an order",
        "answer_types.py",
        "if type(value) is not int or",
        "if not isinstance(value, int) or",
    ),
    Mutant(
        "the order in an order's answer",
        "bigcommerce.py",
        "if row.id != order_id:",
        "if row.id < 0:",
    ),
    Mutant(
        "what the ledger can keep",
        "checkout_view.py",
        "> MOST_KEPT_BYTES:",
        "> 99 * MOST_KEPT_BYTES:",
    ),
    Mutant(
        "the bound of words",
        "store_words.py",
        "_texts(body, MOST_LEVELS), MOST_TEXTS",
        "_texts(body, MOST_LEVELS), 10**9",
    ),
    Mutant(
        "whose refusal of a create-order is believed",
        "verdicts.py",
        "and not is_bigcommerce(outcome)",
        "and not outcome",
    ),
)
