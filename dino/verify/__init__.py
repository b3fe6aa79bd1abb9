"""Verification: one script under plain `python` and on some numbers of ranks, and what differs.

A script's folder goes copied, run, seen, compared: `folder`, `run`, `outcome`, `compare`, `report`.
"""
