"""The rules, one per file; see `dino.compiler.rule`."""
