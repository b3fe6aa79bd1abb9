"""The commands, one per file: module `dino.cli.x_y` defines `command`, run as `dino x-y`."""

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


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="dino")
def group():
    """Run a sequential NumPy script on all the computers you have."""
