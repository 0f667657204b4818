"""`python -m plnkit.cli`: the plnkit command where its script is not on the path."""

import sys

from plnkit.cli import main

sys.exit(main())
