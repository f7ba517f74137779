"""The safeguards between callers; each turns the tests of callers red."""

from tests.crash.mutant import Mutant

OWNERSHIP = (
    "tests/integration/ledger/test_ownership.py",
    "tests/integration/handlers/test_callers_apart.py",
)
READS = ("tests/integration/handlers/test_api_reads.py",)
SECRETS = ("tests/unit/order_service/bigcommerce/test_credentials.py",)

CALLER_MUTANTS = (
    Mutant(
        "the caller of a key that is free to go on",
        "ledger/ownership.py",
        "return _OWN if caller.id else _NOBODYS",
        'return ""',
        OWNERSHIP,
    ),
    Mutant(
        "the caller of a key that is finished or at work",
        "ledger/ledger.py",
        "if (another or not caller.by_message) and not self._ownership.admits(caller, entry):",
        "if another and not self._ownership.admits(caller, entry):",
        OWNERSHIP,
    ),
    Mutant(
        "the first caller of a key",
        "ledger/ledger.py",
        "if_not_exists(belongs_to, :caller)",
        ":caller",
        OWNERSHIP,
    ),
    Mutant(
        "the way of what the API hands over",
        "ledger/ownership.py",
        "if not self.enforced or caller.by_message:",
        "if not self.enforced:",
        OWNERSHIP,
    ),
    Mutant(
        "the mark of what the API hands over",
        "handlers/caller_ids.py",
        'marked = ACCEPTED in _part(record, "messageAttributes")',
        "marked = False",
        ("tests/unit/order_service/handlers/test_caller_ids.py",),
    ),
    Mutant(
        "the silence about another's key",
        "handlers/api_reads.py",
        "if entry is None or not here.ownership.admits(caller, entry):",
        "if entry is None:",
        OWNERSHIP[1:],
    ),
    Mutant(
        "the look before redirect URLs are shown",
        "placing/going_on.py",
        "return open_store().read_order(order.order_id).incomplete",
        "return open_store() is not None",
        READS,
    ),
    Mutant(
        "the memory of a missing secret",
        "bigcommerce/credentials.py",
        "if now < self._missing_until.get(store, 0.0):",
        "if now < 0:",
        SECRETS,
    ),
)
