"""Views of findings: one file for each format, with `render(results, unsafe, paint)`, which yields lines."""

import importlib

FORMATS = ("full", "concise", "json", "github", "sarif")


def render(form: str, results, unsafe: bool, paint):
    """Show findings.

    Parameters
    ----------
    form : str
        One of `FORMATS`.
    results : sequence of Examined
        Files in order.
    unsafe : bool
        Whether unsafe fixes would be applied.
    paint : Paint
        Colours.

    Returns
    -------
    iterable of str
        Lines.
    """
    return importlib.import_module(f"{__name__}.{form}").render(results, unsafe, paint)
