"""``python -m huimin``: the command."""

import sys

from huimin.cli import main

if __name__ == "__main__":
    sys.exit(main())
