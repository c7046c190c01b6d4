"""Writers draft an answer from evidence, with ``[n]`` markers that count the hits from 1."""
