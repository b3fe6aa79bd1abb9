"""The `dino` command: maps DiNo's errors to exit statuses, in this one place."""

import sys

from dino.errors import DinoError


def main(argv=None):
    """Run the command line `argv` and return its exit status: 0, 1 (failed) or 2 (bad input)."""
    from dino.cli import group

    try:
        group.main(args=argv, prog_name="dino")
    except DinoError as error:
        print(f"dino: {error}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
