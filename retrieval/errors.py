"""What a question can be refused for."""


class RetrievalError(Exception):
    """Root of the errors of this room."""


class QuestionError(RetrievalError):
    """The question itself cannot be used: empty or too long."""


class GlossaryError(RetrievalError):
    """The glossary cannot be used."""
