"""The safeguards against what a store answers; each turns the tests of answers red."""

from functools import partial

from tests.crash.mutant import Mutant as CrashMutant

_UNITS = (
    "answer_json",
    "bounded_answers",
    "error_words",
    "calls",
    "connections",
    "https",
    "verdicts",
)
ANSWER_TESTS = (
    "tests/unit/order_service/test_step_paths.py",
    *(f"tests/unit/order_service/bigcommerce/test_{name}.py" for name in _UNITS),
    "tests/integration/bigcommerce/test_hostile_store.py",
)
Mutant = partial(CrashMutant, tests=ANSWER_TESTS)

ANSWER_MUTANTS = (
    Mutant(
        "the look at what is left over of an answer",
        "bigcommerce/connections.py",
        "if left or ended or not done:",
        "if ended or not done:",
    ),
    Mutant("the look at what came unasked", "bigcommerce/https.py", "if kept.silent:", "if kept:"),
    Mutant("connections of one store", "bigcommerce/https.py", "if one[0] == store)", "if one[0])"),
    Mutant(
        "the total time of an answer",
        "bigcommerce/connections.py",
        "left = until - self._clock.now()",
        "left = until - until + 5",
    ),
    Mutant(
        "the bound of bytes on the wire",
        "bigcommerce/connections.py",
        "if received > MOST_BYTES:",
        "if received < 0:",
    ),
    Mutant(
        "the bound of bytes unpacked",
        "bigcommerce/connections.py",
        "if len(self._plain) > MOST_BYTES:",
        "if len(self._plain) < 0:",
    ),
    Mutant(
        "the bound of parts of an answer",
        "bigcommerce/connections.py",
        "for _ in range(MOST_EVENTS):",
        "while True:",
    ),
    Mutant(
        "the bound of depth",
        "bigcommerce/answer_json.py",
        "if _deeper(value, MOST_LEVELS + 1):",
        "if not content:",
    ),
    Mutant(
        "the bound of exponents",
        "bigcommerce/answer_json.py",
        "Emax=MAX_DIGITS,",
        "Emax=999_999,",
    ),
    Mutant(
        "the bound of digits",
        "bigcommerce/answer_json.py",
        "prec=MAX_DIGITS,",
        "prec=9_999,",
    ),
    Mutant(
        "the bound of objects",
        "bigcommerce/answer_json.py",
        "if objects > MOST_OBJECTS or",
        "if objects < 0 or",
    ),
    Mutant(
        "the bound of values", "bigcommerce/answer_json.py", "> MOST_VALUES:", "> 10 * MOST_VALUES:"
    ),
    Mutant(
        "the turns of large answers",
        "bigcommerce/https.py",
        "with ONE_LARGE if len(content) > LARGE_BYTES else nullcontext():",
        "with nullcontext():",
    ),
    Mutant(
        "the refusal of half signs",
        "bigcommerce/answer_json.py",
        r'if b"\\u" in content:',
        "if not content:",
    ),
    Mutant(
        "the one place where reading may fail",
        "bigcommerce/calls.py",
        "    except Exception:\n        return Answer(",
        "    except KeyError:\n        return Answer(",
    ),
    Mutant(
        "the pattern of ids",
        "store/answer_types.py",
        'pattern=r"^[A-Za-z0-9_-]{1,64}$"',
        "max_length=9999",
    ),
    Mutant("the pattern of segments", "store_steps.py", "map(_SEGMENT.fullmatch,", "map(len,"),
    Mutant(
        "the number of an order",
        "store/answer_types.py",
        "if type(value) is not int or",
        "if not isinstance(value, int) or",
    ),
    Mutant(
        "the order in an order's answer",
        "bigcommerce/store.py",
        "if row.id != order_id:",
        "if row.id < 0:",
    ),
    Mutant(
        "what the ledger can keep",
        "store/checkout_view.py",
        "> MOST_KEPT_BYTES:",
        "> 99 * MOST_KEPT_BYTES:",
    ),
    Mutant(
        "the bound of words",
        "bigcommerce/error_words.py",
        "_texts(body, MOST_LEVELS), MOST_TEXTS",
        "_texts(body, MOST_LEVELS), 10**9",
    ),
    Mutant(
        "whose refusal of a create-order is believed",
        "bigcommerce/verdicts.py",
        "and not _is_the_stores(outcome)",
        "and not outcome",
    ),
)
