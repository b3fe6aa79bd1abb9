"""A run over many files, in parallel where that pays."""

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from dino.lint.scan import concerns
from dino.lint.settings import Settings

PARALLEL = 30_000_000
"""Bytes of files from which on a second process is worth its start (about 0.1 s)."""


@dataclass(frozen=True)
class Job:
    """What is asked of each file.

    Attributes
    ----------
    fix, unsafe : bool
        Whether to apply fixes, and whether also those that may change what a script means.
    """

    fix: bool = False
    unsafe: bool = False


def run(files: Iterable[tuple[str, Settings]], job: Job, cores: int) -> list:
    """Examine files.

    Parameters
    ----------
    files : iterable of (str, Settings)
        Paths, and which rules apply there.
    job : Job
        What is asked.
    cores : int
        Processes that may work at once.

    Returns
    -------
    list of Examined
        Those with findings, or with fixes applied, in the order of `files`.
    """
    work = list(files)
    size = sum(os.stat(path).st_size for path, _ in work) if len(work) > 100 and cores > 1 else 0
    if size < PARALLEL:
        results: Iterable = (examined(path, settings, job) for path, settings in work)
        return [result for result in results if result]
    return _shared(work, job, cores)


def _shared(work: Sequence[tuple[str, Settings]], job: Job, cores: int) -> list:
    import multiprocessing

    with multiprocessing.get_context("fork").Pool(cores) as pool:
        results = pool.imap(_Each(job), work, chunksize=64)
        return [result for result in results if result]


class _Each:
    """What a worker process does with one file."""

    def __init__(self, job):
        self.job = job

    def __call__(self, item):
        return examined(*item, self.job)


def examined(path: str, settings: Settings, job: Job, read: Callable | None = None):
    """Examine one file; None if there is nothing to say of it.

    A file that cannot concern DiNo costs no more than reading it.
    """
    content = (read or _read)(path)
    if not concerns(content, settings.mentions()):
        return None
    from dino.lint.examine import examine
    from dino.lint.fix import fixed

    codes = settings.codes(path)
    result = examine(content, path, codes)
    if job.fix and result.findings:
        result = fixed(result, codes, job.unsafe)
    return result if result.findings or result.fixed else None


def _read(path: str) -> bytes:
    from dino.errors import LintError

    try:
        with open(path, "rb") as stream:
            return stream.read()
    except OSError as error:
        raise LintError(f"{path}: {error.strerror}") from error
