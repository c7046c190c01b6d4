"""Parsing and embedding on the machines of a Ray cluster.

In: what `ingest.sync` has parsed and embedded. Out: the same, made elsewhere. The sync itself stays where it is: one
process lists, keeps the ledger and writes the index, so that the result is the same.
"""
