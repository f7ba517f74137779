"""Puts every check and every question to a store, and says in a table what came of it."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import Literal, get_args

from bigcommerce_emulator.state.settings import Settings
from bigcommerce_emulator.verify.checks.all import CHECKS, sentence
from bigcommerce_emulator.verify.checks.check import Check
from bigcommerce_emulator.verify.questions.all import QUESTIONS, Finding, Question
from bigcommerce_emulator.verify.questions.refusals import refusals
from bigcommerce_emulator.verify.shopping.shopping import (
    DifferenceError,
    NotAskedError,
    Shopping,
    UndecidedError,
)

Kind = Literal["agrees", "differs", "not known", "not asked"]
_MOST_LOST = 3
_WIDTH = 68


@dataclass(frozen=True, slots=True)
class Verdict:
    """How the store stands to one sentence of the contract."""

    sentence: str
    kind: Kind
    words: str = ""


@dataclass(slots=True)
class Report:
    """All that was found out about a store."""

    verdicts: list[Verdict] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    left_behind: list[str] = field(default_factory=list)
    cut_short: str = ""

    @property
    def differs(self) -> bool:
        """Whether the store does otherwise than documented anywhere."""
        return any(verdict.kind == "differs" for verdict in self.verdicts)

    def lines(self) -> Iterable[str]:
        """The report as text; no token, no address and no amount is in it."""
        yield from _verdicts(self.verdicts)
        yield from _findings(self.findings)
        if self.refused:
            yield "\nHow create-order refuses"
            yield from (f"  {words:24} {answer}" for words, answer in self.refused.items())
        if self.cut_short:
            yield f"\nCut short: {self.cut_short}. A cart whose answer was lost cannot be found."
        yield from (f"\nLeft behind, delete it by hand: {thing}" for thing in self.left_behind)


def switches(report: Report) -> dict[str, str]:
    """What a store's answers say of each switch; what they leave open is not in it."""
    return {row.switch: row.value for row in report.findings if row.value is not None}


def put_to(shopping: Shopping) -> Report:
    """The report on a store, which afterwards holds no live order and no cart of this trip.

    It is as long as the store answers; what was found out until then is reported.
    """
    report, lost = Report(), 0
    try:
        for act in _acts(report, shopping):
            try:
                act()
            except OSError as error:
                lost += 1
                if lost == _MOST_LOST:
                    report.cut_short = f"the store did not answer {lost} times, last {error}"
                    break
    except KeyboardInterrupt:
        report.cut_short = "interrupted"
    finally:
        report.left_behind = shopping.clean_up(bool(lost or report.cut_short))
    return report


def _acts(report: Report, shopping: Shopping) -> Iterable[Callable[[], None]]:
    for check in CHECKS:
        yield partial(_check, report, check, shopping)
    for name, question in QUESTIONS.items():
        yield partial(_ask, report, name, question, shopping)
    yield partial(_refusals, report, shopping)


def _check(report: Report, check: Check, shopping: Shopping) -> None:
    try:
        report.verdicts.append(_verdict(check, shopping))
    except OSError as error:
        report.verdicts.append(Verdict(sentence(check), "not known", f"no answer: {error}"))
        raise


def _ask(report: Report, name: str, question: Question, shopping: Shopping) -> None:
    try:
        report.findings.append(_finding(name, question, shopping))
    except OSError as error:
        report.findings.append(Finding(name, None, f"no answer: {error}"))
        raise


def _refusals(report: Report, shopping: Shopping) -> None:
    report.refused = refusals(shopping)


def _verdict(check: Check, shopping: Shopping) -> Verdict:
    try:
        check(shopping)
    except DifferenceError as difference:
        return Verdict(sentence(check), "differs", str(difference))
    except UndecidedError as error:
        return Verdict(sentence(check), "not known", str(error))
    except NotAskedError as error:
        return Verdict(sentence(check), "not asked", str(error))
    except (KeyError, IndexError, TypeError, ValueError, AttributeError) as error:
        # An answer in another shape than anybody expected is a difference too.
        return Verdict(sentence(check), "differs", f"another shape ({type(error).__name__})")
    return Verdict(sentence(check), "agrees")


def _finding(name: str, ask: Question, shopping: Shopping) -> Finding:
    try:
        value, evidence = ask(shopping)
    except UndecidedError as error:
        return Finding(name, None, str(error))
    except NotAskedError as error:
        return Finding(name, None, f"not asked: {error}")
    except (KeyError, IndexError, TypeError, ValueError, AttributeError) as error:
        return Finding(name, None, f"another shape ({type(error).__name__})")
    return Finding(name, value, evidence)


def _verdicts(verdicts: list[Verdict]) -> Iterable[str]:
    yield "The contract"
    for verdict in verdicts:
        words = f"  ({verdict.words})" if verdict.words else ""
        yield f"  {verdict.kind:9}  {verdict.sentence:{_WIDTH}}{words}".rstrip()
    kinds = Counter(verdict.kind for verdict in verdicts)
    counts = (f"{kinds[kind]} {kind}" for kind in get_args(Kind))
    yield f"  {len(verdicts)} sentences: {', '.join(counts)}"


def _findings(findings: list[Finding]) -> Iterable[str]:
    usual = Settings()
    yield "\nWhat the documentation leaves open, as switches of the emulator"
    for finding in findings:
        same = str(getattr(usual, finding.switch)) == finding.value
        value = (
            "not known" if finding.value is None else finding.value + (" (default)" if same else "")
        )
        yield f"  {finding.switch:26} {value:22} {finding.evidence}"
    turned = [
        f"--set {finding.switch}={finding.value}"
        for finding in findings
        if finding.value is not None and str(getattr(usual, finding.switch)) != finding.value
    ]
    words = " ".join(turned) or "(all as by default)"
    yield f"\nThe emulator of this store:\n  bigcommerce-emulator {words}"
