"""Whose words a message holds: its sender's, or those of somebody it quotes."""

from __future__ import annotations

from email.message import EmailMessage

import pytest

from ingest.loaders.loaded import Loaded, RawFile
from ingest.loaders.registry import load

KIM = "On Tue, Nov 3, 2026 at 9:00 AM Kim Larsen <kim@corrow.example> wrote:"
HEADER = "From: Kim Larsen <kim@corrow.example>\nSent: Tuesday, 3 November 2026 09:00\nTo: Ada Berg\nSubject: Leave\n"
NAMED = "From: Kim Larsen <kim@corrow.example>; Sent: Tuesday, 3 November 2026 09:00"


def read(text: str, subtype: str = "plain") -> Loaded:
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = "Leave", "Ada Berg <ada@corrow.example>", "kim@corrow.example"
    message.set_content(text, subtype=subtype)
    return load(RawFile("a.eml", message.as_bytes()))


def said(loaded: Loaded) -> list[tuple[str, str]]:
    """Whose words each block below the header is, and the block; headings are left out."""
    return [
        (" > ".join(block.heading_path[1:]), block.span.of(loaded.text))
        for block in loaded.blocks[2:]
        if block.kind != "heading"
    ]


def test_what_is_quoted_stands_under_the_name_of_who_wrote_it() -> None:
    text = (
        "Yes, 25 days.\n\n" + KIM.replace(" wrote", "\nwrote") + "\n\n> Is it 20 days?\n>\n"
        "> On Mon, 2 Nov 2026, Bob wrote:\n>> I think 30.\n> What do you say?\n\nIn short: 25.\n"
    )
    assert said(read(text)) == [
        ("", "Yes, 25 days."),
        (KIM, "Is it 20 days?"),
        (f"{KIM} > On Mon, 2 Nov 2026, Bob wrote:", "I think 30."),
        (KIM, "What do you say?"),
        ("Ada Berg", "In short: 25."),
    ]


@pytest.mark.parametrize(
    "line",
    ["Am 03.11.2026 um 09:00 schrieb Kim:", "Le 3 nov. 2026 à 09:00, Kim a écrit :", "El 3/11/2026, Kim escribió:"],
)
def test_other_languages_say_who_wrote(line: str) -> None:
    assert said(read(f"Ja.\n\n{line}\n> 20?\n")) == [("", "Ja."), (line, "20?")]


def test_what_is_quoted_without_a_name_is_called_quoted() -> None:
    assert said(read("> 20 days?\n\nNo, 25.\n")) == [("Quoted message", "20 days?"), ("Ada Berg", "No, 25.")]


@pytest.mark.parametrize(
    "above", ["", "________________________________\n", "-----Original Message-----\n", "Begin forwarded message:\n\n"]
)
def test_below_the_header_of_an_earlier_message_all_is_its_writers(above: str) -> None:
    loaded = read(f"See below.\n\n{above}{HEADER}\nIs it 20 days?\n\n> I think 30.\n")
    assert said(loaded) == [
        ("", "See below."), (NAMED, HEADER.strip()), (NAMED, "Is it 20 days?"),
        (f"{NAMED} > Quoted message", "I think 30."),
    ]  # fmt: skip
    assert "Original" not in loaded.text and "___" not in loaded.text


def test_the_second_earlier_message_is_its_own_writers() -> None:
    loaded = read(
        f"See.\n\n{HEADER}\nIs it 20?\n\nVon: Bob\nGesendet: Montag\nAn: Kim\nBetreff: Urlaub\n\nEs sind 30.\n"
    )
    assert said(loaded)[-1] == ("Von: Bob; Gesendet: Montag", "Es sind 30.")


def test_what_only_looks_like_a_quotation_is_the_senders() -> None:
    text = "On 3 November Kim wrote: the gate is shut.\n\nFrom: Monday on, take the other.\n\nIt is a > b.\n"
    assert [author for author, _ in said(read(text))] == ["", "", ""]


def test_a_signature_is_one_block_that_keeps_its_lines() -> None:
    assert said(read("Yes.\n\n-- \nAda Berg\nRoom 12\n"))[-1] == ("", "Ada Berg\nRoom 12")


@pytest.mark.parametrize(
    ("markup", "author"),
    [
        (f'<div>Yes.</div><div class="gmail_quote"><div class="gmail_attr">{KIM.replace("<", "&lt;")}<br></div>'
         '<blockquote class="gmail_quote"><p>20?</p></blockquote></div>', KIM),
        ('<p>Yes.</p><div class="moz-cite-prefix">On 3/11/2026 09:00, Kim wrote:<br></div>'
         '<blockquote type="cite"><p>20?</p></blockquote>', "On 3/11/2026 09:00, Kim wrote:"),
        ('<div><p>Yes.</p><div><div style="border:none;border-top:solid #E1E1E1 1pt"><p><b>From:</b>'
         " Kim<br><b>Sent:</b> Tuesday<br><b>To:</b> Ada</p></div></div><p>20?</p></div>", "From: Kim; Sent: Tuesday"),
        ('<p>Yes.</p><blockquote type="cite"><p>20?</p></blockquote>', "Quoted message"),
    ],
)  # fmt: skip
def test_what_html_wraps_as_quoted_stands_under_its_writers_name(markup: str, author: str) -> None:
    assert said(read(markup, "html")) == [("", "Yes."), (author, "20?")]


def test_html_goes_on_with_the_senders_words_and_keeps_its_tables() -> None:
    table = "<table><tr><th>Day</th><th>Hours</th></tr><tr><td>Monday</td><td>8</td></tr></table>"
    loaded = read(f'<p>Yes.</p><blockquote type="cite">{table}</blockquote><p>In short: 25.</p>', "html")
    assert said(loaded)[1:] == [("Quoted message", "Day: Monday; Hours: 8"), ("Ada Berg", "In short: 25.")]


def test_earlier_messages_of_an_html_thread_each_stand_under_their_writer() -> None:
    earlier = (
        '<div><div style="border-top:solid 1pt"><p><b>From:</b> {0}<br><b>Sent:</b> {1}'
        "<br><b>To:</b> Ada</p></div></div>"
        "<p>{0} said.</p>"
    )
    thread = earlier.format("Kim", "Friday") + earlier.format("Bo", "Monday")
    assert said(read(f"<div><p>Yes.</p>{thread}</div>", "html")) == [
        ("", "Yes."), ("From: Kim; Sent: Friday", "Kim said."), ("From: Bo; Sent: Monday", "Bo said."),
    ]  # fmt: skip


def test_an_encoding_that_nobody_knows_is_found_out() -> None:
    header = "Subject: Leave\nContent-Type: text/plain; charset=corrow-8\n\n"
    assert load(RawFile("a.eml", f"{header}Größe 25.\n".encode())).text.endswith("Größe 25.")


@pytest.mark.parametrize("declared", ["", "Content-Type: text/plain; charset=utf-8\n", "Content-Type: text/plain\n"])
@pytest.mark.parametrize(("encoding", "warnings"), [("utf-8", 0), ("cp1252", 0), ("cp850", 1)])
def test_a_text_in_another_encoding_than_the_mail_says_is_found_out(
    declared: str, encoding: str, warnings: int
) -> None:
    loaded = load(RawFile("a.eml", f"Subject: Leave\n{declared}\nGröße und Länge 25.\n".encode(encoding)))
    assert loaded.text.endswith("Größe und Länge 25.")
    assert len(loaded.warnings) == warnings


@pytest.mark.parametrize("plain", ["", " \n\u00a0\n"])
def test_html_beside_a_blank_text_is_read(plain: str) -> None:
    message = EmailMessage()
    message["Subject"] = "Leave"
    message.set_content(plain)
    message.add_alternative("<p>It is 30 days.</p>", subtype="html")
    assert load(RawFile("a.eml", message.as_bytes())).text.endswith("It is 30 days.")


def test_text_goes_on_below_what_is_attached() -> None:
    message = EmailMessage()
    message["Subject"] = "Leave"
    message.set_content("See the plan.")
    message.add_attachment(b"x", maintype="application", subtype="pdf", filename="plan.pdf")
    for text, kind in (("And ask Kim.", "plain"), ("<p>Or Bo.</p>", "html")):
        message.add_attachment(text, subtype=kind, disposition="inline")
    message.add_attachment("Apart.", subtype="plain", disposition="inline", filename="apart.txt")
    loaded = load(RawFile("a.eml", message.as_bytes()))
    assert [text for _, text in said(loaded)] == ["See the plan.", "And ask Kim.", "Or Bo."]
    assert loaded.warnings == ()


def test_html_that_is_hidden_is_hidden_in_what_is_quoted_too() -> None:
    markup = (
        '<style>.x{display:none}</style><p>Yes.</p><blockquote type="cite"><p class="x">99</p><p>20?</p></blockquote>'
    )
    loaded = read(markup, "html")
    assert "99" not in loaded.text
    assert loaded.warnings[0].startswith("2 characters")


def test_a_message_that_is_made_to_be_slow_is_not() -> None:
    loaded = read("-" * 20_000 + "x\n" + ">" * 3000 + " deep\n" + "On 1 " * 5000 + "\n" + "From: x\n" * 5000)
    assert "deep" in loaded.text


def test_what_is_attached_is_a_document_of_its_own_or_a_warning() -> None:
    message = EmailMessage()
    message["Subject"] = "Offer"
    message.set_content("See what is attached.")
    for name, kind in (("offer.pdf", "application/pdf"), ("logo.png", "image/png"), ("plan.dwg", "application/dwg")):
        main, sub = kind.split("/")
        message.add_attachment(b"x", maintype=main, subtype=sub, filename=name)
    found = load(RawFile("a.eml", message.as_bytes()))
    assert found.warnings == (
        "the attachment 'plan.dwg' was not read; save it beside the message in a format that can be",
    )
