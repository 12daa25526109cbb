"""`python -m garant` and the `garant` command."""

from __future__ import annotations

import sys

from garant import cli


def main() -> None:
    sys.exit(cli.main())


if __name__ == "__main__":
    main()
