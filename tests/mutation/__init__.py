"""Mutation testing: are the tests of the core and of the encoders able to fail? (semantics: evidence)

`python -m tests.mutation` runs mutmut on a copy of the checkout, module by module, and writes `summary.md`. A mutant
that no test kills must be listed in `equivalent.txt` with the reason why it does the same as the original.
"""
