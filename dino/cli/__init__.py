"""The commands, one per file: module `dino.cli.x_y` defines `command`, run as `dino x-y`."""

import difflib
import importlib
import pkgutil

import click

from dino import __version__


class Commands(click.Group):
    """A group that imports a command's module only when that command is asked for."""

    def list_commands(self, ctx):
        return sorted(module.name.replace("_", "-") for module in pkgutil.iter_modules(__path__))

    def get_command(self, ctx, name):
        if name not in self.list_commands(ctx):
            return None
        return importlib.import_module(f"{__name__}.{name.replace('-', '_')}").command

    def resolve_command(self, ctx, args):
        names = self.list_commands(ctx)
        near = () if args[0] in names or args[0].startswith("-") else difflib.get_close_matches(args[0], names)
        if near:
            ctx.fail(f"No such command {args[0]!r}. Did you mean {near[0]!r}?")
        return super().resolve_command(ctx, args)


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="dino")
def group():
    """Run a sequential NumPy script on all the computers you have."""
