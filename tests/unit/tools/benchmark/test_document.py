"""The report keeps what people wrote around the measured sections."""

from pathlib import Path

from tools.benchmark.__main__ import _write
from tools.benchmark.measuring import Figure, target, targets


def test_a_section_is_replaced_and_the_rest_stays(tmp_path: Path) -> None:
    document = tmp_path / "benchmarks.md"
    _write(document, "warm", "first \\1 figures")
    document.write_text(document.read_text() + "\n## Profile\n\nby hand\n")
    _write(document, "cold", "other figures")
    _write(document, "warm", "second figures")
    text = document.read_text()
    assert "first" not in text
    assert "<!-- warm -->\nsecond figures\n<!-- end of warm -->" in text
    assert "<!-- cold -->\nother figures\n<!-- end of cold -->" in text
    assert "by hand" in text


def test_every_target_is_in_the_summary_once(tmp_path: Path) -> None:
    document = tmp_path / "benchmarks.md"
    for value in (1, 2):
        _write(document, "warm", targets([target("wall", 1, Figure(value, 1, 3))]))
    summary, _, _ = document.read_text().partition("<!-- end of summary -->")
    assert summary.count("| wall |") == 1
    assert "**2.00**" in summary
