"""What can go wrong at the front door, besides what the rooms below report."""


class CalibrationError(Exception):
    """The rows are too few, or all alike, or nothing could be made of them."""


class AuditError(Exception):
    """The audit log cannot be written or read, or is not as it was written."""


class UnknownTraceError(AuditError):
    """No answer in the audit log carries this trace id."""


class UnknownClaimError(AuditError):
    """The answer shows no claim of this number."""


class UnknownDocumentError(Exception):
    """There is no such document, or none that the asker may read: nobody can tell which."""


class SpanError(Exception):
    """A span of a document's text ends before it starts."""


class NoPageError(Exception):
    """A place of a document cannot be shown on its page."""


class KeyringError(Exception):
    """The file of keys cannot be used, or a name in it is not there or there already."""


class TokenError(Exception):
    """A token opens nothing; the sentence never repeats any of it."""


class IssuerError(Exception):
    """The issuer of tokens gives no keys to judge them by, so none opens anything."""


class LibraryError(Exception):
    """Root of what a change of the documents can be refused for."""


class UploadError(LibraryError):
    """A file's name, or what is said of it, cannot be used."""


class TooLargeError(UploadError):
    """A file, or a request as a whole, is larger than may be uploaded."""


class DocumentHeldError(LibraryError):
    """The document is another's, or comes from a source that only its owner changes."""


class NothingConfiguredError(LibraryError):
    """The settings name no folder for uploads, or no sources to sync."""


class UploadWriteError(LibraryError):
    """The folder of uploads cannot be written or read."""


class UnknownJobError(LibraryError):
    """No job has this id."""


class JobsError(LibraryError):
    """The folder of jobs cannot be written or read."""
