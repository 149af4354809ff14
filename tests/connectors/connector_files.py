"""Small files of every format, made in code."""

from __future__ import annotations

import io
import zipfile

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def pdf(*pages, password=None, title=None):
    """A PDF with the given pages, each a list of lines."""
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfgen import canvas

    target = io.BytesIO()
    sheet = canvas.Canvas(target, pagesize=A4, encrypt=password, invariant=1)
    if title:
        sheet.setTitle(title)
    for lines in pages:
        text = sheet.beginText(72, 770)
        for line in lines:
            text.textLine(line)
        sheet.drawText(text)
        sheet.showPage()
    sheet.save()
    return target.getvalue()


def scanned_pdf(pages=1):
    """A PDF whose pages hold one picture each."""
    from PIL import Image
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen import canvas

    target = io.BytesIO()
    sheet = canvas.Canvas(target, invariant=1)
    for _ in range(pages):
        sheet.drawImage(ImageReader(Image.new("RGB", (40, 40), "grey")), 50, 50, 400, 600)
        sheet.showPage()
    sheet.save()
    return target.getvalue()


def docx(build):
    """A DOCX that ``build`` fills through python-docx."""
    import docx as python_docx

    document = python_docx.Document()
    build(document)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def xlsx(build):
    """An XLSX whose first sheet ``build`` fills through openpyxl."""
    import openpyxl

    book = openpyxl.Workbook()
    build(book.active)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def rezip(data, changes):
    """The archive with the members in ``changes`` replaced or added; ``None`` takes one out."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in changes:
                new.writestr(name, old.read(name))
        for name, content in changes.items():
            if content is not None:
                new.writestr(name, content)
    return target.getvalue()


def member(data, name):
    """One member of an archive."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name)


class CountingStream(io.RawIOBase):
    """An endless stream of ``a`` that counts what was read from it."""

    def __init__(self, size):
        self.size = size
        self.count = 0

    def readable(self):
        return True

    def read(self, size=-1):
        take = self.size - self.count if size < 0 else min(size, self.size - self.count)
        self.count += take
        return b"a" * take
