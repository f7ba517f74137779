"""What is known of a world from outside: create-orders, calls, and what became of orders."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from order_service.bigcommerce.verdicts import Answer
from order_service.request.order_statuses import INCOMPLETE
from tests.simulation.executions import Execution

B2B = "b2b"
"""What stands for B2B Edition's record of an order, beside the numbers of orders."""


@dataclass
class Attempt:
    """One create-order that was sent."""

    correlation_id: str
    cart_id: str
    sent_at: float
    looked_at: float
    """When the cart was looked at last before it was sent."""
    made_at: float = 0.0
    order_id: int = 0
    conclusive: bool = False
    said_yes: bool = False
    """Whether its execution was answered that the order was made."""
    denied: bool = False
    """Whether the store answered that the token may not make it."""
    fresh_content: bool = True
    """Whether nobody but us changed the cart between our last look at it and the order."""


@dataclass
class Call:
    """One request as it left an execution."""

    name: str
    method: str
    path: str
    headers: Mapping[str, str]
    body: Any
    execution: Execution
    served_at: float = 0.0
    given_up: bool = False
    repeated: bool = False
    """Whether something on its way has sent it once more: its sender knows of no such call."""
    sent_at: float = 0.0
    heard: bool = False
    """Whether its sender was answered, by the store or by something else."""
    answers: list[Answer] = field(default_factory=list)
    """What the store itself answers."""

    @property
    def target(self) -> str:
        """Return the identifier in its path: a cart's or an order's."""
        return self.path.partition("?")[0].split("/")[5] if self.path.count("/") > 4 else ""


@dataclass
class Seen:
    """What has been made, archived, changed and seen so far; who wants to hear of it."""

    attempts: list[Attempt] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    touched: dict[int, float] = field(default_factory=dict)
    archived: dict[int, str] = field(default_factory=dict)
    ended: dict[int, float] = field(default_factory=dict)
    """When a merchant archived, cancelled, declined or refunded an order, if it still is."""
    once_ended: set[int] = field(default_factory=set)
    """Those orders, and the ones that are open again."""
    shoppers: dict[int, str] = field(default_factory=dict)
    """The orders that shoppers made of a cart, each with its cart."""
    shopped_at: dict[int, float] = field(default_factory=dict)
    """When they made each of them."""
    opened_at: dict[str, float] = field(default_factory=dict)
    """When each cart was opened, in this order."""
    archived_at: dict[int, float] = field(default_factory=dict)
    """When each order was archived first."""
    blind: dict[str, str] = field(default_factory=dict)
    """What was archived for the sake of an order that was not seen to live, with its cart."""
    cancelled: set[int] = field(default_factory=set)
    """Orders that writes of ours have cancelled, also if nobody got the answer."""
    cancellations: list[tuple[int, float, float]] = field(default_factory=list)
    """Those orders, each with when such a write was sent and when it arrived."""
    cancelled_paid: set[int] = field(default_factory=set)
    """Orders that somebody had paid before a write of ours cancelled them."""
    archived_too_late: set[int] = field(default_factory=set)
    """Orders that we archived after somebody had paid or moved them."""
    not_archived: set[int] = field(default_factory=set)
    """Orders that something refused to archive when we asked."""
    said_no: bool = False
    """Whether anything has said no to a call of ours in the store's place, as far as anybody can
    see, or the store because the goods are gone."""
    refused_unseen: bool = False
    """Whether the store refused a create-order because, or although, something on its way had sent
    a write to the cart once more since that was last looked at."""
    sold_out: bool = False
    """Whether somebody has taken the last of the goods."""
    record_refused: bool = False
    """Whether an execution was refused a call about a company's record of the order."""
    others: set[str] = field(default_factory=set)
    """The identifiers of orders of other carts, and of those carts."""
    cart_changed: dict[str, float] = field(default_factory=dict)
    """When each cart was changed last by others."""
    cart_written_late: defaultdict[str, dict[str, float]] = field(
        default_factory=lambda: defaultdict(dict)
    )
    """When a write to each cart arrived last that nobody waited for any more, by its execution; by
    none where its sender cannot know of it."""
    prices_changed_at: float = 0.0
    """When the store last changed what it asks for the same goods."""
    written_late: dict[str, float] = field(default_factory=dict)
    """When a write to an order, or to ``B2B``, arrived last that nobody waited for any more."""
    order_shown: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    """When the store served what showed an execution the order, or a company's record."""
    noted: dict[int, float] = field(default_factory=dict)
    """When a merchant wrote a note into each order."""
    given: frozenset[int] = frozenset({INCOMPLETE})
    """Statuses that an order has while nobody but us has moved it."""
    status_sent: set[int] = field(default_factory=set)
    """The orders to which a write of the status that was asked for was sent."""
    seen_moved: set[int] = field(default_factory=set)
    """The orders that an execution saw with that status before any recorded that it gives one."""
    is_recorded: Callable[[], bool] = lambda: True
    """Whether it is recorded that an execution writes the order's fields."""
    opened_again: set[int] = field(default_factory=set)
    """Orders that such a write gave another status after we had cancelled them."""
    made: list[Callable[[int], object]] = field(default_factory=list)
    """Who hears of each order that was made; and so on."""
    submitted: list[Callable[[str], object]] = field(default_factory=list)
    archiving: list[Callable[[int], object]] = field(default_factory=list)
    updating: list[Callable[[int], object]] = field(default_factory=list)
    opened: list[Callable[[str], object]] = field(default_factory=list)
    unlisted: list[Callable[[str], object]] = field(default_factory=list)

    def may_have_given(self, order_id: int) -> bool:
        """Return whether an execution may rightly take the order's status for ours.

        One that dies right after it recorded that it writes the fields leaves the next in doubt.
        """
        in_doubt = self.is_recorded() and order_id not in self.seen_moved
        return order_id in self.status_sent or in_doubt

    def declared_since(self, attempt: Attempt) -> int:
        """Return how many create-orders executions have sent after this one."""
        place = next(i for i, one in enumerate(self.attempts) if one is attempt)
        later = {(one.correlation_id, one.sent_at) for one in self.attempts[place + 1 :]}
        return len(later - {(attempt.correlation_id, attempt.sent_at)})
