"""Ways to split, weighed by what a search finds of the sentences that answer, within the same number of tokens."""
