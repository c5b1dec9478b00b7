"""Graphs, node sets, calls and changes as formulas."""
