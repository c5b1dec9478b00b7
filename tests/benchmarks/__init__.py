"""What it costs, next to what a user would pick instead: `python -m tests.benchmarks`.

Times are not asserted anywhere: they depend on the machine. So everything that is compared is measured in one run.
"""
