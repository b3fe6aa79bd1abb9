"""`dino lint`, once its options are read."""

import os
from dataclasses import replace

from dino.errors import LintError
from dino.lint import settings
from dino.lint.files import files
from dino.lint.run import Job, examined, run

_INPUT = "-"
_FOR_PEOPLE = ("full", "concise")


def lint(options, stdin, stdout, stderr, environment) -> int:
    """Check files, report, and write what is fixed.

    Parameters
    ----------
    options : dict
        As the command line has them.
    stdin, stdout, stderr : text file
        Standard streams.
    environment : Mapping
        Its variables say whether to use colours.

    Returns
    -------
    int
        0: nothing found, or nothing left; 1: something found.

    Raises
    ------
    LintError
        If the options or a file are bad.
    """
    _check(options)
    paths = list(options["paths"]) or ["."]
    job = Job(options["fix"] or options["diff"], options["unsafe_fixes"])
    if _INPUT in paths:
        results = _from_input(paths, options, job, stdin, stdout)
    else:
        work = list(files(paths, lambda path: _settings(path, options), options["force_exclude"]))
        if not work and not options["quiet"]:
            print("dino: no Python file (.py) there to look at", file=stderr)
        results = run(work, job, len(os.sched_getaffinity(0)))
        if options["fix"] and not options["diff"]:
            _write(results)
    if options["diff"]:
        status = _show_patch(results, stdout)
    else:
        to = stderr if _INPUT in paths and options["fix"] else stdout
        status = _report(results, options, to, environment)
    return 0 if options["exit_zero"] else status


def _check(options):
    """Refuse options that would mean nothing together."""
    if options["statistics"] and options["form"] not in _FOR_PEOPLE:
        raise LintError(f"--statistics is a table for people: no --format {options['form']} with it")
    if options["stdin_filename"] and _INPUT not in options["paths"]:
        raise LintError("--stdin-filename names standard input: give `-` as the path with it")


def _settings(path: str, options) -> settings.Settings:
    if options["config"]:
        found = settings.read(options["config"])
    elif options["isolated"]:
        found = settings.Settings(folder=os.getcwd())
    else:
        found = settings.settings(path)
    found = replace(found, exclude=(*found.exclude, *options["exclude"]))
    return found.overridden(**{name: options[name] for name in ("select", "ignore", "extend_select")})


def _from_input(paths, options, job, stdin, stdout):
    """Check standard input; with `--fix` standard output is the fixed text, whether or not anything was fixed."""
    if paths != [_INPUT]:
        raise LintError("`-` stands for all of the input; give no other path with it")
    name = options["stdin_filename"] or "<stdin>"
    content = stdin.buffer.read()
    result = examined(name, _settings(options["stdin_filename"] or ".", options), job, lambda path: content)
    if options["fix"] and not options["diff"]:
        stdout.buffer.write(result.source.original.encode(result.encoding) if result else content)
        stdout.buffer.flush()
    return [result] if result else []


def _write(results):
    from dino.lint.output import write

    for result in results:
        if result.fixed:
            write(result)


def _show_patch(results, stdout) -> int:
    from dino.lint.output import patch

    changed = [result for result in results if result.fixed]
    for result in changed:
        stdout.writelines(patch(result))
    return 1 if changed else 0


def _report(results, options, to, environment) -> int:
    from dino.lint.output import statistics, summary
    from dino.lint.report import paint, render

    colours = paint.Paint(paint.wanted(options["color"], environment, to.isatty()))
    unsafe, form = options["unsafe_fixes"], options["form"]
    people = form in _FOR_PEOPLE
    if options["statistics"] and people:
        lines = statistics(results, unsafe)
    else:
        lines = render(form, results, unsafe, colours) if results or not people else ()
    for line in lines:
        print(line, file=to)
    if people and not options["quiet"]:
        for line in summary(results, unsafe, colours):
            print(line, file=to)
    left = any(result.findings for result in results)
    return 1 if left or (options["exit_non_zero_on_fix"] and any(result.fixed for result in results)) else 0
