"""Two specs, or what one tolerates: audit, diff, suggest."""
