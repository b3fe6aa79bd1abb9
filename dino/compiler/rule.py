"""Rules: what a script is checked for. One file each in `dino/compiler/rules`, found by its name.

`dnNNN_some_name.py` is the rule DNNNN, `some-name`. Its docstring is its page in the manual: a first line, then the
sections "What it does", "Why is this bad?", "Example", "Use instead" or "Notes". The module also has:

- `check(script)`, which yields findings without a code; a rule about the text itself (syntax, suppressions) has none;
- `BAD`, scripts of which the rule finds the parts between `«` and `»`, each with what its fix makes of it, or None;
- `GOOD`, scripts that look alike, of which it finds nothing;
- `DEFAULT = False` if it must be asked for, `REFUSES = True` if no run can do right what it finds,
  `COMPILING = True` if only the compiler itself finds it,
  `MENTIONS`, bytes that make a file worth looking at although it names no primitive.
"""

import importlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from types import ModuleType

from dino.codes import names
from dino.compiler.diagnostics import Diagnostic


@dataclass(frozen=True)
class Rule:
    """A rule.

    Attributes
    ----------
    code : str
        As `DN110`.
    name : str
        As `wrong-arguments`.
    module : module
        Its file.
    """

    code: str
    name: str
    module: ModuleType

    @property
    def summary(self) -> str:
        """What it finds, in one line."""
        return self.module.__doc__.partition("\n")[0]

    @property
    def default(self) -> bool:
        """Whether it is applied without being asked for."""
        return getattr(self.module, "DEFAULT", True)

    @property
    def fixable(self) -> bool:
        """Whether some of what it finds has a fix."""
        return any(self.module.BAD.values())

    def findings(self, script) -> Iterator[Diagnostic]:
        """Apply the rule to a `Script`."""
        check = getattr(self.module, "check", None)
        for found in check(script) if check else ():
            yield replace(found, code=self.code)


@cache
def rule(code: str) -> Rule:
    """Load a rule.

    Raises
    ------
    KeyError
        If there is no rule with this code.
    """
    name = names()[code]
    file = f"dn{code[2:]}_{name.replace('-', '_')}"
    return Rule(code, name, importlib.import_module(f"dino.compiler.rules.{file}"))


def refusing() -> list[Rule]:
    """Rules that keep a script from being compiled; they are all about what no run can do (DN9xx)."""
    rules = [rule(code) for code in names() if code.startswith("DN9")]
    return [rule for rule in rules if getattr(rule.module, "REFUSES", False)]
