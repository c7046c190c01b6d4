"""What can go wrong in an evaluation."""


class EvalError(Exception):
    """A suite or a run cannot be used; the message is one sentence."""
