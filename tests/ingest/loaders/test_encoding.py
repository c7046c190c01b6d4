"""In which encoding a text is that does not say so."""

from __future__ import annotations

from random import Random

import pytest

from ingest.errors import LoadError
from ingest.loaders.encoding import Encoding, decode, encoding_of
from ingest.loaders.loaded import RawFile
from ingest.loaders.registry import load


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Name;Preis €\nMüller;1,50\nGröße;2,00\n", "cp1252"),
        ("Item;Price\nCafé voucher;£5\nNaïve set;£7\n", "cp1252"),
        ("Employé;Durée;Prix\nBérénice;Été;10 €\nFrançois;Noël;20 €\nZoé;Août;30 €\n", "cp1252"),
        ("Málaga;Köln;São Paulo;Zürich\n", "cp1252"),
        ("Preis:\u00a05\u00a0€ – „Ja“, 30°C ± 2, § 5, 30 m², Nº 5\n", "cp1252"),
        ("STRASSE KÖLN;ÜBER\n", "cp1252"),
        ("Imię;Kwota\nŁukasz;5 zł\nŻaneta;7 zł\n", "cp1250"),
        ("Jméno;Částka\nŘehoř;5 Kč\nŠtěpán;7 Kč\n", "cp1250"),
        ("Név;Összeg\nŐrsi;5 Ft\nSzűcs;7 Ft\n", "cp1250"),
        ("İzin süresi 25 gündür. Çalışan yıllık izin ister.\n", "cp1254"),
        ("Имя;Сумма\nИван;5 рублей\n", "cp1251"),
        ("Привет мир\n", "koi8_r"),
        ("Η άδεια είναι 25 ημέρες\n", "cp1253"),
        ("日本語の文書です。休暇は二十日です。\n", "cp932"),
        ("日本語の文書です。休暇は二十日です。\n", "euc_jp"),
        ("员工每年有十天的带薪假期。\n", "gb18030"),
        ("員工每年有十天的帶薪假期。\n", "big5"),
        ("직원은 매년 십오일의 휴가를 받습니다.\n", "cp949"),
        ("Größe über Maß\n", "cp850"),
        ("Größe über Maß\n", "mac_roman"),
    ],
)
def test_the_likeliest_encoding_is_guessed(text: str, encoding: str) -> None:
    data = text.encode(encoding)
    assert decode(data) == text
    assert encoding_of(data).is_guessed


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        ("Größe".encode(), Encoding("utf-8-sig")),
        ("Größe".encode("utf-16"), Encoding("utf-16")),
        ("<meta charset=windows-1251><p>Мир".encode("cp1251"), Encoding("cp1251")),
        ('<?xml version="1.0" encoding="ISO-8859-1"?><p>5 €'.encode("cp1252"), Encoding("cp1252")),
        ('<meta content="text/html; charset=shift_jis"><p>本'.encode("cp932"), Encoding("cp932")),
        ("<meta charset=utf-8><p>Größe".encode("cp1252"), Encoding("cp1252", is_guessed=True)),
        ("<meta charset=utf-16><p>Größe".encode("cp1252"), Encoding("cp1252", is_guessed=True)),
        ("<meta charset=rot13><p>Größe".encode("cp1252"), Encoding("cp1252", is_guessed=True)),
    ],
)
def test_what_the_bytes_say_is_no_guess_unless_it_is_wrong(data: bytes, encoding: Encoding) -> None:
    assert encoding_of(data) == encoding


@pytest.mark.parametrize("name", ["a.csv", "a.txt", "a.md", "a.html"])
def test_a_guess_is_a_warning(name: str) -> None:
    loaded = load(RawFile(name, "Imię;Cena\nŻółkiewski;1,50 za godzinę\n".encode("cp1250")))
    assert loaded.warnings == (
        "its encoding is not said and was taken for cp1250; save it as UTF-8 if letters are wrong",
    )


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_what_excel_saves_is_no_warning(encoding: str) -> None:
    assert load(RawFile("a.csv", "Name;Preis €\nMüller;1,50\n".encode(encoding))).warnings == ()


def test_a_damaged_byte_does_not_make_utf_8_another_encoding() -> None:
    text = "Café Größe über Maß. "
    assert decode(text.encode() + b"\xff" + text.encode()) == f"{text}\ufffd{text}"


def test_bytes_that_are_no_text_are_an_error() -> None:
    with pytest.raises(LoadError, match="text in no known encoding; save the file as UTF-8"):
        decode(bytes(Random(7).choices(range(128, 256), k=5000)))
