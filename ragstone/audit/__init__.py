"""Who asked what and when, what was found, shown and withheld, and what people said of it afterwards.

In: each question with its evidence and its answer, and people's feedback. Out: records as JSON lines in files that are
only ever appended to. Each record holds the hash of the one before it, so a record that was changed, taken out or put
in shows; records cut off at the end show against a hash that was noted elsewhere. With an audit log configured no
answer goes out that it does not hold: a log that cannot be written is an `AuditError`.
"""
