"""`dino lint`: what DiNo's rules find in files."""

import os
import sys

import click

from dino.errors import LintError
from dino.lint.report import FORMATS


def _codes(context, parameter, values):
    """`--select DN1,DN201 --select DN3`: lists may be given at once or one by one."""
    from dino.lint.settings import selectors

    return selectors([code for value in values for code in value.split(",")], parameter.opts[0])


@click.command(short_help="Check calls of primitives before they run, and fix them.")
@click.argument("paths", nargs=-1, metavar="[PATHS]...")
@click.option("--fix", is_flag=True, help="Apply safe fixes to the files.")
@click.option("--unsafe-fixes", is_flag=True, help="With --fix or --diff: also fixes that may change the meaning.")
@click.option("--diff", is_flag=True, help="Show what --fix would change, as a patch; change nothing.")
@click.option("--format", "form", type=click.Choice(FORMATS), default="full", help="Form of the report.")
@click.option("--select", multiple=True, callback=_codes, metavar="CODES", help="Rules to apply: DN110, DN2, ALL.")
@click.option("--ignore", multiple=True, callback=_codes, metavar="CODES", help="Rules not to apply.")
@click.option("--extend-select", multiple=True, callback=_codes, metavar="CODES", help="Rules to apply besides.")
@click.option("--exclude", multiple=True, metavar="PATTERN", help="Files and folders to leave out.")
@click.option("--force-exclude", is_flag=True, help="Leave them out even where PATHS names them.")
@click.option("--config", metavar="FILE", help="Read [tool.dino.lint] from this file only.")
@click.option("--isolated", is_flag=True, help="Read no pyproject.toml.")
@click.option("--statistics", is_flag=True, help="Show how often each rule found something.")
@click.option("--stdin-filename", metavar="NAME", help="Name of what is read when PATHS is `-`.")
@click.option("--exit-zero", is_flag=True, help="Exit with 0 whatever is found.")
@click.option("--exit-non-zero-on-fix", is_flag=True, help="Exit with 1 if something was fixed.")
@click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto", help="Colours.")
@click.option("-q", "--quiet", is_flag=True, help="Show findings only.")
def command(**options):
    """Check the calls of primitives in PATHS (files and folders; `.` by default, `-` is standard input).

    Exit status: 0 nothing found (or all of it fixed), 1 something found, 2 the command line is wrong, or a file cannot
    be read. `dino rule CODE` explains a rule.
    """
    from dino.lint.command import lint

    status = lint(options, sys.stdin, sys.stdout, sys.stderr, os.environ)
    if status:
        raise SystemExit(status)


__all__ = ["LintError", "command"]
