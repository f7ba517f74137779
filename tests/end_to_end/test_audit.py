"""The audit on the deployed local cloud: silent when all agrees, and not when it does not."""

import os
import subprocess
import sys
from pathlib import Path

from local_cloud.aws.cloud import STORE_HASH, STORE_TOKEN, LocalCloud
from local_cloud.aws.entry_points import EntryPoints, event, send
from tests.end_to_end.operators import leave_outputs
from tools.places import ROOT

AUDIT = [sys.executable, "-m", "cart_to_order", "audit", "--local", "--store", "sandbox"]
HEADERS = {"X-Auth-Token": STORE_TOKEN, "Accept": "application/json"}


def audited(folder: Path) -> tuple[int, str]:
    search = f"{ROOT / 'functions'}{os.pathsep}{ROOT}"
    done = subprocess.run(
        AUDIT,
        cwd=folder,
        env=os.environ | {"PYTHONPATH": search},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def test_the_audit_finds_a_second_order_of_one_cart_and_nothing_before_it(
    cloud: LocalCloud, entry_points: EntryPoints, tmp_path: Path
) -> None:
    answer = entry_points.send_http(event("api_create_digital"))
    assert answer.status == 201
    leave_outputs(cloud, tmp_path)
    code, said = audited(tmp_path)
    assert (code, "0 findings" in said) == (0, True), said
    store = f"{cloud.store_url}/stores/{STORE_HASH}"
    again = send("POST", f"{store}/v3/checkouts/{answer.body['cart_id']}/orders", HEADERS)
    second = again.body["data"]["id"]
    code, said = audited(tmp_path)
    assert code == 1
    assert f"keep {answer.body['order_id']}; archive {second}" in said
    send("DELETE", f"{store}/v2/orders/{second}", HEADERS)
    assert audited(tmp_path)[0] == 0


def test_the_audit_says_what_to_do_when_the_local_cloud_is_not_up(tmp_path: Path) -> None:
    code, said = audited(tmp_path)
    assert code == 2
    assert "make up" in said
