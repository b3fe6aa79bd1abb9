"""`dino calibrate`: measure what this machine can do."""

import os

import click

from dino import cores


@click.command(short_help="Measure this machine, for the decision of what to distribute.")
def command():
    """Measure the primitives on this machine, and keep the figures for the decision of what to distribute.

    It takes less than a second, best while the machine has nothing else to do. Until then, typical figures are used.
    What is measured on all cores holds for ranks too, so OMP_NUM_THREADS and its like do not count here.
    """
    for name in cores.SETTINGS:
        os.environ.pop(name, None)  # before NumPy is imported, whose BLAS reads them
    from dino.runtime import calibrate

    machine, quiet = calibrate.measure()
    click.echo(f"{'primitive':<12}{'one thread':>16}{f'{machine.threads} threads':>16}{'gain':>8}{'a call':>10}")
    for row, rate in machine.rates.items():
        told = (f"{value / 1e9:.2f} Gop/s" for value in (rate.one, rate.all))
        click.echo(f"{row:<12}{next(told):>16}{next(told):>16}{rate.all / rate.one:>8.2f}{rate.call * 1e6:>7.1f} us")
    click.echo(f"A rank reads root's memory at {machine.reach / 1e9:.1f} GB/s.")
    if not quiet:
        raise click.ClickException("the machine is busy with other work, so nothing was kept; try again when it is not")
    click.echo(f"Kept in {calibrate.keep(machine, os.environ)}")
