"""Syncs that are asked for over HTTP: kept on disk, run one at a time, each in a process of its own.

In: a `Job` that somebody asks for. Out: the index agrees with its sources, and the job says what became of each
document. `ledger` is a folder of small files, `runner` takes the next one, `process` holds the child, `child` is what
runs in it, `task` what it is told, `intake` what the API speaks to.

Invariants: of all processes over one ledger one runs jobs; a job that was cut off by a stop or a crash of the server is
run again at the next start; a file that kills the process that reads it is left out, and the job says so; nothing of a
job is seen by questions before all of it is.
Errors: `ragstone.errors.JobsError`, `UnknownJobError`.
"""
