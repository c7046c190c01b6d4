"""PDF files that lie about their pages, lead in circles, or unpack to far more than they weigh."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence

_FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
_PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>"
_SAYS = b"BT /F 12 Tf 72 700 Td (Leave is 25 days a year for everybody.) Tj ET"


def pdf(objects: Sequence[bytes], *, trailer: bytes = b"") -> bytes:
    """A PDF of `objects`, numbered from 1, of which the first is the catalogue."""
    out, offsets = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    rows = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    tail = b"trailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n"
    return out + head + rows + tail % (len(objects) + 1, trailer, len(out))


def stream(data: bytes, entries: bytes = b"") -> bytes:
    """A stream object."""
    return b"<</Length %d%s>>\nstream\n%s\nendstream" % (len(data), entries, data)


def page(
    content: bytes = _SAYS,
    *,
    catalog: bytes = b"",
    pages: bytes = b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
    sheet: bytes = _PAGE,
    contents: bytes = b"",
    more: Sequence[bytes] = (),
    trailer: bytes = b"",
) -> bytes:
    """A PDF of one page, each part of which may be another."""
    root = b"<</Type/Catalog/Pages 2 0 R%s>>" % catalog
    return pdf([root, pages, sheet, contents or stream(content), _FONT, *more], trailer=trailer)


def flate(data: bytes, times: int = 1) -> bytes:
    """A stream of `data`, deflated `times` times."""
    for _ in range(times):
        data = zlib.compress(data, 9)
    return stream(data, b"/Filter[%s]" % (b"/FlateDecode" * times))


def stream_bomb() -> bytes:
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(b" " * 10_000_000) for _ in range(10)) + packer.flush()
    return page(contents=stream(zlib.compress(packed, 9), b"/Filter[/FlateDecode/FlateDecode]"))


def letters_bomb() -> bytes:
    return page(contents=flate(b"BT /F 1 Tf " + b"(x) Tj " * 30_000 + b"ET"))


def rules_bomb() -> bytes:
    lines = b"".join(b"%d 0 m %d 792 l S 0 %d m 612 %d l S\n" % (n, n, n, n) for n in range(600))
    return page(contents=flate(_SAYS + lines * 10))


def cells_bomb() -> bytes:
    lines = b"".join(b"%f 0 m %f 792 l S 0 %f m 612 %f l S\n" % (n, n, n, n) for n in (k * 1.5 for k in range(400)))
    return page(contents=flate(_SAYS + lines))


def white_on_paint() -> bytes:
    paint = b"0.9 g " + b"".join(b"%d %d 2 2 re f\n" % (n % 600, n // 600 * 3) for n in range(8_000))
    letters = b"1 g " + b"".join(b"BT /F 4 Tf %d %d Td (w) Tj ET\n" % (n % 600, n // 600 * 5) for n in range(8_000))
    return page(contents=flate(_SAYS + paint + letters))


def many_pages() -> bytes:
    kids = b" ".join(b"3 0 R" for _ in range(3_000))
    return page(pages=b"<</Type/Pages/Count 3000/Kids[%s]>>" % kids)


def own_form() -> bytes:
    form = stream(b"/X Do " * 50, b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 6 0 R>>>>")
    sheet = _PAGE.replace(b"/Font<<", b"/XObject<</X 6 0 R>>/Font<<")
    return page(_SAYS + b" /X Do", sheet=sheet, more=[form])


def outline_loop() -> bytes:
    root = b"<</Type/Outlines/First 7 0 R/Last 7 0 R/Count 1>>"
    entry = b"<</Title(Leave)/Parent 6 0 R/Next 7 0 R/First 7 0 R/Dest[3 0 R/XYZ 0 700 0]>>"
    return page(catalog=b"/Outlines 6 0 R", more=[root, entry])


def object_stream_loop() -> bytes:
    inside = stream(b"1 0 <</Type/Catalog/Pages 2 0 R>>", b"/Type/ObjStm/N 1/First 4/Extends 6 0 R")
    return page(more=[inside])


def unicode_map_bomb() -> bytes:
    rows = b"".join(b"<%04x><%s>\n" % (n, b"0041" * 100) for n in range(2000))
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/ToUnicode 6 0 R>>"
    body = flate(b"begincmap 2000 beginbfchar\n" + rows + b"endbfchar endcmap")
    says = b"BT /F 12 Tf 72 700 Td (" + b"A" * 5_000 + b") Tj ET"
    return pdf(
        [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>", _PAGE, stream(says), font, body]
    )


def turned() -> bytes:
    rows = b"".join(b"BT /F 9 Tf 0 1 -1 0 %d 40 Tm (Sideways %d) Tj ET\n" % (n * 9, n) for n in range(60))
    return page(rows)


FILES: dict[str, Callable[[], bytes]] = {
    "page-tree-loop.pdf": lambda: page(pages=b"<</Type/Pages/Kids[2 0 R 3 0 R]/Count 2>>"),
    "page-parent-loop.pdf": lambda: page(sheet=b"<</Type/Pages/Parent 3 0 R/Kids[3 0 R 2 0 R]/Count 9>>"),
    "xref-loop.pdf": lambda: page(trailer=b"/Prev 9").replace(b"startxref", b"startxref\n0\nstartxref"),
    "xref-nowhere.pdf": lambda: page(trailer=b"/Prev 99999999999999"),
    "count-of-two-billion.pdf": lambda: page(pages=b"<</Type/Pages/Kids[3 0 R]/Count 2147483647>>"),
    "count-below-zero.pdf": lambda: page(pages=b"<</Type/Pages/Kids[3 0 R]/Count -5>>"),
    "pages-without-end.pdf": many_pages,
    "sheet-of-a-thousand-km.pdf": lambda: page(sheet=_PAGE.replace(b"612 792", b"3e9 3e9")),
    "sheet-of-no-size.pdf": lambda: page(sheet=_PAGE.replace(b"612 792", b"0 0")),
    "sheet-of-nan.pdf": lambda: page(sheet=_PAGE.replace(b"612 792", b"nan 1e999")),
    "nested-arrays.pdf": lambda: page(catalog=b"/X " + b"[" * 100_000 + b"]" * 100_000),
    "nested-arrays-in-a-page.pdf": lambda: page(b"[" * 100_000 + _SAYS),
    "nested-states.pdf": lambda: page(b"q " * 200_000 + _SAYS),
    "stream-bomb.pdf": stream_bomb,
    "letters-bomb.pdf": letters_bomb,
    "rules-bomb.pdf": rules_bomb,
    "cells-bomb.pdf": cells_bomb,
    "white-on-paint.pdf": white_on_paint,
    "form-in-itself.pdf": own_form,
    "outline-loop.pdf": outline_loop,
    "object-stream-loop.pdf": object_stream_loop,
    "unicode-map-bomb.pdf": unicode_map_bomb,
    "hundred-filters.pdf": lambda: page(contents=stream(b"x", b"/Filter[%s]" % (b"/FlateDecode" * 5000))),
    "length-that-lies.pdf": lambda: page(contents=stream(_SAYS).replace(b"/Length", b"/Length 999999999 %")),
    "letters-of-nan.pdf": lambda: page(b"BT /F nan Tf 1e38 1e38 1e38 1e38 1e38 1e38 Tm (far) Tj ET " + _SAYS),
    "turned.pdf": turned,
    "line-of-numbers.pdf": lambda: page(b"BT /F 3 Tf 72 700 Td (a " + b"1 " * 60_000 + b"x) Tj ET " + _SAYS),
    "line-of-letters.pdf": lambda: page(b"BT /F 3 Tf 72 700 Td (" + b"ab" * 60_000 + b"-) Tj ET " + _SAYS),
    "header-alone.pdf": lambda: b"%PDF-1.7\n%%EOF",
    "root-that-is-missing.pdf": lambda: page().replace(b"/Root 1 0 R", b"/Root 77 0 R"),
}
