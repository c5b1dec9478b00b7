"""The commands of `nac`. Each module imports what it needs when it runs, so that the others start fast."""
