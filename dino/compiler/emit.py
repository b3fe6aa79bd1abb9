"""Sixth pass: regions to text."""

from collections.abc import Iterator

from dino.compiler.region import (
    Application,
    Clause,
    Collective,
    Control,
    Drop,
    Everywhere,
    Fork,
    Gathering,
    Hold,
    Line,
    Lowered,
    Region,
    RootOnly,
    Step,
    Taken,
    Twin,
    move_in,
)
from dino.compiler.source import Source
from dino.placement import Root, Shard

RUNTIME = "dino.runtime"


def emit(lowered: Lowered, header: tuple[str, ...]) -> str:
    """Write the program that every rank runs.

    Parameters
    ----------
    lowered : Lowered
        The script as regions.
    header : tuple of str
        Lines that come before the script's own statements.

    Returns
    -------
    str
        The text, with the script's own line ends, its comments and its layout.
    """
    parsed = lowered.analysed.resolved.parsed
    writer = _Writer(lowered.spmd, parsed.indent)
    prologue = parsed.source.text[: parsed.prologue].split("\n") if parsed.prologue else []
    lines = [*prologue, *_spaced(prologue, header), *writer.block(lowered.regions, "", True)]
    lines += [line.text for line in lowered.tail]
    return _joined(lines, parsed.source)


def conduct(source: Source, prologue: int, spmd: str, header: tuple[str, ...]) -> str:
    """Write the program in which root runs the script as it stands, and workers only answer its calls.

    Parameters
    ----------
    source : Source
        The script.
    prologue : int
        Offset behind its docstring and `__future__` imports.
    spmd : str
        Name of the runtime.
    header : tuple of str
        Lines that come before the script's own statements.
    """
    before = source.text[:prologue].split("\n") if prologue else []
    after = source.text[prologue:]
    if prologue:  # the rest of the prologue's own line: nothing, a comment, or `; statement`
        after = after.lstrip(" \t;").removeprefix("\n")
    guard = (
        f"if not {spmd}.root:",
        "    raise SystemExit  # workers: from here on, take part in what root calls",
        f"del {spmd}",
        "",
    )
    return _joined([*before, *_spaced(before, header), *guard, *after.split("\n")], source)


def header(title: str, runtime: tuple[str, ...], bare: tuple[str, ...], numpy: bool) -> tuple[str, ...]:
    """The lines between the prologue and the script's statements: title, runtime, imports of the bare style."""
    imports = ["import numpy as np"] * numpy + [f"from dino import {', '.join(bare)}"] * bool(bare)
    return (title, *runtime, *imports, "")


def title(name: str, version: str, output: str) -> str:
    """The line that says what made the program and how to run it."""
    return f"# Compiled by DiNo {version} from {ascii(name)[1:-1]}; run with: mpiexec -n 4 python {ascii(output)[1:-1]}"


def imported(spmd: str) -> tuple[str, ...]:
    """The import of the runtime."""
    return (f"from {RUNTIME} import spmd" + (f" as {spmd}" if spmd != "spmd" else ""),)


def _spaced(before: list[str], header: tuple[str, ...]) -> tuple[str, ...]:
    return ("", *header) if before else header


def _joined(lines: list[str], source: Source) -> str:
    text = "\n".join(lines).rstrip("\n") + "\n"
    return text.replace("\n", source.newline)


class _Writer:
    """Writes regions as lines; `spmd` names the runtime, `indent` is the script's own."""

    def __init__(self, spmd: str, indent: str):
        self.spmd, self.indent = spmd, indent

    def block(self, regions: tuple[Region, ...], base: str, spaced: bool = False) -> Iterator[str]:
        """Write regions one after the other, at the outermost level with blank lines between them."""
        previous = None
        for region in regions:
            lines = list(self._region(region, base))
            if isinstance(region, Twin) or isinstance(previous, Twin):
                yield from ("", "") if lines[0].strip() else [""] * (2 - _blanks(lines))
            elif spaced and previous and lines[0].strip():
                yield ""
            yield from lines
            previous = region

    def _region(self, region: Region, base: str) -> Iterator[str]:
        match region:
            case RootOnly():
                return self._root(region, base)
            case Collective():
                return self._collective(region, base)
            case Everywhere():
                return iter([*(_placed(line, base) for line in region.lead), base + region.text])
            case Gathering():
                return (base + line for line in self._gathering(region))
            case Twin():
                return self._twin(region)
        assert isinstance(region, Control)
        return (line for clause in region.clauses for line in self._clause(clause, base))

    def _gathering(self, region: Gathering) -> Iterator[str]:
        lines = [f"{name} = {self.spmd}.gather({self.spmd}.root and {name}, {region.line})" for name in region.names]
        return _aligned([(line, f"{Shard(0)} -> {Root()}; None on workers") for line in lines])

    def _root(self, region: RootOnly, base: str) -> Iterator[str]:
        lead = [line.text for line in region.lead]
        blank = next((index for index, text in enumerate(lead) if text.strip()), len(lead))
        yield from lead[:blank]
        yield f"{base}if {self.spmd}.root:"
        for line in (*region.lead[blank:], *region.lines):
            yield _placed(line, base + self.indent)

    def _collective(self, region: Collective, base: str) -> Iterator[str]:
        for line in region.lead:
            yield _placed(line, base)
        first, *rest = region.comment
        yield f"{base}# {first}"
        yield from (f"{base}# {text}" for text in rest)
        for step in region.steps:
            yield from (base + line for line in self._step(step))
        yield from (base + line for line in region.dropped)

    def _twin(self, region: Twin) -> Iterator[str]:
        yield from (line.text for line in region.lead)
        if region.name == region.original:
            yield f"@{self.spmd}.collective  # on all ranks"
        else:
            yield f"@{self.spmd}.collective_of({self.spmd}.root and {region.original})"
        yield from (line.text for line in region.head)
        yield from self.block(region.regions, region.indentation)
        for line in region.tail:
            yield _placed(line, region.indentation)

    def _step(self, step: Taken) -> Iterator[str]:
        match step:
            case Application():
                yield f"{step.result}{' = ' * bool(step.result)}{step.text}"
            case Hold():
                yield f"{step.result} = {self.spmd}.root and {step.text}"
            case Drop():
                yield step.text
            case Fork():
                yield from self._fork(step)
            case _:
                yield from self._call(step)

    def _fork(self, fork: Fork, keyword: str = "if") -> Iterator[str]:
        choice = f"{fork.result} := {self.spmd}.choice({self.spmd}.root and {fork.text}, {fork.line})"
        yield f"{keyword} {choice}:" if fork.body else f"{keyword} not ({choice}):"
        yield from self._inner(fork.body or fork.orelse)
        match fork.orelse:
            case [Fork() as inner] if fork.body:
                yield from self._fork(inner, "elif")
            case [_, *_] if fork.body:
                yield "else:"
                yield from self._inner(fork.orelse)

    def _inner(self, steps: tuple[Taken, ...]) -> Iterator[str]:
        return (self.indent + line for step in steps for line in self._step(step))

    def _call(self, step: Step) -> Iterator[str]:
        """Write one call: plan, move in, compute, move out."""
        row, spmd = step.primitive, self.spmd
        values = ", ".join(operand.text for operand in step.operands) + "," * (len(step.operands) == 1)
        plans = ", ".join(operand.plan for operand in step.operands)
        yield f"{plans}{' = ' * bool(plans)}{spmd}.{row.name}.plan({spmd}.root and ({values}), {step.line})"
        yield from _aligned([*self._moves_in(step), *self._computing(step), self._move_out(step)])

    def _moves_in(self, step: Step) -> Iterator[tuple[str, str]]:
        for operand, placement in zip(step.operands, step.primitive.arguments, strict=True):
            move = move_in(placement, operand.kept)
            source = Shard(0) if operand.kept else Root()
            told = f"{source}: each rank has its rows" if move == "reuse" else f"{source} -> {placement}"
            told += ", or from root" * operand.or_root
            yield f"{operand.block} = {self.spmd}.{move}({operand.plan})", told

    def _computing(self, step: Step) -> Iterator[tuple[str, str]]:
        row, noun = step.primitive, "block" if isinstance(step.primitive.result, Shard) else "part"
        blocks = ", ".join(operand.block for operand in step.operands)
        yield f"{step.block} = {self.spmd}.{row.name}.local({blocks})", f"each rank computes its {noun}"
        if row.exchange:
            among = f"{', '.join(row.exchange)} among the ranks"
            yield f"{step.block} = {self.spmd}.{row.name}.exchange({step.block})", among

    def _move_out(self, step: Step) -> tuple[str, str]:
        if step.kept:
            return f"{step.result} = {self.spmd}.keep({step.block})", f"{step.primitive.result}: stays on the ranks"
        move = "gather" if isinstance(step.primitive.result, Shard) else "reduce"
        target = f"{step.result} = " if step.result else ""
        return f"{target}{self.spmd}.{move}({step.block})", f"{step.primitive.result} -> {Root()}; None on workers"

    def _clause(self, clause: Clause, base: str) -> Iterator[str]:
        for line in clause.lead:
            yield _placed(line, base)
        comment = f"  {clause.comment}".rstrip()
        if clause.repeated:
            yield f"{base}while True:{comment}"
            yield from self._collective(clause.repeated, clause.indentation)
            yield f"{clause.indentation}if not {self._shared('choice', clause)}:"
            yield from self._leaving(clause.leaving)
            yield f"{clause.indentation}{self.indent}break"
        else:
            yield f"{base}{self._header(clause)}:{comment}"
        yield from self.block(clause.regions, clause.indentation)
        for line in clause.tail:
            yield _placed(line, clause.indentation)

    def _leaving(self, clause: Clause | None) -> Iterator[str]:
        if clause is not None:
            yield from (_placed(line, clause.indentation) for line in clause.lead)
            yield from [clause.indentation + clause.comment] * bool(clause.comment)
            yield from self.block(clause.regions, clause.indentation)
            yield from (_placed(line, clause.indentation) for line in clause.tail)

    def _header(self, clause: Clause) -> str:
        if clause.keyword == "else":
            return "else"
        if clause.keyword == "for":
            return f"for {clause.target} in {clause.value if clause.plain else self._shared('each', clause)}"
        return f"{clause.keyword} {clause.value if clause.plain else self._shared('choice', clause)}"

    def _shared(self, verb: str, clause: Clause) -> str:
        if clause.together:
            return f"{self.spmd}.{verb}({clause.value}, {clause.line})"
        return f"{self.spmd}.{verb}({self.spmd}.root and {clause.value}, {clause.line})"


def _placed(line: Line, base: str) -> str:
    return line.text if line.verbatim or not line.text.strip() else base + line.text


def _blanks(lines: list[str]) -> int:
    """Number of blank lines in front, two at most."""
    return next((index for index, text in enumerate(lines[:2]) if text.strip()), min(2, len(lines)))


def _aligned(lines: list[tuple[str, str]]) -> Iterator[str]:
    """Put the comments of neighbouring lines into one column."""
    width = max(len(text) for text, _ in lines)
    for text, comment in lines:
        yield f"{text:{width}}  # {comment}"
