"""Builds what the local AWS runs: the layer and the functions' package, as zip files.

For AWS `sam build` does this, for AWS's interpreter and processor. The local AWS runs functions
with its own interpreter on this machine, so the layer is installed with exactly that one.
"""

from __future__ import annotations

import hashlib
import platform
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from local_cloud.aws.processes import LocalCloudError, clean_environment
from tools.places import CLOUD_PYTHON, LOCAL, LOGS, ROOT, shown

LAYER = ROOT / "layers" / "dependencies"
FUNCTIONS = ROOT / "functions"
BUILD = LOCAL / "build"
# One moment for every entry, so that the same files make the same zip.
MOMENT = (2020, 1, 1, 0, 0, 0)


def layer_zip() -> Path:
    """The dependencies as a layer; built once for each lock file and interpreter."""
    lock = LAYER / "requirements.txt"
    made_for = f"{sys.platform} {platform.machine()} {_cloud_version()}"
    key = hashlib.sha256(lock.read_bytes() + made_for.encode()).hexdigest()[:16]
    target = BUILD / f"layer-{key}.zip"
    if not target.is_file():
        with scratch() as folder:
            _install(lock, folder / "python")
            _compile(folder / "python", "/opt/python")
            zip_folder(folder, target)
    return target


def functions_zip() -> Path:
    """The functions' package as it is in the checkout now; built again when it is another one."""
    target = BUILD / "functions.zip"
    made_from = _files_of_the_service()
    key = _key_of(made_from)
    if target.is_file() and _mark_of(target) == key:
        return target
    with scratch() as folder:
        for name, content in made_from.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(content)
        _compile(folder, "/var/task")
        zip_folder(folder, target, key)
    return target


def _files_of_the_service() -> dict[str, bytes]:
    found = (path for path in (FUNCTIONS / "order_service").rglob("*") if path.is_file())
    files = sorted(path for path in found if path.suffix != ".pyc")
    return {str(path.relative_to(FUNCTIONS)): path.read_bytes() for path in files}


def _key_of(made_from: Mapping[str, bytes]) -> bytes:
    text = "".join(
        f"{hashlib.sha256(content).hexdigest()} {name}\n" for name, content in made_from.items()
    )
    return hashlib.sha256(f"{_cloud_version()}\n{text}".encode()).hexdigest().encode()


def _mark_of(package: Path) -> bytes:
    with zipfile.ZipFile(package) as archive:
        return archive.comment


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder to build in, below that of builds: what it holds is moved there in one step."""
    BUILD.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=BUILD) as folder:
        yield Path(folder)


def _cloud_version() -> str:
    # The environment's own record: quicker than starting its interpreter.
    config = CLOUD_PYTHON.parent.parent / "pyvenv.cfg"
    return next(line for line in config.read_text().splitlines() if line.startswith("version"))


def _install(lock: Path, target: Path) -> None:
    LOGS.mkdir(parents=True, exist_ok=True)
    log = LOGS / "install-layer.log"
    command = [str(CLOUD_PYTHON), "-m", "pip", "install", "--disable-pip-version-check"]
    command += ["--no-input", "--no-deps", "--no-compile", "--require-hashes"]
    command += ["--only-binary=:all:", "--target", str(target), "-r", str(lock)]
    with log.open("wb") as words:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, stdout=words, stderr=words, check=False
        )
    if done.returncode:
        raise LocalCloudError(
            "The functions' dependencies could not be installed. pip's words are in "
            f"{shown(log)}.\nCheck the network and `python3 -m pip config list`, then try again."
        )


def _compile(folder: Path, runs_at: str) -> None:
    # Unchecked: unpacking changes the files' times, and then Python would compile at every start.
    command = [str(CLOUD_PYTHON), "-m", "compileall", "-q", "--invalidation-mode", "unchecked-hash"]
    done = subprocess.run(
        [*command, "-s", str(folder), "-p", runs_at, str(folder)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        env=clean_environment({}),
        check=False,
    )
    if done.returncode:
        raise LocalCloudError(f"This code is not valid Python:\n{done.stdout.strip()}")


def zip_folder(folder: Path, target: Path, mark: bytes = b"") -> None:
    """Pack a folder; the target is there as a whole or not at all."""
    unfinished = folder.with_suffix(".zip")
    # Stored, not deflated: it travels over loopback only, and unpacking is part of a cold start.
    with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_STORED) as archive:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            entry = zipfile.ZipInfo(str(path.relative_to(folder)), MOMENT)
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, path.read_bytes())
        archive.comment = mark
    unfinished.replace(target)
