import shutil
from pathlib import Path

import pytest

from order_service import __version__
from tests.installed import install, packages, run
from tools.places import ROOT

OURS = {"cart_to_order", "cart_to_order_service"}


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where `pip install .` puts the files: built offline, beside no other package."""
    source, site = (tmp_path_factory.mktemp(name) for name in ("source", "site"))
    no_caches = shutil.ignore_patterns("__pycache__")
    for folder in ("cart_to_order", "functions"):
        shutil.copytree(ROOT / folder, source / folder, ignore=no_caches)
    for file in ("pyproject.toml", "setup.py"):
        shutil.copy(ROOT / file, source)
    return install(source, site)


def test_a_wheel_has_no_top_level_package_but_ours(installed: Path) -> None:
    assert packages(installed) == OURS | {f"cart_to_order-{__version__}.dist-info"}


def _files(folder: Path) -> set[Path]:
    found = (*folder.rglob("*.py"), *folder.rglob("py.typed"))
    return {path.relative_to(folder) for path in found}


def test_a_wheel_has_every_module_of_client_and_service_and_says_they_are_typed(
    installed: Path,
) -> None:
    assert _files(installed / "cart_to_order") == _files(ROOT / "cart_to_order")
    service = _files(ROOT / "functions/order_service")
    assert _files(installed / "cart_to_order_service") == service
    assert Path("py.typed") in service


def test_every_installed_module_is_imported_without_the_services_short_name(
    installed: Path,
) -> None:
    code = """
import importlib, pathlib
site = pathlib.Path(sys.path[0])
for file in site.rglob("*.py"):
    names = file.relative_to(site).with_suffix("").parts
    if "handlers" not in names and names[-1] != "__main__":
        importlib.import_module(".".join(names).removesuffix(".__init__"))
print(*{name.partition(".")[0] for name in sys.modules})
"""
    loaded = set(run(installed, code).split())
    assert loaded >= OURS
    assert "order_service" not in loaded


def test_the_installed_command_says_its_version(installed: Path) -> None:
    code = "from cart_to_order.command_line.main import main; sys.exit(main(['--version']))"
    assert run(installed, code) == f"cart-to-order {__version__}\n"
    script = (installed / f"cart_to_order-{__version__}.dist-info/entry_points.txt").read_text()
    assert "cart-to-order = cart_to_order.__main__:command" in script


def test_a_wheel_has_the_ready_mappings(installed: Path) -> None:
    code = "from cart_to_order.order_files.ready import mapping_text, ready_mappings as ready\n"
    said = run(installed, f"{code}print(*ready(), len(mapping_text('shopify')) > 100)")
    assert said == "amazon shopify woocommerce True\n"
