"""The linter: the compiler's rules over files, quickly; what they find, shown and fixed."""
