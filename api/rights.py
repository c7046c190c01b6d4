"""What somebody who may change documents may see of them, and change."""

from __future__ import annotations

from functools import cached_property

from api.principal import Principal
from api.readiness import Readiness
from ingest.errors import IndexMissingError
from ingest.index.protocol import DocumentRecord, Index
from ragstone.jobs.intake import Intake


class Rights:
    """The rights of one who asks, over the index and the uploads as they are now.

    Its methods raise what `Readiness.library` raises, but not for an index that is not there yet.
    """

    def __init__(self, curator: Principal, readiness: Readiness, intake: Intake) -> None:
        self.curator, self._readiness, self._intake = curator, readiness, intake

    def readable(self, document_id: str) -> bool:
        """Whether it is in the index and may be read."""
        record = self.indexed(document_id)
        return record is not None and self.curator.reads(record.groups)

    def uploaded(self, document_id: str) -> bool:
        """Whether it may be read and is in the index as an upload, be its file still there or not."""
        record = self.indexed(document_id)
        return self.readable(document_id) and record is not None and record.source == self._intake.folder.source

    def sees(self, document_id: str) -> bool:
        """The same for many documents of one request, from what is known of the whole index."""
        return self.curator.names_any or document_id in self._seen

    def changeable(self, name: str) -> bool:
        """Whether the upload of this name may be read, as it is indexed and as it lies in the folder."""
        record = self.indexed(name)
        indexed = record is None or self.curator.reads(record.groups)
        return indexed and self._intake.folder.opens(name, self.curator.reads)

    def free(self, name: str) -> bool:
        """Whether an upload may take this name: nothing has it, or an upload that may be changed."""
        record, folder = self.indexed(name), self._intake.folder
        ours = record is None or record.source == folder.source
        return ours and (self.changeable(name) if folder.holds(name) else record is None or self.readable(name))

    def indexed(self, document_id: str) -> DocumentRecord | None:
        """The document, whoever may read it."""
        return None if self._index is None else self._index.document(document_id, self._groups)

    @cached_property
    def _index(self) -> Index | None:
        try:
            return self._readiness.library().index
        except IndexMissingError:
            return None

    @cached_property
    def _seen(self) -> frozenset[str]:
        if self._index is None:
            return frozenset()
        records = self._readiness.library().records(self.curator.groups())
        return frozenset(record.document_id for record in records)

    @cached_property
    def _groups(self) -> tuple[str, ...]:
        return self._index.groups() if self._index is not None else ()
