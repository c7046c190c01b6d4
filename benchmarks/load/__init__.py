"""Many clients at once on one server: how long each waits, what is refused, and whether memory stays flat."""
