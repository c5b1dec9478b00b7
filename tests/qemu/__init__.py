"""Tests against a running QEMU. They are skipped where it is absent; `NAC_REQUIRE_QEMU=1` makes that a failure."""
