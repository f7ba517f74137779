"""The folders stay small enough to be read, and say what they are."""

import ast
from pathlib import Path

import pytest

from tools.places import ROOT

MOST_FILES = 20
TOPS = ("bigcommerce_emulator", "cart_to_order", "functions", "local_cloud", "tests", "tools")
SERVICE = ROOT / "functions" / "order_service"
EXPORTING = (ast.Assign, ast.AnnAssign, ast.ClassDef, ast.FunctionDef, ast.ImportFrom)


def folders_of(top: Path) -> list[Path]:
    return sorted({path.parent for path in top.rglob("*.py")})


@pytest.mark.parametrize("top", TOPS)
def test_no_folder_has_more_than_twenty_files_of_its_own(top: str) -> None:
    sizes = {
        str(folder.relative_to(ROOT)): len(list(folder.glob("*.py")))
        for folder in folders_of(ROOT / top)
    }
    assert sizes
    assert {name: size for name, size in sizes.items() if size > MOST_FILES} == {}


def test_each_folder_of_the_service_says_in_one_sentence_what_it_is_and_exports_nothing() -> None:
    folders = [folder for folder in folders_of(SERVICE) if folder != SERVICE]
    assert folders
    for folder in folders:
        tree = ast.parse((folder / "__init__.py").read_text())
        sentence = (ast.get_docstring(tree) or "").partition("\n")[0]
        assert sentence.endswith("."), folder
        assert [node for node in tree.body if isinstance(node, EXPORTING)] == [], folder
