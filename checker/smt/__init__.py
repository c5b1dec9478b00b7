"""Formulas, their texts, and the processes that decide them."""
