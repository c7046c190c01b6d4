"""The report as one page that needs nothing else: no script, no font, no image from anywhere."""

from __future__ import annotations

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from ragstone.doctor.report import Report

_TEMPLATES = Environment(
    loader=PackageLoader("ragstone.doctor"), autoescape=select_autoescape(default=True), undefined=StrictUndefined,
    trim_blocks=True, lstrip_blocks=True,
)  # fmt: skip


def page(report: Report) -> str:
    """HTML; whatever a document says stands in it as text."""
    return _TEMPLATES.get_template("report.html").render(report=report)
