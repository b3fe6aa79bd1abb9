"""What rules know of a script: names, primitive calls, shapes; nothing here is needed to compile it.

`script` is what rules see. It stands on `scopes` (what a name may be bound to) and `flow` (what is known of values:
`expressions` evaluates with `functions` of NumPy, `arrays`, and NumPy's rules for shapes in `gufunc`). The rest answers
questions that several rules ask: `operands`, `changes`, `handled`, `entry`, `static`.
"""
