"""What can go wrong while documents become an index."""


class IngestError(Exception):
    """Root of the errors of this room."""


class LoadError(IngestError):
    """One file cannot be read; the message is one sentence that a curator can act on."""


class RightsError(LoadError):
    """What is said about a file cannot be used: who may read it, and when, does not become clear."""


class ParserLostError(LoadError):
    """The process that parsed a file fell over or was stopped; trying again costs as much again."""


class ClusterError(IngestError):
    """The machines that were to parse and embed cannot be reached, or were lost; a sync goes on where it was."""


class CorpusError(IngestError):
    """The source as a whole cannot be used: no such path, an empty folder, a broken ``corpus.yaml``."""


class StoreError(IngestError):
    """Root of what the index can refuse."""


class IndexMissingError(StoreError):
    """There is no index where one was expected."""


class IndexMismatchError(StoreError):
    """The index was made by another embedder, splitter or schema than the one in force."""


class IndexHeldError(StoreError):
    """Another process is writing this index."""


class IndexWriteError(StoreError):
    """The index cannot be written: read-only, full disk, or the server refuses."""


class NoPreviousError(StoreError):
    """There is no earlier state of the index to go back to."""


class BackupError(StoreError):
    """A file is no backup, or not a whole one."""


class UnknownFilterError(StoreError):
    """A filter names a key that no readable document carries."""
