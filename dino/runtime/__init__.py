"""What runs: primitives, the collectives that they need, and the protocol between root and workers."""
