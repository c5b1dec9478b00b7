"""Every spec that tests share, and what makes them.

As texts: `wrong` and `right` (the wrong one, what is said of it, and its twin without the mistake), `reserved` (words
of the language as names), `cli` (what the command line is tried on). As values: the modules of this package.
"""
