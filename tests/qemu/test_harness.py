"""The harness measures what it says: states, verdicts, crashes, data, and it leaves nothing behind."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from . import harness
from .harness import Failed, Node, Qemu, call, chain, job, measure
from .images import Images

pytestmark = pytest.mark.qemu

SERVER = """\
#!{python}
import socket, sys, time
path = next(word for word in sys.argv if word.startswith("unix:"))[5:].partition(",")[0]
server = socket.socket(socket.AF_UNIX)
server.bind(path)
server.listen()
connection, _ = server.accept()
time.sleep({seconds})
connection.sendall(b"{{}}\\n" + {reply})
connection.recv(1000)
time.sleep(60)
"""


def program(path: Path, seconds: float, reply: bytes) -> str:
    """A program that takes its time before it answers, as QEMU does when it was never read from the disk before."""
    path.write_text(SERVER.format(python=sys.executable, seconds=seconds, reply=reply), encoding="utf-8")
    path.chmod(0o755)
    return os.fspath(path)


def test_a_slow_start_is_no_hang(images: Images, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = program(tmp_path / "slow", 1.0, b'{"return": {}}\n')
    monkeypatch.setattr(harness, "BINARIES", {"system": slow})
    with Qemu(images, timeout=0.1) as qemu:
        assert qemu.execute("query-jobs").outcome == "hang"


def test_a_failed_start_leaves_nothing_behind(images: Images, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An unclosed connection would be a warning, and so an error of this test or the next."""
    bad = program(tmp_path / "bad", 0.0, b'{"error": {"desc": "no"}}\n')
    monkeypatch.setattr(harness, "BINARIES", {"system": bad})
    with pytest.raises(Failed, match="qmp_capabilities"):
        Qemu(images)


def test_a_start_that_hangs_is_tried_again(images: Images, monkeypatch: pytest.MonkeyPatch) -> None:
    real, started = Qemu._start, []

    def start(qemu: Qemu, *arguments: Any) -> None:
        started.append(arguments)
        if len(started) == 1:
            raise Failed("no reply to qmp_capabilities")
        real(qemu, *arguments)

    monkeypatch.setattr(Qemu, "_start", start)
    with Qemu(images, "daemon") as qemu:
        assert qemu.states() == {}
    assert len(started) == 2


@pytest.mark.parametrize("state", ["running", "ready", "pending"])
def test_a_job_is_brought_to_its_state(images: Images, state: str) -> None:
    step = job("blockdev-mirror", "j", state, device="top", target="target", sync="full")
    (verdict,) = measure(images, [*chain("base", "top"), Node("target")], [step])
    assert verdict.admitted
    assert verdict.state == state


def test_three_jobs_at_once(images: Images) -> None:
    graph = [*chain("base", "n1", "n2", "top"), Node("t1"), Node("t2")]
    steps = [
        job("blockdev-backup", "j1", "pending", device="top", target="t1", sync="full"),
        job("block-stream", "j2", device="n2", base_node="base"),
        job("blockdev-backup", "j3", device="top", target="t2", sync="none"),
        job("block-commit", "j4", device="top", top_node="n1", base_node="base"),
    ]
    verdicts = measure(images, graph, steps, program="daemon")
    assert [verdict.outcome for verdict in verdicts] == ["accepted", "accepted", "accepted", "refused"]
    assert "root" in verdicts[3].error


def test_a_crash_is_a_refusal(images: Images) -> None:
    """QEMU 7.2 aborts when the overlay of a running commit gets another backing node (block.c, frozen child)."""
    reopen = {"driver": "qcow2", "node-name": "top", "file": "top-file", "backing": None, "read-only": False}
    steps = [
        job("block-commit", "j", device="top", top_node="n1", base_node="base", filter_node_name="filter"),
        call("blockdev-reopen", options=[reopen]),
        call("block-dirty-bitmap-add", node="top", name="never reached"),
    ]
    verdicts = measure(images, chain("base", "n1", "top"), steps)
    assert [verdict.outcome for verdict in verdicts] == ["accepted", "crashed"]
    assert not verdicts[1].admitted
    assert "frozen" in verdicts[1].error


def test_a_hang_is_no_verdict(images: Images) -> None:
    with Qemu(images, timeout=0.2) as qemu:
        qemu.process.send_signal(signal.SIGSTOP)
        assert qemu.execute("query-jobs").outcome == "hang"
        step = job("block-stream", "j", device="top")
        assert qemu.start(step).outcome == "hang"


def test_data_of_each_layer(images: Images) -> None:
    with Qemu(images) as qemu:
        qemu.add(*chain("base", "mid", "top"))
        for layer in range(3):
            assert qemu.holds("top", layer + 1, layer << 20, 1 << 20)
            assert not qemu.holds("top", layer + 2, layer << 20, 1 << 20)
        qemu.io("top", "write -P 9 0 64k")
        assert qemu.holds("top", 9, 0, 64 << 10)
        assert qemu.holds("base", 1, 0, 64 << 10)


def test_a_commit_changes_a_fork_below_its_reader(images: Images) -> None:
    """The race that QEMU accepts: the fork has a reader that never said that its data may change."""
    with Qemu(images) as qemu:
        qemu.serve()
        qemu.add(*chain("base", "mid", "top"), Node("fork", backing="base"))
        qemu.must("block-export-add", type="nbd", id="e", node_name="fork", name="e")
        assert qemu.holds("fork", 0, 2 << 20, 1 << 20)
        assert qemu.start(job("block-commit", "j", "pending", device="top", top_node="mid", base_node="base")).admitted
        assert qemu.holds("fork", 2, 2 << 20, 1 << 20)


def test_transactions_and_files_of_the_folder(images: Images) -> None:
    actions = [
        {"type": "block-dirty-bitmap-add", "data": {"node": "top", "name": "b"}},
        {"type": "blockdev-snapshot", "data": {"node": "top", "overlay": "ov"}},
    ]
    steps = [
        call("transaction", actions=actions),
        call("blockdev-add", driver="file", node_name="again", filename="{folder}/top.qcow2"),
        call("blockdev-add", driver="file", node_name="missing", filename="{folder}/none.qcow2"),
    ]
    steps.append(call("blockdev-add", driver="file", node_name="spare", filename="{folder}/spare.qcow2"))
    verdicts = measure(images, [Node("top")], steps, overlays=["ov"], spare=["spare"])
    assert [verdict.admitted for verdict in verdicts] == [True, True, False, True]


def test_nothing_is_left_behind(images: Images) -> None:
    with Qemu(images) as qemu:
        folder, process = Path(qemu.folder), qemu.process
        assert folder.exists()
        assert process.poll() is None
        with pytest.raises(Failed):
            qemu.must("no-such-command")
    assert not folder.exists()
    assert process.poll() is not None


def test_a_dead_qemu_is_a_crash(images: Images) -> None:
    with Qemu(images) as qemu:
        qemu.process.kill()
        started = time.monotonic()
        assert qemu.execute("query-jobs").outcome == "crashed"
        assert time.monotonic() - started < 5


def test_a_reopen_swaps_the_chain_below_a_mirror(images: Images) -> None:
    """Another race that QEMU accepts: the data of a disk change at once, and its mirror never learns of it."""
    with Qemu(images, guest=True) as qemu:
        qemu.add(*chain("base", "top"), Node("target"))
        qemu.must("device_add", driver="virtio-blk-pci", id="disk", drive="top")
        assert qemu.start(job("blockdev-mirror", "j", "ready", device="top", target="target", sync="full")).admitted
        assert qemu.holds("top", 1, 0, 1 << 20)
        alone = {"driver": "qcow2", "node-name": "top", "file": "top-file", "backing": None}
        assert qemu.execute("blockdev-reopen", {"options": [alone]}).admitted
        assert qemu.holds("top", 0, 0, 1 << 20)
        assert qemu.holds("target", 1, 0, 1 << 20)
