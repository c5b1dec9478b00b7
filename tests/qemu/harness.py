"""Measure any scenario on a real QEMU: build a graph, start operations, see which are accepted.

One `Qemu` is one fresh process with its own folder of images; it is killed and its folder removed on exit, whatever
happened. Nothing here knows the library that it helps to test.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

from .images import SIZE, Images

Json = Any
Program = Literal["system", "daemon"]
Outcome = Literal["accepted", "refused", "crashed", "hang"]

BINARIES: Mapping[Program, str] = {"system": "qemu-system-x86_64", "daemon": "qemu-storage-daemon"}
STATES = ("created", "running", "ready", "waiting", "pending", "aborting", "concluded", "null", "gone")
"""The statuses of a job, in the order that it goes through; not all jobs have all."""
SLOW = 1
"""Bytes per second of a job that shall not finish."""
SLOW_BACKUP = 2 << 20
"""A backup cannot be as slow: what drains its node waits for the MiB that is in flight."""
START = 30.0
"""Seconds that a process may take to start: on a machine where it was never run before it is read from the disk."""
STARTS = 3
"""How often it is tried: now and then a process takes the connection and never answers."""


def missing() -> str | None:
    """Which program these tests need and this machine lacks; None: all are there."""
    needed = ("qemu-img", "qemu-io", *BINARIES.values())
    return next((name for name in needed if shutil.which(name) is None), None)


@dataclass(frozen=True)
class Node:
    """A node to add. A node that names no child of its own (`file`, `backing`, `children`) gets a new image.

    `file` is the child of a filter or of a format node whose protocol node was added before; `children` are those of
    a quorum. A qcow2 node X without `file` stands on a new protocol node `X-file`.
    """

    name: str
    backing: str | None = None
    driver: str = "qcow2"
    file: str | None = None
    children: tuple[str, ...] = ()
    read_only: bool = False
    options: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True)
class Step:
    """A command to try. `state`: bring the job `id` it starts to this status before going on ("" for no job)."""

    command: str
    arguments: Mapping[str, Json] = field(default_factory=dict)
    state: str = ""
    id: str = ""


@dataclass(frozen=True)
class Verdict:
    """What QEMU did with a command. A hang is no verdict; a crash counts as refused (`admitted` is False)."""

    outcome: Outcome
    error: str = ""
    value: Json = None
    state: str = ""
    job_error: str = ""

    @property
    def admitted(self) -> bool:
        return self.outcome == "accepted"


class Failed(Exception):
    """A command that had to succeed did not."""


def chain(*names: str, read_only_backing: bool = True) -> list[Node]:
    """A backing chain, bottom first; as QEMU opens one, all but the last node read-only."""
    lowers = (None, *names)
    return [
        Node(name, backing=lower, read_only=read_only_backing and name != names[-1])
        for name, lower in zip(names, lowers, strict=False)
    ]


def job(command: str, id: str, state: str = "running", /, **arguments: Json) -> Step:
    """A step that starts a job and brings it to `state`: running, ready or pending. `_` in a name stands for `-`."""
    slow = SLOW_BACKUP if command.endswith("-backup") else SLOW
    given = {name.replace("_", "-"): value for name, value in arguments.items()}
    return Step(
        command,
        {
            "job-id": id,
            "speed": slow if state == "running" else 0,
            "auto-dismiss": False,
            "auto-finalize": state != "pending",
            **given,
        },
        state,
        id,
    )


def call(command: str, /, **arguments: Json) -> Step:
    """A step that starts no job. `_` in a name stands for `-`."""
    return Step(command, {name.replace("_", "-"): value for name, value in arguments.items()})


class Qemu:
    """A running QEMU. `guest`: with a machine that disks can be plugged into (slower); its processor never runs."""

    def __init__(
        self, images: Images, program: Program = "system", *, guest: bool = False, timeout: float = 4.0
    ) -> None:
        self.images = images
        self.slots = 0
        for left in reversed(range(STARTS)):
            self.hung = False
            try:
                self._start(program, guest, timeout)
                return
            except Failed:
                if not left:
                    raise

    def _start(self, program: Program, guest: bool, timeout: float) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="nac-qemu-"))
        path = self.folder / "qmp"
        if program == "system":
            machine = ["-machine", "pc", "-accel", "tcg", "-m", "64"] if guest else ["-machine", "none"]
            arguments = [*machine, "-S", "-nodefaults", "-display", "none", "-qmp", f"unix:{path},server=on,wait=off"]
        elif guest:
            raise ValueError("qemu-storage-daemon has no guest")
        else:
            arguments = ["--chardev", f"socket,id=c,path={path},server=on,wait=off", "--monitor", "chardev=c"]
        self.log = (self.folder / "stderr").open("wb")
        self.process = subprocess.Popen(
            [BINARIES[program], *arguments], stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log
        )
        try:
            self.socket = self._connect(path)
        except BaseException:
            self._kill()
            raise
        self.reader = self.socket.makefile("r", encoding="utf-8")
        try:
            self.socket.settimeout(START)
            with contextlib.suppress(TimeoutError):
                self.reader.readline()
            self.must("qmp_capabilities")
            self.socket.settimeout(timeout)
        except BaseException:
            self.close()
            raise

    def _connect(self, path: Path) -> socket.socket:
        limit = time.monotonic() + START
        while time.monotonic() < limit and self.process.poll() is None:
            connection = socket.socket(socket.AF_UNIX)
            try:
                connection.connect(os.fspath(path))
                return connection
            except OSError:
                connection.close()
                time.sleep(0.005)
        raise Failed(f"QEMU did not start: {self.stderr()}")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, e: BaseException | None, t: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        with contextlib.suppress(OSError, ValueError):
            self.reader.close()
            self.socket.close()
        self._kill()

    def _kill(self) -> None:
        self.process.kill()
        self.process.wait(timeout=20)
        self.log.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def stderr(self) -> str:
        return (self.folder / "stderr").read_text(errors="replace").strip()

    def path(self, name: str) -> str:
        return str(self.folder / name)

    # Commands

    def execute(self, command: str, arguments: Mapping[str, Json] | None = None) -> Verdict:
        """Run one QMP command. Never raises for what QEMU says or fails to say. After a hang, everything hangs."""
        if self.hung:
            return Verdict("hang", f"{command} was not sent: QEMU hangs")
        message = {"execute": command, **({"arguments": arguments} if arguments else {})}
        try:
            self.socket.sendall(json.dumps(message).encode() + b"\n")
            while line := self.reader.readline():
                reply = json.loads(line)
                if "return" in reply:
                    return Verdict("accepted", value=reply["return"])
                if "error" in reply:
                    return Verdict("refused", reply["error"]["desc"])
        except TimeoutError:
            self.hung = True
            return Verdict("hang", f"no reply to {command}")
        except OSError:
            pass
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(timeout=5)
        return Verdict("crashed", self.stderr() or f"QEMU is gone, exit code {self.process.returncode}")

    def must(self, command: str, **arguments: Json) -> Json:
        """Run a command that has to succeed; its reply. `_` in a name stands for `-`. Raises `Failed`."""
        verdict = self.execute(command, call(command, **arguments).arguments)
        if not verdict.admitted:
            raise Failed(f"{command} {arguments}: {verdict.outcome}: {verdict.error}")
        return verdict.value

    def hmp(self, line: str) -> str:
        """Run a command of the human monitor (not in the daemon); what it printed."""
        return str(self.must("human-monitor-command", command_line=line))

    # Graphs

    def add(self, *nodes: Node) -> None:
        """Add nodes, in order. Raises `Failed`."""
        for node in nodes:
            for options in self.options(node):
                self.must("blockdev-add", **options)

    def options(self, node: Node) -> list[dict[str, Json]]:
        """The `blockdev-add` arguments that make `node`; its image is created."""
        own: dict[str, Json] = {"node-name": node.name, "driver": node.driver, "read-only": node.read_only}
        if node.driver == "quorum":
            return [{**own, "children": list(node.children), "vote-threshold": 1, **node.options}]
        if node.driver in ("null-co", "null-aio"):
            return [{**own, "size": SIZE, **node.options}]
        if node.driver == "file":
            return [self._protocol(node.name, self._image(node.name, "raw"), **node.options)]
        before = []
        file = node.file
        if file is None:
            file = f"{node.name}-file"
            before = [self._protocol(file, self._image(node.name, node.driver))]
        backing = {"backing": node.backing} if node.driver == "qcow2" else {}
        return [*before, {**own, "file": file, **backing, "auto-read-only": False, **node.options}]

    def _image(self, name: str, format: str) -> str:
        path = self.path(f"{name}.{format}")
        self.images.copy(self.slots, format, Path(path))
        self.slots += 1
        return path

    def _protocol(self, name: str, filename: str, **options: Json) -> dict[str, Json]:
        writable = {"read-only": False, "auto-read-only": True}
        return {"driver": "file", "node-name": name, "filename": filename, **writable, **options}

    def add_empty(self, name: str) -> None:
        """Add a qcow2 node over an empty image, with no backing node: the overlay of a `blockdev-snapshot`."""
        path = self.path(f"{name}.qcow2")
        self.images.empty(Path(path))
        self.must("blockdev-add", **self._protocol(f"{name}-file", path))
        self.must("blockdev-add", driver="qcow2", node_name=name, file=f"{name}-file", backing=None)

    def serve(self) -> None:
        """Start the NBD server that exports need."""
        self.must("nbd-server-start", addr={"type": "unix", "data": {"path": self.path("nbd")}})

    # Jobs

    def states(self) -> dict[str, str]:
        """The status of every job, by id."""
        return {entry["id"]: entry["status"] for entry in self.must("query-jobs")}

    def wait(self, id: str, state: str, timeout: float = 4.0) -> str:
        """Wait until the job `id` has this state or a later one; the status it has then ("gone": none)."""
        limit = time.monotonic() + timeout
        while True:
            now = self.states().get(id, "gone")
            if (now in STATES and STATES.index(now) >= STATES.index(state)) or time.monotonic() > limit:
                return now
            time.sleep(0.005)

    def start(self, step: Step) -> Verdict:
        """Run a step and bring its job to the state it asks for."""
        verdict = self.execute(step.command, step.arguments)
        if not verdict.admitted or not step.state:
            return verdict
        try:
            return self._advance(step)
        except Failed as failure:
            outcome: Outcome = "crashed" if self.process.poll() is not None else "hang"
            return Verdict(outcome, str(failure))

    def _advance(self, step: Step) -> Verdict:
        if step.state == "pending" and self.wait(step.id, "ready") == "ready":
            self.must("job-complete", id=step.id)
        state = self.wait(step.id, step.state)
        errors = [entry.get("error", "") for entry in self.must("query-jobs") if entry["id"] == step.id]
        return Verdict("accepted", state=state, job_error=next((error for error in errors if error), ""))

    # Data

    def io(self, node: str, command: str) -> str:
        """Run a qemu-io command on a node, as an ad-hoc user; what it printed."""
        return self.hmp(f'qemu-io {node} "{command}"')

    def holds(self, node: str, pattern: int, offset: int, length: int) -> bool:
        """Does every byte of this range read as `pattern`? qemu-io says so on stdout, not to the monitor."""
        mark = (self.folder / "stderr").stat().st_size
        said = self.io(node, f"read -P {pattern} {offset} {length}")
        with (self.folder / "stderr").open("rb") as log:
            log.seek(mark)
            said += log.read().decode(errors="replace")
        return "failed" not in said and "rror" not in said


def measure(
    images: Images,
    nodes: Iterable[Node],
    steps: Sequence[Step],
    *,
    program: Program = "system",
    overlays: Sequence[str] = (),
    spare: Sequence[str] = (),
    timeout: float = 4.0,
) -> list[Verdict]:
    """The verdict on each step, tried in order on one fresh QEMU; steps after a crash or hang are left out.

    `overlays` are empty nodes to add besides, `spare` names empty qcow2 images that no node has. An NBD server and a
    guest exist where a step needs one. Text arguments may say `{folder}` for the folder of the images.
    """
    commands = json.dumps([[step.command, step.arguments] for step in steps])
    with Qemu(images, program, guest="device_add" in commands, timeout=timeout) as qemu:
        qemu.add(*nodes)
        for name in overlays:
            qemu.add_empty(name)
        for name in spare:
            images.empty(Path(qemu.path(f"{name}.qcow2")))
        if "block-export-add" in commands or "nbd-server-add" in commands:
            qemu.serve()
        verdicts: list[Verdict] = []
        for step in steps:
            filled = json.loads(json.dumps(step.arguments).replace("{folder}", str(qemu.folder)))
            verdicts.append(qemu.start(Step(step.command, filled, step.state, step.id)))
            if verdicts[-1].outcome in ("crashed", "hang"):
                break
        return verdicts
