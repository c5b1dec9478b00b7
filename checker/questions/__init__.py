"""Everything that is asked of a spec."""
