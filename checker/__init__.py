"""The checker: proves what a spec claims, and says what it found (semantics: obligations). Imports `nac`, never the
other way."""
