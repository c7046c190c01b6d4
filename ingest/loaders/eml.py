"""EML: who wrote to whom and when, then the message, and what it quotes under the name of who wrote that.

The plain part is preferred to the HTML one.
"""

from __future__ import annotations

from email import message_from_bytes, policy
from email.message import EmailMessage, MIMEPart
from email.utils import parseaddr
from pathlib import PurePosixPath

from ingest.document import BlockKind
from ingest.loaders.eml_html import add_html_message
from ingest.loaders.eml_plain import add_plain
from ingest.loaders.eml_thread import Thread
from ingest.loaders.encoding import decode
from ingest.loaders.loaded import Loaded, RawFile
from ingest.text_builder import TextBuilder

_HEADERS = ("From", "To", "Cc", "Date", "Subject")


def load(file: RawFile) -> Loaded:
    """Read one message. What is attached to it is listed by its place, each a document of its own or a warning here."""
    message = message_from_bytes(file.data, policy=policy.default)
    subject = str(message.get("Subject", "")).strip()
    builder = TextBuilder()
    builder.heading(subject, 1)
    builder.add(BlockKind.MESSAGE, "\n".join(f"{name}: {message[name]}" for name in _HEADERS if message[name]))
    _add_body(builder, message)
    loaded = Loaded.of(builder, "message/rfc822", title=subject or None)
    warnings = tuple(
        f"the attachment '{name}' was not read; save it beside the message in a format that can be"
        for name in _unread(message)
    )
    return Loaded(loaded.text, loaded.blocks, loaded.media_type, loaded.title, warnings=(*loaded.warnings, *warnings))


def _unread(message: EmailMessage) -> list[str]:
    """The names of attachments that nobody reads; pictures are mostly those of signatures."""
    from ingest.loaders.registry import LOADERS  # which names this module

    found = [part for part in message.iter_attachments() if part.get_content_maintype() not in ("image", "message")]
    named = [part.get_filename() or part.get_content_type() for part in found]
    return [name for name in named if PurePosixPath(name).suffix.lower() not in {*LOADERS, ".zip", ".mbox"}]


def _add_body(builder: TextBuilder, message: EmailMessage) -> None:
    body = message.get_body(preferencelist=("plain", "html"))
    if body is None:
        return
    thread = Thread(builder, _sender(message))
    content = _text_of(body)
    if body.get_content_type() == "text/html":
        add_html_message(thread, content)
    else:
        add_plain(thread, content)


def _text_of(body: MIMEPart) -> str:
    try:
        return str(body.get_content())
    except LookupError:  # it names an encoding that nobody knows
        data = body.get_payload(decode=True)
        return decode(data) if isinstance(data, bytes) else ""


def _sender(message: EmailMessage) -> str:
    """The name of who sent it, else the address."""
    name, address = parseaddr(str(message.get("From", "")))
    return name or address or "Sender"
