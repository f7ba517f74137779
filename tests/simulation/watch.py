"""Sees every call to the store from outside: what was really made, archived, changed and seen."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from order_service.bigcommerce.b2b_answers import as_the_store_says
from order_service.bigcommerce.verdicts import Answer
from order_service.request.order_statuses import INCOMPLETE
from order_service.store.order_view import CANCELLED
from tests.simulation.scheduler import Scheduler
from tests.simulation.seen import B2B, Attempt, Call, Seen
from tests.simulation.trouble.fates import CREATE, ORDER_WRITES, conclusive, denied

Known = TypeVar("Known", int, str)
ARCHIVED_OR_PAID = -1
"""What stands for the status of such an order, whatever it is: it is none that we give."""


class Watch(Seen):
    """Sees every call, from where no execution can look."""

    def __init__(self, scheduler: Scheduler, note: Callable[[str], None]) -> None:
        super().__init__()
        self._scheduler = scheduler
        self._note = note
        self._open: dict[int, list[Attempt]] = {}
        """The attempts of each create-order: more than one if it was sent again on its way."""
        self._written: dict[str, Any] = {}
        """What was written last to each order, and to a company's record."""

    def ends(self, order_id: int) -> None:
        """Note that a merchant archives an order, cancels, declines or refunds it."""
        self.ended.setdefault(order_id, self._scheduler.now)
        self.once_ended.add(order_id)

    def opens_again(self, order_id: int) -> None:
        """Note that an order is moved or paid, whether it had ended or not."""
        self.ended.pop(order_id, None)

    def sent(self, call: Call) -> None:
        """Note a request that leaves."""
        now = call.sent_at = self._scheduler.now
        if call.method != "GET" and not self.others.isdisjoint(_named(call)):
            self.wrong.append(f"{call.name} for an order of another cart")
        if call.name == CREATE:
            correlation_id = call.headers["X-Correlation-Id"]
            looked = call.execution.checkout_read.get(call.target, 0.0)
            attempt = Attempt(correlation_id, call.target, now, looked)
            self.attempts.append(attempt)
            self._open[id(call)] = [attempt]
            _tell(self.submitted, call.target)
        if call.name == "archive_order":
            self._for_whose_sake(call)
            _tell(self.archiving, int(call.target))
        if call.name == "update_order":
            _tell(self.updating, int(call.target))
        if call.name in ("archive_order", "update_order"):
            self._without_a_look(call, now)
        if call.name == "update_order":
            self._of_somebody_else(call)

    def arrived(self, call: Call, answer: Answer) -> None:
        """Note what the store did."""
        now = self._scheduler.now
        call.answers.append(answer)
        self._written_to(call, answer)
        self._moved(call, answer)
        if answer.status >= 300:
            if call.name == CREATE:
                self._note(f"store refuses create-order: {answer.status}")
                sent_again = self.cart_written_late.get(call.target, {}).get("", 0.0)
                unseen = sent_again > self._open[id(call)][0].looked_at
                self.refused_unseen = self.refused_unseen or unseen
            return
        if call.name == CREATE:
            self._made(call, self._open[id(call)][0], answer, now)
        if call.name == "archive_order":
            self._archived(int(call.target), call.execution.name)
        if call.name == "create_cart" and isinstance(answer.body, dict):
            cart_id = answer.body["data"]["id"]
            self.opened_at[cart_id] = self._scheduler.now
            _tell(self.opened, cart_id)
        if call.name == "list_orders" and not answer.body:
            _tell(self.unlisted, call.path)

    def repeated(self, call: Call, answer: Answer) -> None:
        """Note what the store did when a request was sent again by something on its way."""
        self._note(
            f"something on the way sends {call.name.replace('_', '-')} again: {answer.status}"
        )
        if answer.status >= 300 or call.name == "create_cart":
            # Nobody learns of another cart.
            return
        if call.name == CREATE:
            again = replace(self._open[id(call)][0])
            self.attempts.append(again)
            self._open[id(call)].append(again)
            self._made(call, again, answer, self._scheduler.now)
        else:
            # Its sender waits for the answer to the first one, or for none. What was written last
            # changes nothing once more; the answer to it has to be right.
            changes = self._written.get(_record(call)) is not call.body
            self.arrived(replace(call, given_up=changes, repeated=True), answer)

    def answered(self, call: Call, outcome: Answer | None) -> None:
        """Note what an execution learned."""
        call.given_up = outcome is None
        call.heard = outcome is not None
        if call.name == CREATE:
            shown = "no answer" if outcome is None else f"{outcome.status}"
            self._note(f"{call.execution.name} create-order on cart {call.target[:4]}: {shown}")
            for attempt in self._open[id(call)]:
                attempt.conclusive = outcome is not None and conclusive(outcome)
                attempt.denied = outcome is not None and denied(outcome)
                attempt.said_yes = (
                    attempt.conclusive and outcome is not None and outcome.status < 300
                )
        refused = outcome is not None and _refuses(outcome)
        own = any(outcome is one for one in call.answers) and not self.sold_out
        self.said_no = self.said_no or (refused and not own)
        if call.name == "archive_order" and refused:
            self.not_archived.add(int(call.target))
        if "b2b" in call.name and outcome is not None:
            self.record_refused = self.record_refused or _refuses_a_record(call, outcome)
        if outcome is not None and outcome.status < 300:
            self._seen(call, outcome)

    def _written_to(self, call: Call, answer: Answer) -> None:
        """Note what was written last to an order, and what nobody waited for any more."""
        # Who was killed waits for no answer.
        given_up = call.given_up or self._scheduler.now > call.execution.ends_at
        if given_up and call.method != "GET" and "/v3/" in call.path and call.name != CREATE:
            # A cart may change although nobody waits any more: fees have no version to stop it.
            by = "" if call.repeated else call.execution.name
            self.cart_written_late[call.target][by] = self._scheduler.now
        if given_up and call.name in ORDER_WRITES:
            self.written_late[_record(call)] = self._scheduler.now
        if call.name in ORDER_WRITES and answer.status < 300:
            self._written[_record(call)] = call.body

    def _seen(self, call: Call, outcome: Answer) -> None:
        """Note what an execution has seen of orders and carts."""
        at, seen = call.served_at, call.execution
        if call.name in (*ORDER_WRITES, "read_order", "read_b2b_order"):
            self.order_shown[_record(call)].append(at)
        if call.name == "read_order":
            seen.looked_at[int(call.target)] = at
            body = outcome.body if isinstance(outcome.body, dict) else {}
            seen.statuses[int(call.target)] = _status(body)
            self._saw_status(int(call.target), seen.statuses[int(call.target)])
        if call.name == "list_orders" and isinstance(outcome.body, list):
            for row in outcome.body:
                seen.looked_at[row["id"]] = at
                self._saw_status(row["id"], _status(row))
        if "/v3/checkouts/" in call.path:
            seen.checkout_read[call.target] = at
        if call.name == "create_cart" and outcome.readable:
            seen.checkout_read[outcome.body["data"]["id"]] = at

    def _saw_status(self, order_id: int, status: int) -> None:
        theirs = status in self.given - {INCOMPLETE} and order_id not in self.status_sent
        if theirs and not self.is_recorded():
            self.seen_moved.add(order_id)

    def _made(self, call: Call, attempt: Attempt, answer: Answer, now: float) -> None:
        attempt.made_at, attempt.order_id = now, answer.body["data"]["id"]
        changed = [self.cart_changed.get(call.target, 0.0), self.prices_changed_at]
        # An execution waits for a call of its own whose answer was lost.
        late = self.cart_written_late.get(call.target, {}).items()
        changed += [at for by, at in late if by != call.execution.name]
        attempt.fresh_content = max(changed) <= attempt.looked_at
        self._note(f"store makes order {attempt.order_id} for {call.execution.name}")
        _tell(self.made, attempt.order_id)

    def _archived(self, order_id: int, by: str) -> None:
        self.archived[order_id] = by
        self.archived_at.setdefault(order_id, self._scheduler.now)
        if order_id in self.touched and order_id not in self.ended:
            self.archived_too_late.add(order_id)
        self._note(f"store archives order {order_id} for {by}")
        if order_id in self.shoppers:
            self.wrong.append("the order of a shopper was archived")

    def _moved(self, call: Call, answer: Answer) -> None:
        if call.name != "update_order" or answer.status >= 300:
            return
        order_id, status = int(call.target), call.body.get("status_id")
        if status == CANCELLED:
            if order_id not in self.cancelled and answer.body.get("payment_status") == "captured":
                self.cancelled_paid.add(order_id)
            self.cancelled.add(order_id)
            # What comes again of a call that was answered nobody can know of.
            if not (call.repeated and call.heard):
                self.cancellations.append((order_id, call.sent_at, self._scheduler.now))
        elif status is not None:
            # A merchant may have ended it before this write arrived.
            self.opens_again(order_id)
            if call.given_up and order_id in self.cancelled:
                self.opened_again.add(order_id)

    def _for_whose_sake(self, call: Call) -> None:
        """Note that an order is archived although each other one of its cart has ended.

        What was seen before it ended says nothing, and what was never seen neither.
        """
        carts = {one.order_id: one.cart_id for one in self.attempts} | self.shoppers
        order_id, looked = int(call.target), call.execution.looked_at
        cart_id = carts.get(order_id)
        others = [one for one, its in carts.items() if one and one != order_id and its == cart_id]
        never, since = self._scheduler.now, self.ended
        ended = [one in since and looked.get(one, never) > since[one] for one in others]
        if others and all(ended):
            said = f"order {order_id} archived, and {others} had been ended before"
            self.blind[said] = str(cart_id)

    def _without_a_look(self, call: Call, now: float) -> None:
        order_id = int(call.target)
        looked = call.execution.looked_at.pop(order_id, 0.0)
        touched = self.touched.get(order_id, now)
        if touched < now and not looked:
            self.wrong.append(f"{call.name} without a look at order {order_id}, touched before")
        elif touched < looked and call.name == "archive_order":
            self.wrong.append(f"order {order_id} archived although it was seen to be touched")
        writes_a_note = call.name == "update_order" and "staff_notes" in call.body
        if writes_a_note and self.noted.get(order_id, now) < looked:
            self.wrong.append(f"a note on order {order_id} was overwritten although it was seen")

    def _of_somebody_else(self, call: Call) -> None:
        """Note a write to an order that was seen to be moved, archived or paid.

        What we moved ourselves may be cancelled, and is not written to again.
        """
        cancels = call.body.get("status_id") == CANCELLED
        order_id, status = int(call.target), call.body.get("status_id")
        ours = self.given if cancels and self.may_have_given(order_id) else (INCOMPLETE,)
        if status in self.given:
            self.status_sent.add(order_id)
        if call.execution.statuses.get(order_id, INCOMPLETE) not in ours:
            done = "cancelled" if cancels else "written to"
            self.wrong.append(f"order {call.target} {done} although it was seen to be moved")


def _named(call: Call) -> Iterator[str]:
    """Yield the identifiers of orders and carts in a request."""
    yield from call.path.partition("?")[0].split("/")
    if call.name == "create_b2b_order":
        yield str(call.body["bcOrderId"])
    if call.name == "payment_token":
        yield str(call.body["order"]["id"])


def _refuses(answer: Answer) -> bool:
    """Return whether an answer says no for good, as far as anybody can see."""
    return 400 <= answer.status < 500 and answer.status not in (408, 423, 429)


def _refuses_a_record(call: Call, outcome: Answer) -> bool:
    """Return whether B2B Edition, or what stands before it, says no; some say it in the body.

    That there is no record yet is no refusal.
    """
    answer = as_the_store_says(outcome)
    return _refuses(answer) and (call.method, answer.status) != ("GET", 404)


def _status(order: Mapping[str, Any]) -> int:
    if order.get("is_deleted") or order.get("payment_status") == "captured":
        return ARCHIVED_OR_PAID
    status: int = order.get("status_id", INCOMPLETE)
    return status


def _record(call: Call) -> str:
    return B2B if "b2b" in call.name else call.target


def _tell(listeners: list[Callable[[Known], object]], known: Known) -> None:
    for listener in listeners:
        listener(known)
