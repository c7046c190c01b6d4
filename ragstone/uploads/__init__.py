"""Documents that people upload: a folder of files, each with what is said about it in its sidecar.

In: bytes and a name that nobody vouches for. Out: files that `ingest` reads like any others. `name` says which names
may be, `about` what is said of a file, `folder` keeps them.

Invariants: no name leads out of the folder or to a file that configures something. Every file has a sidecar, and the
sidecar names its groups: nothing becomes public because something was left out. A reader never sees a new file under
what was said of the old one, nor the other way round, whenever the process is killed.
Errors: `ragstone.errors.UploadError`, `UploadWriteError`.
"""
