"""`dino verify`: a script under plain `python` and on ranks, and what differs."""

import json
import os
import re
import sys
import tempfile
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import click

from dino.errors import CompileError, VerifyError

_CLEARED = "\r\x1b[K"  # a terminal's line


class Ranks(click.ParamType):
    """Numbers of ranks with commas between them."""

    name = "RANKS"

    def convert(self, value, param, ctx):
        """Return a tuple of int."""
        words = value.split(",") if isinstance(value, str) else value
        if not all(str(word).isascii() and str(word).isdecimal() and int(word) > 0 for word in words):
            self.fail(f"{value!r} is no list of numbers of ranks such as 1,2,3,7", param, ctx)
        return tuple(dict.fromkeys(map(int, words)))


class Expression(click.ParamType):
    """A regular expression."""

    name = "REGEX"

    def convert(self, value, param, ctx):
        """Return a compiled pattern."""
        try:
            return re.compile(value) if isinstance(value, str) else value
        except re.error as error:
            self.fail(f"{value!r} is no regular expression: {error}", param, ctx)


@click.command(short_help="Run a script under python and on ranks, and compare.")
@click.option("-n", "--ranks", type=Ranks(), default="1,2,3,7", show_default=True, help="Numbers of ranks to run on.")
@click.option(
    "--wall", type=click.FloatRange(min=0.1), default=300.0, show_default=True, metavar="SECONDS", help="For each run."
)
@click.option("--directory", metavar="DIR", help="Folder that is copied for each run; by default the script's own.")
@click.option("--ignore", type=Expression(), help="Lines of output that do not count, such as times.")
@click.option(
    "--path",
    type=click.Choice(["ranks", "auto"]),
    default="ranks",
    show_default=True,
    help="Every call over the ranks, or as cost decides.",
)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="Of the report.")
@click.argument("file")
@click.argument("args", nargs=-1, type=click.UNPROCESSED)
def command(ranks, wall, directory, ignore, path, form, file, args):
    """Run the script FILE with ARGS under plain python and on ranks of this machine, and compare.

    Compared are exit status, output, errors (tracebacks), the files in its folder, and what every primitive is given
    and gives, to the bit. Each run has a copy of the script's folder, which is its current directory, and no standard
    input. What the script does elsewhere it does in every run.

    Options of the script's own go behind `--`: dino verify FILE -n 1,2 -- --size 3

    Exit status: 0 all the same; 1 something differs; 2 it cannot be told: bad input, or plain python disagrees with
    itself.
    """
    from dino.verify import run

    where, name = run.prepared(file, directory)
    script = run.Script(where, name, args, wall, ignore, path)
    copies = tempfile.TemporaryDirectory(prefix="dino-verify-", ignore_cleanup_errors=True)
    with copies as base, _progress(2 + len(ranks)) as begun:
        runs = run.Runs(script, Path(base), os.environ, begun)
        outcomes, found = _runs(runs, _plain(file, runs.path), ranks)
    _report(outcomes, found, form)
    raise SystemExit(1 if found else 0)


@contextmanager
def _progress(total):
    """Give what is to be told of each run that begins: on a terminal a line shows it, until all have ended."""
    if not sys.stderr.isatty():
        yield lambda name: None
        return
    numbers = count(1)
    try:
        yield lambda name: click.echo(f"{_CLEARED}run {next(numbers)} of {total}: {name}", nl=False, err=True)
    finally:
        click.echo(_CLEARED, nl=False, err=True)


def _plain(file, path):
    """What plain `python` runs in the script's place, or None; a script that it would refuse is refused here."""
    from dino.compiler import with_imports
    from dino.peer.programs import as_file, is_warned_of

    try:
        source = Path(file).read_bytes()
    except OSError as error:
        raise CompileError(f"{file}: {error.strerror}") from error
    try:
        code = with_imports(source, path)
    except SyntaxError as error:
        where = f"line {error.lineno}: " if error.lineno else ""
        raise CompileError(f"{file}: {where}{error.msg}") from error
    except (ValueError, RecursionError, MemoryError) as error:
        raise CompileError(f"{file}: {error or type(error).__name__}") from error
    return as_file(code, is_warned_of(source, path)) if code else None


def _runs(runs, program, ranks):
    from dino.verify.compare import differences
    from dino.verify.outcome import HUNG

    plain = runs.plainly(program)
    if plain.status == HUNG:
        raise VerifyError(f"plain python does not end within {runs.script.wall:g} s; allow more with --wall")
    unsettled = differences(plain, runs.plainly(program), runs.path)
    if unsettled:
        raise VerifyError(_unsettled(unsettled[-1]))
    outcomes = [plain, *map(runs.on_ranks, ranks)]
    return outcomes, [found for outcome in outcomes[1:] for found in differences(plain, outcome, runs.path)]


def _unsettled(difference):
    return (
        "two runs of plain python differ: seed what is random, and leave out lines such as times with --ignore "
        f"({difference.aspect}, {difference.where}: {difference.expected}, then {difference.seen})"
    )


def _report(outcomes, found, form):
    from dino.verify import report

    if form == "json":
        click.echo(json.dumps(report.as_object(outcomes, found), indent=1))
        return
    for line in (*report.texts(report.table(outcomes, found)), "", *report.details(found)):
        click.echo(line)
    click.echo(report.verdict(outcomes, found))
