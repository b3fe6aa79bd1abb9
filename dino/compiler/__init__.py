"""The compiler: a script's text goes parse, resolve, analyse, check, lower, emit, and never back."""
