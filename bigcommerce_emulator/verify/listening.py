"""Listens to a store while it is asked: how long its calls take, and how it fails."""

import time
from collections.abc import Callable, Iterable, Mapping
from statistics import median

from bigcommerce_emulator.verify.documented.calls import CALLS
from bigcommerce_emulator.verify.documented.coverage import Coverage, call_of
from bigcommerce_emulator.verify.shopping.asking import Answer, Ask

_TROUBLE = 500
_THROTTLED = 429
_WIDTH = 57


class Listening:
    """Asks as another does, and remembers times and failures but nothing that was said."""

    def __init__(self, ask: Ask, clock: Callable[[], float] = time.monotonic) -> None:
        self._ask = ask
        self._clock = clock
        self._seconds: dict[str, list[float]] = {}
        self._trouble: dict[str, int] = {}
        self._seen: set[tuple[str, int]] = set()

    def __call__(
        self,
        method: str,
        path: str,
        body: object = None,
        query: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """The answer of the store."""
        began = self._clock()
        answer = self._ask(method, path, body, query, headers)
        call = call_of(method, f"/stores/x{path}")
        self._seen.add((call, answer.status))
        if call in CALLS:
            self._seconds.setdefault(call, []).append(self._clock() - began)
        if answer.status >= _TROUBLE or answer.status == _THROTTLED:
            words = f"{answer.status} {_shape(answer)}"
            self._trouble[words] = self._trouble.get(words, 0) + 1
        return answer

    def another(self) -> Ask:
        """Another way to ask, which nobody listens to."""
        return self._ask.another()

    def close(self) -> None:
        """Ends the connection."""
        self._ask.close()

    def lines(self) -> Iterable[str]:
        """What was covered, the times by call, slowest first, and the shapes of what failed."""
        coverage = Coverage(frozenset(self._seen))
        yield f"\nDocumented calls and statuses that were met: {coverage.summary()}"
        for call, status in coverage.missing:
            yield f"  not met: {call} {status}"
        yield "\nHow long the calls took, in ms: median, slowest, times asked"
        rows = sorted(self._seconds.items(), key=lambda row: -median(row[1]))
        for call, seconds in rows:
            middle, most = median(seconds) * 1000, max(seconds) * 1000
            yield f"  {call:{_WIDTH}} {middle:8.1f} {most:8.1f} {len(seconds):4}"
        yield "\nHow the store fails: 429 and 5xx" + ("" if self._trouble else " were not met")
        yield from (f"  {count} times {words}" for words, count in self._trouble.items())


def _shape(answer: Answer) -> str:
    body = answer.body
    if isinstance(body, dict):
        shape = f"an object of {', '.join(sorted(body))}"
    elif isinstance(body, list):
        shape = "an array"
    else:
        shape = "no body" if body is None else "not JSON"
    limits = "x-rate-limit-time-reset-ms" in answer.headers
    retry = "x-retry-after" in answer.headers
    return f"{shape}, limits {'named' if limits else 'not named'}" + (", X-Retry-After" * retry)
