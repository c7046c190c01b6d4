"""What changed since: month by month, from the audit log, the index and earlier runs, and what crossed its line.

In: records of the audit log, the days on which documents are in force, run folders. Out: a `Drift` with a value for
each signal and month, a state for each line, and tests of whether the questions are still the same. A month is weighed
against a reference: all that was asked before `since`. Nothing is said of fewer than thirty records.
"""
