"""What a curator can do something about in the documents of an index, and how.

In: a `Corpus`, everything that an index holds for somebody's eyes on one day, with what is known beside it. Out: a
`Report` of typed `Finding`s, the gravest first, and which checks were left out and why. One check a file, a function
of the corpus alone; `checks` names them all. The same index on the same day gives the same report. Nothing is written,
nothing is asked of any model or network, and no finding repeats a secret.
"""
