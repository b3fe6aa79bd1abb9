"""The `dino` command: maps errors to exit statuses, in this one place."""

import sys

from dino import local
from dino.errors import DinoError


def main(argv=None):
    """Run the command line `argv` and return its exit status: 0, 1 (failed) or 2 (bad input)."""
    simple = local.recognised(sys.argv[1:] if argv is None else list(argv))
    if simple is None:
        return _command_line(argv)
    try:
        local.run(**simple)
    except DinoError as error:
        return _complain(error)
    except KeyboardInterrupt:
        _complain("interrupted")
        _end_by_sigint()


def _command_line(argv):
    import click

    from dino.cli import group

    try:
        return group.main(args=argv, prog_name="dino", standalone_mode=False) or 0
    except click.exceptions.NoArgsIsHelpError as error:
        print(error.format_message())
        return 2
    except click.UsageError as error:
        command = error.ctx.command_path if error.ctx else _asked(argv)
        message = error.format_message().rstrip(".")
        return _complain(f"{message}{'' if message.endswith('?') else '.'} See {command} --help")
    except click.ClickException as error:
        return _complain(error.format_message())
    except click.Abort as error:
        _complain("interrupted")
        if isinstance(error.__cause__, KeyboardInterrupt):
            _end_by_sigint()
        return 2
    except DinoError as error:
        return _complain(error)


def _asked(argv):
    """Name the command whose options click could not read: it forgets which that was."""
    given = (sys.argv[1:] if argv is None else argv)[:1]
    return " ".join(("dino", *(word for word in given if not word.startswith("-"))))


def _end_by_sigint():
    """End as an interrupted process does, so that whoever waits for it can tell."""
    import _signal

    sys.stderr.flush()
    _signal.signal(_signal.SIGINT, _signal.SIG_DFL)
    _signal.raise_signal(_signal.SIGINT)


def _complain(message):
    print(f"dino: {message}", file=sys.stderr)
    return 2


if __name__ == "__main__":
    if not sys.flags.safe_path:
        del sys.path[0]  # `python -m` searches the current folder first, where a json.py is the script's
    sys.exit(main())
