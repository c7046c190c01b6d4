"""One format a file: bytes in, a text with blocks out.

In: a `RawFile` (name and bytes). Out: a `Loaded` whose blocks' spans point into its text. A loader never
touches the file system or the network. Errors: `ingest.errors.LoadError`, one sentence for the curator.
"""
