"""What the forms of the page do: faults on and off, and the merchant's part."""

from collections.abc import Callable, Mapping

from bigcommerce_emulator.http.emulation import Emulation
from bigcommerce_emulator.http.faults import FaultPlan, FaultPlanError, read_plan

Fields = Mapping[str, str]

PRESETS: Mapping[str, tuple[str, Mapping[str, object]]] = {
    "lost": ("is done, and its answer is lost", {"kind": "cut", "when": "after"}),
    "cut": ("is cut before the store sees it", {"kind": "cut"}),
    "down": ("is answered 503", {"kind": "status", "status": 503}),
    "done_503": ("is done, and answered 503", {"kind": "status", "status": 503, "when": "after"}),
    "throttled": ("is answered 429", {"kind": "status", "status": 429}),
    "failed": ("is answered 500", {"kind": "status", "status": 500}),
    "half": ("is done, and half an answer comes", {"kind": "truncated"}),
    "not_json": ("is done, and answered with a page", {"kind": "not_json"}),
    "slow": ("takes 5 seconds more", {"kind": "delay", "ms": 5000}),
    "late": ("sees no order of the last 30 seconds", {"kind": "late", "ms": 30_000}),
}
"""The faults that the form offers: what becomes of a call, and the row of the fault plan."""


class ActError(Exception):
    """A form that cannot be acted on, in words for the person who sent it."""


class Acts:
    """Acts on one store as the forms say."""

    def __init__(self, emulation: Emulation) -> None:
        self._emulation = emulation
        self._acts: Mapping[str, Callable[[Fields], None]] = {
            "fault": self._switch_on,
            "off": self._switch_off,
            "clear": lambda _: self._set([]),
            "close": lambda _: emulation.store.merchant.close_for_maintenance(),
            "open": lambda _: emulation.store.merchant.reopen(),
            "limit": self._limit,
            "spend": self._spend,
            "stock": self._stock,
            "pay": lambda fields: emulation.store.merchant.pay_order(_number(fields, "order")),
            "move": self._move,
        }

    def act(self, fields: Fields) -> None:
        """Do what a form asks; ActError says why it cannot be done."""
        act = self._acts.get(fields.get("act", ""))
        if act is None:
            raise ActError("There is no such form.")
        try:
            act(fields)
        except KeyError as error:
            raise ActError(f"{error.args[0]} is missing or unknown.") from error
        except (ValueError, FaultPlanError) as error:
            raise ActError(f"{error}.") from error

    def _switch_on(self, fields: Fields) -> None:
        times = fields.get("times", "")
        row = {**PRESETS[fields["what"]][1], "operation": fields["operation"]}
        if times:
            row["times"] = _number(fields, "times")
        self._set([*self._rows(), row])

    def _switch_off(self, fields: Fields) -> None:
        rows = self._rows()
        place = _number(fields, "place")
        if not 0 <= place < len(rows):
            raise ValueError("that fault is off already")
        self._set([row for number, row in enumerate(rows) if number != place])

    def _rows(self) -> list[Mapping[str, object]]:
        return [fault.as_row() for fault in self._emulation.edge.plan.faults]

    def _set(self, rows: list[Mapping[str, object]]) -> None:
        self._emulation.edge.plan = read_plan({"faults": rows}) if rows else FaultPlan()

    def _limit(self, fields: Fields) -> None:
        limit = _number(fields, "requests")
        if limit < 1:
            raise ValueError("a quota is at least one request")
        self._emulation.store.quota.limit = limit

    def _spend(self, fields: Fields) -> None:
        store = self._emulation.store
        store.quota.spend(_number(fields, "requests"), store.now())

    def _stock(self, fields: Fields) -> None:
        left = None if not fields.get("left") else _number(fields, "left")
        self._emulation.store.merchant.set_stock(_number(fields, "variant"), left)

    def _move(self, fields: Fields) -> None:
        order, status = _number(fields, "order"), _number(fields, "status")
        self._emulation.store.merchant.move_order(order, status)


def _number(fields: Fields, name: str) -> int:
    text = fields[name]
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise ValueError(f"{name} is a whole number from 0")
    return int(text)
