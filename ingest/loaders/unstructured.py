"""The long tail of formats (rtf, odt, epub, doc, msg, ...) through unstructured's partitioners, an extra.

It gives no offsets and no heading path, so both are built here from the order of its elements.
"""

from __future__ import annotations

import io
import os
from pathlib import PurePosixPath
from typing import Any

from ingest.document import BlockKind
from ingest.errors import LoadError
from ingest.loaders.loaded import Loaded, RawFile
from ingest.text_builder import TextBuilder

_KINDS = {"ListItem": BlockKind.LIST, "Table": BlockKind.TABLE, "CodeSnippet": BlockKind.CODE}


def load(file: RawFile) -> Loaded:
    """Partition `file` without network or telemetry.

    Raises:
        LoadError: The extra is not installed, or unstructured cannot read the file.
    """
    partition = _partition()
    elements = partition(file=io.BytesIO(file.data), metadata_filename=file.name)
    builder = TextBuilder()
    for element in elements:
        _add(builder, element)
    extension = PurePosixPath(file.name).suffix.lower().lstrip(".")
    return Loaded.of(builder, f"application/x-{extension}")


def _partition() -> Any:
    # unstructured reads these when it is imported: it would send telemetry and print a notice otherwise.
    settings = os.environ
    settings["DO_NOT_TRACK"] = "true"
    settings["UNSTRUCTURED_DISABLE_NOTICE"] = "1"
    try:
        import spacy
        from unstructured.nlp import tokenize
        from unstructured.partition.auto import partition
    except ImportError as error:
        raise LoadError(
            "its format needs the extra: install `ragstone[unstructured]` and sync again, or convert the file"
        ) from error
    # It would download a spaCy model; a blank one with a rule for sentences does for what is asked of it here.
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    tokenize._get_nlp = lambda: nlp
    return partition


def _add(builder: TextBuilder, element: Any) -> None:
    builder.page = element.metadata.page_number
    if element.category == "Title":
        builder.heading(element.text, (element.metadata.category_depth or 0) + 1)
    else:
        builder.add(_KINDS.get(element.category, BlockKind.PROSE), element.text)
