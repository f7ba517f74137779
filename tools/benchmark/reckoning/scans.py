"""Pure: what the nightly audit reads and takes, by the number of keys in the ledger."""

from dataclasses import dataclass
from math import ceil

from order_service.auditing.nightly import LEFT_TO_OTHERS, STORES_AT_ONCE
from order_service.auditing.reading import SEGMENTS, UNITS_A_SECOND
from order_service.auditing.store_orders import MARGIN, PAGE
from tools.benchmark.reckoning.prices import DAY

READ_UNIT = 0.125e-6
STORAGE_GB, RECOVERY_GB = 0.25, 0.20
"""Dollars a month for a GB that is kept, and for its point-in-time recovery."""
PER_ITEM = 100
"""Bytes that DynamoDB bills for storage on top of each item."""
PAGE_BYTES = 1024 * 1024
PAGE_SECONDS = 0.1
"""What a page of a megabyte is taken to need; it was not measured on AWS."""
SECONDS, MEMORY = 893, 3008
"""What the audit's function has: 900 seconds less those to return in, and its megabytes."""
BASE_MB = 150
MILLION = 1_000_000
QUOTA, WINDOW, CALLS = 150, 30, 5
LISTS = 2
"""The store is asked for its orders twice: with and without the Incomplete ones."""
AUDIT_DAYS = 3
LISTED_DAYS = AUDIT_DAYS + MARGIN / DAY


@dataclass(frozen=True)
class Measured:
    """What was measured of reading one ledger."""

    keys: int
    item_bytes: float
    units: float
    cpu_ms: float
    key_bytes: float
    """Memory of one key that the audit holds, and of one order of the store."""
    order_bytes: float


@dataclass(frozen=True)
class Night:
    """One nightly audit of a ledger with so many keys, each of which is kept for ``days``."""

    measured: Measured
    keys: int
    days: int = 90

    @property
    def gigabytes(self) -> float:
        """The ledger's size."""
        return self.keys * self.measured.item_bytes / 1e9

    @property
    def units(self) -> float:
        """Read units of one night."""
        return self.measured.units / self.measured.keys * self.keys

    @property
    def dollars(self) -> float:
        """What the reading costs in one night."""
        return self.units * READ_UNIT

    @property
    def storage(self) -> float:
        """Dollars a month for keeping the ledger, and for its point-in-time recovery."""
        stored = self.keys * (self.measured.item_bytes + PER_ITEM) / 1e9
        return stored * (STORAGE_GB + RECOVERY_GB)

    @property
    def reading_seconds(self) -> float:
        """How long reading the ledger takes: by pages, by read units or by the processor."""
        pages = self.keys * self.measured.item_bytes / PAGE_BYTES
        cpu = self.measured.cpu_ms / 1000 / self.measured.keys * self.keys
        return max(pages * PAGE_SECONDS / SEGMENTS, self.units / UNITS_A_SECOND, cpu)

    @property
    def audited(self) -> float:
        """Keys of the days that are audited; those that are older and unfinished are few."""
        return self.keys * AUDIT_DAYS / self.days

    @property
    def orders(self) -> float:
        """Orders that the stores list."""
        return self.keys * LISTED_DAYS / self.days

    @property
    def stores(self) -> int:
        """As few stores, on a small plan, as such a ledger can come from.

        Their orders use the half of the quota that the audit leaves them.
        """
        a_day = QUOTA * LEFT_TO_OTHERS / WINDOW / CALLS * DAY
        return max(1, ceil(self.keys / self.days / a_day))

    @property
    def store_seconds(self) -> float:
        """How long those stores are asked for their orders, with the other half of their quota."""
        calls = LISTS * self.orders / PAGE
        at_once = min(self.stores, STORES_AT_ONCE)
        return calls / at_once / (QUOTA * (1 - LEFT_TO_OTHERS) / WINDOW)

    @property
    def megabytes(self) -> float:
        """Memory: every key of the days, and the orders of the stores that are read now."""
        share = min(1.0, STORES_AT_ONCE / self.stores)
        orders = self.orders * share * self.measured.order_bytes
        return BASE_MB + (self.audited * self.measured.key_bytes + orders) / 1e6

    @property
    def seconds(self) -> float:
        """How long one run takes: the ledger first, then the stores."""
        return self.reading_seconds + self.store_seconds

    @property
    def fits(self) -> bool:
        """Whether one run of the audit's function, as it is deployed, is enough."""
        return self.seconds <= SECONDS and self.megabytes <= MEMORY


def most_keys(measured: Measured, days: int = 90) -> int:
    """Return how many keys the nightly audit can do, to the million."""
    most = 0
    while Night(measured, most + MILLION, days).fits:
        most += MILLION
    return most
