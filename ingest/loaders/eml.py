"""EML: who wrote to whom and when, then the message; the plain part is preferred to the HTML one."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from email.message import EmailMessage

from ingest.document import BlockKind
from ingest.loaders.html import add_html
from ingest.loaders.loaded import Loaded, RawFile
from ingest.text_builder import TextBuilder

_HEADERS = ("From", "To", "Cc", "Date", "Subject")
_BLANK_LINE = re.compile(r"\n\s*\n")
_ITEM = re.compile(r"(?:[-*•]|\d{1,2}[.)])\s+\S")
_ITEM_BREAK = re.compile(r"\n(?=\s*(?:[-*•]|\d{1,2}[.)])\s+\S)")
_QUOTE = re.compile(r"^(?:>\s?)+", re.MULTILINE)


def load(file: RawFile) -> Loaded:
    """Read one message; attachments are named as warnings, their content is not read."""
    message = message_from_bytes(file.data, policy=policy.default)
    subject = str(message.get("Subject", "")).strip()
    builder = TextBuilder()
    builder.heading(subject, 1)
    builder.add(BlockKind.MESSAGE, "\n".join(f"{name}: {message[name]}" for name in _HEADERS if message[name]))
    _add_body(builder, message)
    loaded = Loaded.of(builder, "message/rfc822", title=subject or None)
    names = [part.get_filename() or part.get_content_type() for part in message.iter_attachments()]
    warnings = tuple(f"the attachment '{name}' was not read; save it beside the message" for name in names)
    return Loaded(loaded.text, loaded.blocks, loaded.media_type, loaded.title, warnings=(*loaded.warnings, *warnings))


def _add_body(builder: TextBuilder, message: EmailMessage) -> None:
    body = message.get_body(preferencelist=("plain", "html"))
    if body is None:
        return
    content = str(body.get_content())
    if body.get_content_type() == "text/html":
        add_html(builder, content)
        return
    for paragraph in _BLANK_LINE.split(_QUOTE.sub("", content)):
        _add_paragraph(builder, paragraph)


def _add_paragraph(builder: TextBuilder, paragraph: str) -> None:
    """Lines of a paragraph belong together, unless each begins an item of a list."""
    lead_in = ""
    for part in _ITEM_BREAK.split(paragraph):
        text = " ".join(part.split())
        is_item = bool(_ITEM.match(text))
        builder.add(BlockKind.LIST if is_item else BlockKind.MESSAGE, text, lead_in=lead_in if is_item else "")
        lead_in = lead_in if is_item else text
