"""Image files for a running QEMU, made once and copied."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

SIZE = 16 << 20


def tool(*command: str | Path) -> None:
    """Run a program that has to succeed."""
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, timeout=30)


class Images:
    """Image files, made once per slot and copied: starting `qemu-img` costs more than all the rest of a scenario."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="nac-images-"))

    def copy(self, slot: int, format: str, to: Path) -> None:
        """An image of `SIZE` bytes with 2 MiB of the byte `slot + 1` at `slot` MiB, so that layers differ."""
        slot %= 14
        template = self.folder / f"{slot}.{format}"
        if not template.exists():
            write = f"write -P {slot + 1} {slot}M 2M"
            tool("qemu-img", "create", "-q", "-f", format, template, str(SIZE))
            tool("qemu-io", "-f", format, "-c", write, template)
        # The tail of a raw image is a hole; a sparse copy of it stays small.
        tool("cp", "--sparse=always", template, to)

    def empty(self, to: Path) -> None:
        template = self.folder / "empty.qcow2"
        if not template.exists():
            tool("qemu-img", "create", "-q", "-f", "qcow2", template, str(SIZE))
        shutil.copyfile(template, to)

    def close(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
