"""Many spoilt fields by few orders: where the service reads the same, it does the same.

What a successful answer says reaches the service through the one reader of its call. A field that
is spoilt in two ways ends alike if its reader makes the same of both, in every answer of the order
that was placed with the one: then the order with the other would ask the same, and be answered
the same. So an order is placed for each way that is read otherwise than all before.
"""

import pickle
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

from order_service.bigcommerce.calls import Operation, Reader, Result, StoreCalls
from order_service.bigcommerce.reading import field_of
from order_service.bigcommerce.verdicts import Answer
from tests.fakes.shop import Shop
from tests.fakes.spoiling import SHAPES, Path, Spoiling, spoil

Ended = TypeVar("Ended")
AS_IT_CAME = ""
"""The shape of a field that nobody spoils."""


@dataclass
class Reading:
    """One answer as it was before a field was spoilt, and what read it; nothing reads an error."""

    body: bytes
    reader: Reader[Any] | None = None
    _usual: dict[tuple[Path, str], Any] = field(default_factory=dict)

    def usual(self, path: Path, shape: str) -> Any:
        """Return the same as ``made``, which is kept: other shapes are compared with it."""
        case = (path, shape) if shape else ((), shape)
        if case not in self._usual:
            self._usual[case] = self.made(*case)
        return self._usual[case]

    def made(self, path: Path, shape: str) -> Any:
        """Return what the service makes of the answer with this field in this shape."""
        body = pickle.loads(self.body)  # noqa: S301
        if shape:
            spoil(body, path, shape)
        try:
            return self.reader(body) if self.reader else body
        except Exception as error:
            return "unread", field_of(error)


class Readings:
    """Every answer of one kind along an order."""

    def __init__(self, kind: str) -> None:
        self._kind = kind
        self._all: list[Reading] = []
        self._last: Reading | None = None

    def watch(self, shop: Shop, field: Path, shape: str) -> Spoiling:
        """Note the shop's answers from now on, and spoil this field of them."""
        send = shop.open_store.send

        def noting(
            method: str, path: str, headers: Mapping[str, str], body: Any, read_seconds: float
        ) -> Answer:
            answer = send(method, path, headers, body, read_seconds)
            self._last = Reading(pickle.dumps(answer.body))
            if spoiling.is_meant(method, path):
                self._all.append(self._last)
            return answer

        spoiling = Spoiling(noting, self._kind, field, shape)
        shop.open_store.send = spoiling
        shop.open_store.calls = partial(_Calls, self)
        return spoiling

    def read_by(self, reader: Reader[Any]) -> None:
        """Note what reads the last answer."""
        if self._last:
            self._last.reader = reader

    def alike(self, path: Path, one: str, other: str) -> bool:
        """Return whether no reader tells a field in one shape from the same in the other."""
        return all(each.usual(path, one) == each.made(path, other) for each in self._all)


class _Calls(StoreCalls):
    def __init__(self, readings: Readings, *given: Any) -> None:
        super().__init__(*given)
        self._readings = readings

    def make(self, operation: Operation, reader: Reader[Result]) -> Result:
        def noted(body: Any) -> Result:
            self._readings.read_by(reader)
            return reader(body)

        return super().make(operation, noted)


class Ends:
    """How orders end, of whose answers one kind has a field spoilt."""

    def __init__(self, kind: str, placed: Callable[[Readings, Path, str], Any]) -> None:
        self._kind = kind
        self._placed = placed
        self._as_it_came = self._run((), AS_IT_CAME)
        self.orders = 1
        """So many were placed to know the ends of all."""

    def of(self, path: Path) -> dict[str, Any]:
        """Return the end of an order for each shape of a field."""
        known = {AS_IT_CAME: self._as_it_came}
        for shape in SHAPES:
            same = (run for before, run in known.items() if run[0].alike(path, before, shape))
            run = next(same, None)
            if run is None:
                run = self._run(path, shape)
                self.orders += 1
            known[shape] = run
        return {shape: known[shape][1] for shape in SHAPES}

    def _run(self, path: Path, shape: str) -> tuple[Readings, Any]:
        readings = Readings(self._kind)
        return readings, self._placed(readings, path, shape)
