"""Where chunks live: one protocol, two engines (Qdrant Edge on disk, a Qdrant server).

In: chunks with their vectors; questions as a vector and words. Out: rankings of chunks that the asker may read and
that are in force. Invariants: the access filter is part of every search inside the store and fails closed; readers
see the index before a sync or after it, never between; a writer that dies leaves the published index as it was.
Errors: `ingest.errors.StoreError` and below.
"""
