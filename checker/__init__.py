"""The checker: proves what a spec claims, and says what it found (design 6). Imports `nac`, never the other way."""
