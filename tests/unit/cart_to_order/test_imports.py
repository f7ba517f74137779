import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from cart_to_order import __all__ as public
from cart_to_order.command_line.usage import COMMANDS

AWS = ("aws_lambda_powertools", "boto3", "botocore")


def _python(code: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", code]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def _without(library: str, code: str) -> subprocess.CompletedProcess[str]:
    return _python(f"import sys; sys.modules[{library!r}] = None\n{code}")


EACH_ALONE = """
import json, os, sys, traceback
import httpx, pydantic
import order_service.answers, order_service.request.order
for name in sys.argv[1:]:
    if os.fork() == 0:
        try:
            exec(f"from cart_to_order import {name}")
            print(json.dumps([name, sorted(sys.modules)]), flush=True)
        except BaseException:
            traceback.print_exc()
        os._exit(0)
    os.wait()
"""
"""Imports each name into a process that has none of the client's; most is imported once."""
HELPS = """
import io, json, os, sys, traceback
from contextlib import redirect_stderr, redirect_stdout
sys.modules["aws_lambda_powertools"] = None
import boto3, httpx, pydantic
import order_service.answers, order_service.request.order
for command in sys.argv[1:]:
    if os.fork() == 0:
        out, err, code = io.StringIO(), io.StringIO(), -1
        with redirect_stdout(out), redirect_stderr(err):
            try:
                from cart_to_order.command_line.main import main
                code = main([command, "--help"])
            except SystemExit as ends:
                code = ends.code
            except BaseException:
                traceback.print_exc()
        print(json.dumps([command, code, out.getvalue(), err.getvalue()]), flush=True)
        os._exit(0)
    os.wait()
"""
"""Asks each command for its help, without Powertools, in a process that has no command yet."""


def _printed(program: str, *names: str) -> Iterator[Any]:
    command = [sys.executable, "-c", program, *names]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    lines = done.stdout.splitlines()
    assert len(lines) == len(names), done.stderr
    return map(json.loads, lines)


def test_no_public_name_needs_powertools_or_boto3() -> None:
    loaded = dict(_printed(EACH_ALONE, *public))
    assert list(loaded) == list(public)
    assert [name for name, modules in loaded.items() if "cart_to_order" not in modules] == []
    needed = {
        name: [module for module in modules if module.split(".")[0] in AWS]
        for name, modules in loaded.items()
    }
    assert {name: modules for name, modules in needed.items() if modules} == {}


@pytest.mark.parametrize("module", ["reading", "ready", "mapping_words"])
def test_a_file_of_orders_is_read_without_aws_and_without_a_network(module: str) -> None:
    done = _python(f"import sys\nimport cart_to_order.order_files.{module}\nprint(*sys.modules)")
    assert done.returncode == 0, done.stderr
    loaded = {name.split(".")[0] for name in done.stdout.split()}
    assert loaded & {*AWS, "httpx"} == set()


def test_what_signs_says_how_to_install_what_it_lacks() -> None:
    ways = ("at('https://api.example')", "of_stack()", "local()")
    tries = (f"try: Api.{way}\nexcept NotInstalled as lacks: print(lacks)" for way in ways)
    done = _without("boto3", "\n".join(["from cart_to_order import Api, NotInstalled", *tries]))
    words = "boto3 is not installed. This needs it: pip install 'cart-to-order[aws]'\n"
    assert done.stdout == len(ways) * words


@pytest.mark.parametrize("library", ["boto3", "botocore"])
def test_a_command_says_how_to_install_what_it_lacks(library: str) -> None:
    done = _without(
        library, "from cart_to_order.command_line.main import main; sys.exit(main(['submit']))"
    )
    assert done.returncode == 2
    assert "pip install 'cart-to-order[cli]'" in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr


def test_no_command_needs_powertools() -> None:
    for command, code, out, err in _printed(HELPS, *sorted(COMMANDS)):
        assert code == 0, (command, err)
        assert out.startswith(f"usage: cart-to-order {command}")


@pytest.mark.parametrize("word", ["--version", "--help"])
def test_version_and_help_need_no_library_of_aws(word: str) -> None:
    code = f"from cart_to_order.command_line.main import main\nsys.exit(main([{word!r}]))"
    done = _without("boto3", code)
    assert done.returncode == 0
    assert "cart-to-order" in done.stdout


def test_a_module_of_ours_that_is_missing_is_a_defect_and_not_an_extra() -> None:
    done = _python("from cart_to_order.extras import load; load('cart_to_order.nowhere', 'aws')")
    assert "ModuleNotFoundError" in done.stderr
    assert "pip install" not in done.stderr
