"""Parsing in processes of their own, so that a hostile file takes down nothing but its own parser.

In: a `RawSource`. Out: a `Parsed`, or a `LoadError` with the reason. Invariants: time and memory of each file are
limited; what comes back is data in JSON, never code; a process that is lost is replaced by a fresh one.
"""
