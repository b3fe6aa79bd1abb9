"""What a run says at its end, and where it writes: findings, counts, fixed files, and changes as a patch."""

import os
from collections import Counter
from collections.abc import Iterator

from dino.errors import LintError
from dino.lint.report.paint import Paint


def summary(results, unsafe: bool, paint: Paint) -> Iterator[str]:
    """Yield how many findings there are, and what can be done about them."""
    left = sum(len(result.findings) for result in results)
    done = sum(sum(result.fixed.values()) for result in results)
    if not left and not done:
        yield "All checks passed!"
        return
    parts = f" ({done} fixed, {left} remaining)" if done else ""
    yield f"Found {left + done} {_plural(left + done, 'problem')}{parts}."
    fixable = [found.fix for result in results for found in result.findings if found.fix]
    safe = sum(fix.safe or unsafe for fix in fixable)
    hidden = len(fixable) - safe
    more = f" ({hidden} more with --unsafe-fixes)" if hidden and safe else ""
    if safe:
        yield f"[{paint('*', 'cyan')}] {safe} fixable with --fix{more}."
    elif hidden:
        yield f"No fix is safe ({hidden} unsafe {_plural(hidden, 'fix', 'fixes')} with --fix --unsafe-fixes)."


def _plural(count: int, one: str, many: str = "") -> str:
    return one if count == 1 else many or f"{one}s"


def statistics(results, unsafe: bool) -> Iterator[str]:
    """Yield how often each rule found something, the most frequent first."""
    from dino.codes import names
    from dino.lint.report import place

    counts: Counter[str] = Counter()
    fixable: Counter[str] = Counter()
    for result in results:
        for found in result.findings:
            counts[found.code] += 1
            fixable[found.code] += place.mark(found, unsafe) == "*"
    width = len(str(max(counts.values(), default=0)))
    for code, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        mark = "*" if fixable[code] == count else "-" if fixable[code] else " "
        yield f"{count:>{width}}  {code}  [{mark}] {names()[code]}"


def patch(result) -> Iterator[str]:
    """Yield the lines of a patch that makes a file what its fixes make of it; line ends are the script's own."""
    import difflib

    before, after = (text.splitlines(keepends=True) for text in (result.original, result.source.original))
    for line in difflib.unified_diff(before, after, result.path, result.path):
        yield line if line.endswith("\n") else line + "\n\\ No newline at end of file\n"


def write(result) -> None:
    """Write a fixed file in place: same encoding, line ends and permissions.

    Raises
    ------
    LintError
        If it cannot be written; the file is then as it was.
    """
    content = result.source.original.encode(result.encoding)
    target = os.path.realpath(result.path)
    temporary = f"{target}.dino-{os.getpid()}"
    try:
        with open(temporary, "xb") as stream:
            stream.write(content)
        os.chmod(temporary, os.stat(target).st_mode & 0o7777)
        os.replace(temporary, target)
    except OSError as error:
        if os.path.exists(temporary):
            os.unlink(temporary)
        raise LintError(f"{result.path}: {error.strerror}") from error
