"""EML: who wrote to whom and when, then the message, and what it quotes under the name of who wrote that.

The plain part is preferred to the HTML one, unless it is blank.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from email.utils import parseaddr
from pathlib import PurePosixPath

from ingest.document import BlockKind
from ingest.loaders.eml_html import add_html_message
from ingest.loaders.eml_plain import add_plain
from ingest.loaders.eml_thread import Thread
from ingest.loaders.encoding import decode, guess_warning
from ingest.loaders.html import visible_text
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
    guessed = _add_body(builder, message)
    loaded = Loaded.of(builder, "message/rfc822", title=subject or None)
    unread = tuple(
        f"the attachment '{name}' was not read; save it beside the message in a format that can be"
        for name in _unread(message)
    )
    return replace(loaded, warnings=(*loaded.warnings, *guessed, *unread))


def _unread(message: EmailMessage) -> list[str]:
    """The names of attachments that nobody reads; pictures are mostly those of signatures."""
    from ingest.loaders.registry import LOADERS  # which names this module

    read = list(map(id, _texts(message)))
    parts = [part for part in message.iter_attachments() if id(part) not in read]
    found = [part for part in parts if part.get_content_maintype() not in ("image", "message")]
    named = [part.get_filename() or part.get_content_type() for part in found]
    return [name for name in named if PurePosixPath(name).suffix.lower() not in {*LOADERS, ".zip", ".mbox"}]


def _add_body(builder: TextBuilder, message: EmailMessage) -> tuple[str, ...]:
    """Add all of its text; gives a warning where the encoding of some was guessed."""
    thread = Thread(builder, _sender(message))
    warnings: dict[str, None] = {}
    for part in _texts(message):
        content, guessed = _text_of(part)
        warnings |= dict.fromkeys(guessed)
        if part.get_content_type() == "text/html":
            add_html_message(thread, content)
        else:
            add_plain(thread, content)
    return tuple(warnings)


def _texts(part: Message) -> list[Message]:
    """The parts of its text in order; of several versions of one the plain one, unless that is blank."""
    if part.get_content_type() == "multipart/alternative":
        versions = [_texts(each) for each in _parts(part)]
        plain = [version for version in versions if version and version[0].get_content_type() == "text/plain"]
        return next((version for version in [*plain, *versions] if any(map(_says_something, version))), [])
    if part.is_multipart() and part.get_content_type() != "message/rfc822":
        return [text for each in _parts(part) if not _is_attached(each) for text in _texts(each)]
    return [part] if part.get_content_type() in ("text/plain", "text/html") else []


def _parts(part: Message) -> Iterator[Message]:
    payload = part.get_payload()
    return (each for each in (payload if isinstance(payload, list) else []) if isinstance(each, Message))


def _is_attached(part: Message) -> bool:
    """Whether it is a document of its own: `ingest.sources.mail` reads what bears the name of one."""
    return part.get_content_disposition() == "attachment" or bool(PurePosixPath(part.get_filename() or "").suffix)


def _says_something(part: Message) -> bool:
    content, _ = _text_of(part)
    return bool((visible_text(content)[0] if part.get_content_type() == "text/html" else content).strip())


def _text_of(part: Message) -> tuple[str, tuple[str, ...]]:
    """Its text in the encoding that it names; where that is none, or not the one it is in, in the likeliest one."""
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes):
        return "", ()
    try:
        return data.decode(part.get_content_charset("utf-8")), ()
    except (LookupError, ValueError):
        return decode(data), guess_warning(data)


def _sender(message: EmailMessage) -> str:
    """The name of who sent it, else the address."""
    name, address = parseaddr(str(message.get("From", "")))
    return name or address or "Sender"
