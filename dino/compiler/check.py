"""Fourth pass: rules over the analysed script; the linter applies all of them, compiling those that refuse."""

from dino.compiler.diagnostics import Diagnostic
from dino.compiler.program import Analysed
from dino.compiler.rule import refusing
from dino.compiler.survey.script import Script


def check(analysed: Analysed) -> tuple[Diagnostic, ...]:
    """Find what no run of DiNo can do right.

    Returns
    -------
    tuple of Diagnostic
        Findings of the rules that refuse a script, as DN901.
    """
    parsed = analysed.resolved.parsed
    script = Script(parsed.source, parsed.tree)
    return tuple(found for rule in refusing() for found in rule.findings(script))
