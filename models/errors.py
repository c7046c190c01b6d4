"""What can go wrong when a model is loaded or run."""


class ModelError(Exception):
    """A model could not be loaded or run."""


class ModelMissingError(ModelError):
    """A file that the model needs is not there."""


class ModelLoadError(ModelError):
    """The files are there, but they are not a model that can be run here."""


class LanguageModelError(ModelError):
    """The server of a language model could not be reached or answered with an error."""


class CutOffError(LanguageModelError):
    """A reply ended because it may not be longer, so that its last sentence may lack what it depends on."""
