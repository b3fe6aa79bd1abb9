"""`dino rule`: the manual page of a rule."""

import sys

import click

from dino.errors import LintError


@click.command(short_help="Explain a rule of dino lint, or list all.")
@click.argument("code", required=False)
@click.option("--all", "every", is_flag=True, help="List all rules.")
@click.option("--format", "form", type=click.Choice(["text", "markdown", "json"]), default="text", help="Form.")
def command(code, every, form):
    """Explain the rule CODE of `dino lint`, as DN110 or wrong-arguments: what it finds, why, and what to do."""
    from dino.lint import manual

    if bool(code) == every:
        raise LintError("name a rule, or --all; see dino rule --help")
    bold = form == "text" and sys.stdout.isatty()
    click.echo(manual.listing(form) if every else manual.page(manual.find(code), form, bold))
