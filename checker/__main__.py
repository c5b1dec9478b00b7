"""`python -m checker` is the command `nac`."""

import sys

from .cli import main

sys.exit(main())
