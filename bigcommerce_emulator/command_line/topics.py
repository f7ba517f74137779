"""Help by topics: a topic is a section of the README, or one switch."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from textwrap import fill

from bigcommerce_emulator.bodies.spelling import did_you_mean
from bigcommerce_emulator.fitting import WIDTH
from bigcommerce_emulator.state.settings import described

README = Path(__file__).parents[1] / "README.md"
_LITTLE_WORDS = ("the", "a", "it", "your")


def topics() -> Mapping[str, str]:
    """The sections of the README by their names in lower case, such as `admin-api`."""
    _, *sections = re.split(r"^## ", README.read_text(encoding="utf-8"), flags=re.MULTILINE)
    heads = (section.partition("\n") for section in sections)
    return {_name(title): f"{title}\n{text}" for title, _, text in heads}


def switches() -> Mapping[str, str]:
    """Each switch with the values it takes, the default first."""
    return {row.partition("=")[0]: row for row in described()}


def help_on(topic: str) -> str:
    """The text of a topic or of one switch; ValueError suggests another where there is none."""
    known, named = topics(), switches()
    lines = list[str]()
    if topic in named:
        lines += (f"--set {named[topic]}", *_rows_about(topic, known["switches"]))
    if topic in known:
        lines += _shown(known[topic])
    if lines:
        return "\n".join(lines)
    near = did_you_mean(topic, (*known, *named))
    raise ValueError(f"there is no topic {topic!r}{near}\nTopics: {', '.join(known)}")


def _name(title: str) -> str:
    words = [word for word in title.lower().split() if word not in _LITTLE_WORDS]
    return "-".join(words)


def _rows_about(switch: str, text: str) -> Iterator[str]:
    for line in text.splitlines():
        cells = _cells(line)
        if cells and f"`{switch}`" in cells[0]:
            yield from _wrapped(_plain(cells[-1]), "  ")


def _shown(text: str) -> Iterator[str]:
    is_code, paragraph = False, list[str]()
    for line in [*text.splitlines(), ""]:
        is_fence = line.startswith("```")
        is_code ^= is_fence
        if paragraph and (is_fence or not line or _cells(line) or line.startswith("- ")):
            yield from _wrapped(_plain(" ".join(paragraph)), "")
            paragraph.clear()
        if is_fence:
            continue
        if is_code:
            yield f"    {line}"
        elif _cells(line):
            yield from _row(_cells(line))
        elif line:
            paragraph.append(line.strip())
        else:
            yield ""


def _row(cells: list[str]) -> Iterator[str]:
    if not cells[0].strip("-"):
        return
    first, *rest = (_plain(cell) for cell in cells)
    yield from _wrapped(first, "  ")
    for cell in rest:
        yield from _wrapped(cell, "      ")


def _cells(line: str) -> list[str]:
    if not line.startswith("|"):
        return []
    return [cell.strip() for cell in line.strip("|").split("|")]


def _plain(text: str) -> str:
    linked = re.sub(r"\[([^\]]+)\]\([^)]+\)", r"\1", text)
    return linked.replace("`", "").replace("**", "")


def _wrapped(text: str, indent: str) -> Iterator[str]:
    if text:
        yield fill(text, WIDTH, initial_indent=indent, subsequent_indent=indent,
                   break_on_hyphens=False, break_long_words=False)  # fmt: skip
