"""What a part measures is kept, and replaces what was only said of it."""

import json
from pathlib import Path

from tools.benchmark.places import SOURCES, keep, kept


def test_figures_that_were_measured_lose_the_source_of_earlier_ones(tmp_path: Path) -> None:
    path = tmp_path / "pictures" / "figures.json"
    keep("batch", {"ours": 1}, path)
    path.write_text(json.dumps(kept(path) | {SOURCES: {"batch": "the page", "order": "the page"}}))
    keep("batch", {"ours": 2}, path)
    assert kept(path) == {"batch": {"ours": 2}, SOURCES: {"order": "the page"}}
