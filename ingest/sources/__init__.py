"""Where documents come from.

In: what a person names, a path or an address. Out: a `Source` for each document there, which tells its id and place
at once and its content when asked. Invariants: a listing that is not whole is an error and never a shorter list,
because what is not listed is removed from the index; what is said about a document (groups above all) is read with it.
Errors: `CorpusError` for a place, `LoadError` for one document.
"""
