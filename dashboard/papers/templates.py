"""Templates of papers: the district's own before those that ship, sandboxed, every word checked by name."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from docx.opc.exceptions import PackageNotFoundError
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml.etree import LxmlError  # type: ignore[import-untyped]

from dashboard.district import District
from dashboard.papers import FIELDS, Evidence, Kind, PaperError
from dashboard.papers.wording import Head, drawn

SHIPPED = Path(__file__).parent / "templates"
LARGEST = 20 << 20
"""Bytes of a template, inflated."""
SAMPLE = datetime(2026, 3, 2, 1, tzinfo=UTC)


def template(kind: Kind, district: District) -> Path:
    """The file from which a paper is made."""
    if district.papers.folder:
        own = district.found(district.papers.folder) / f"{kind}.docx"
        if own.is_file():
            return own
    return SHIPPED / f"{kind}.docx"


def made(path: Path, fields: Mapping[str, Any]) -> bytes:
    """A paper as a file of Word; a `PaperError` names the template and what in it cannot be used."""
    try:
        bounded(path)
        paper = DocxTemplate(path)
        if strange := sorted(paper.get_undeclared_template_variables(jinja_env=sandbox()) - FIELDS.keys()):
            raise PaperError(
                f"template {path.name}: {', '.join(strange)}: no such field; there are {', '.join(FIELDS)}"
            )
        paper.render(dict(fields), jinja_env=sandbox(), autoescape=True)
        out = io.BytesIO()
        paper.save(out)
    except (TemplateError, ArithmeticError, TypeError, AttributeError) as error:
        raise PaperError(f"template {path.name}: {error}") from error
    except (OSError, PackageNotFoundError, zipfile.BadZipFile, KeyError, ValueError, LxmlError) as error:
        raise PaperError(f"template {path.name} is no document of Word (.docx): {error}") from error
    return out.getvalue()


def bounded(path: Path) -> None:
    """Refuse a file that would inflate without end."""
    with zipfile.ZipFile(path) as parts:
        if sum(part.file_size for part in parts.infolist()) > LARGEST:
            raise PaperError(f"template {path.name} inflates beyond {LARGEST >> 20} MB")


def sandbox() -> ImmutableSandboxedEnvironment:
    """Where the words of a template run: they see the fields alone, and what they write is text."""
    return ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined)


def strange(district: District) -> Iterator[str]:
    """What is wrong with the templates of a district, each tried on a sample."""
    for kind in Kind:
        try:
            made(template(kind, district), sample(kind, district))
        except PaperError as error:
            yield str(error)


def sample(kind: Kind, district: District) -> dict[str, Any]:
    """The fields of an invented paper, with one line of evidence."""
    lever = {"level": "L2", "unit": district.centre, "respond_by": SAMPLE}
    matter = {"keys": ["case:sample/1"], "hands": [district.centre]}
    lines = [Evidence(when=SAMPLE, who=district.centre, what="派遣", seq=1)]
    return drawn(kind, lever, matter, lines, Head(district=district, now=SAMPLE))
