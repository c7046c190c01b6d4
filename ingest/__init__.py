"""From files to an index that can be searched: load, split, tag, embed, write.

In: a folder, a file or a ``.jsonl`` of documents, and an embedder. Out: an index whose every
chunk is exactly ``document.text[start:end]`` of a source document, with heading path, page, tags, groups and
the days on which it is in force.

Invariants: a sync is all or nothing for readers (they see the old index or the new one); a file that cannot
be read is an outcome with a reason, and what the index held of it stays; unchanged files are not parsed again.
Errors: `ingest.errors`. The nouns: `Document`, `Chunk`, `Span`; the job: `ingest.sync`; the store: `ingest.index`.
"""
