"""What has been run: a file for each state of compiler, runtime and generator, a line for each stretch of seeds."""

import hashlib
import json
from pathlib import Path

ROOT = Path(__file__).parents[2]


def digest_of_sources():
    """A digest of all that decides what a program does: another one, and everything must be run again."""
    sources = sorted([*(ROOT / "dino").rglob("*.py*"), *(ROOT / "tests" / "generator").glob("*.py")])
    texts = [path.read_bytes() for path in sources if path.suffix in (".py", ".pyx")]
    return hashlib.sha256(b"\0".join(texts)).hexdigest()[:12]


class Progress:
    """Stretches of seeds that have been run.

    Parameters
    ----------
    folder : path
        Where the file is.
    kind : tuple
        How they were run.
    """

    def __init__(self, folder, kind):
        self.kind = f"{kind[0]} of {','.join(map(str, kind[1]))}"
        self.digest = digest_of_sources()
        self.file = Path(folder) / f"{self.digest}-{self.kind.replace(' ', '-')}.jsonl"
        self.file.parent.mkdir(parents=True, exist_ok=True)
        lines = self.file.read_text().splitlines() if self.file.exists() else []
        self.stretches = {(first, stop): found for first, stop, found in map(json.loads, lines)}

    def has(self, seeds):
        """Whether they have been run."""
        return (seeds.start, seeds.stop) in self.stretches

    def note(self, seeds, found):
        """Keep what came out."""
        self.stretches[seeds.start, seeds.stop] = found
        with self.file.open("a") as file:
            file.write(json.dumps([seeds.start, seeds.stop, found]) + "\n")

    @property
    def differing(self):
        """Seeds of programs that differ, with how."""
        return {seed: text for found in self.stretches.values() for seed, text in found.items()}

    def summary(self):
        """One line."""
        number = sum(stop - first for first, stop in self.stretches)
        return f"{number} programs, {self.kind} ranks, sources {self.digest}: {len(self.differing)} differ"
