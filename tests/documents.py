"""Files other than pictures for tests: honest ones, and the sort that nobody should be able to do harm with."""

import zipfile
from io import BytesIO

PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\nxref\ntrailer\n<< /Root 1 0 R >>\nstartxref\n9\n%%EOF\n"
TEXT = "What helped me: a walk, tea, and words.\r\nÜber Nacht.\r\n".encode()
RTF = b"{\\rtf1\\ansi What helped me.}"
SCRIPT = b"<script>alert(1)</script>"
ODT_TYPE = b"application/vnd.oasis.opendocument.text"


def archive(*names, first=None):
    written = BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_STORED) as made:
        if first:
            made.writestr("mimetype", first)
        for name in names:
            made.writestr(name, b"words")
    return written.getvalue()


ODT = archive("content.xml", "META-INF/manifest.xml", first=ODT_TYPE)
DOCX = archive("[Content_Types].xml", "_rels/.rels", "word/document.xml")
XLSX = archive("[Content_Types].xml", "xl/workbook.xml")

HONEST = {
    "pdf": PDF, "txt": TEXT, "csv": b"day,hours\n1,6\n", "rtf": RTF, "odt": ODT, "docx": DOCX, "xlsx": XLSX,
    "ods": archive("content.xml", first=b"application/vnd.oasis.opendocument.spreadsheet"),
    "odp": archive("content.xml", first=b"application/vnd.oasis.opendocument.presentation"),
    "pptx": archive("[Content_Types].xml", "ppt/presentation.xml"),
}  # fmt: skip

# name: (content, file name)
BAD = {
    "a PDF with a page behind it": (PDF + SCRIPT, "a.pdf"),
    "a PDF with a page before it": (SCRIPT + PDF, "a.pdf"),
    "a PDF that begins as a page": (PDF.replace(b"1 0 obj", b"<html>" + SCRIPT + b"\n1 0 obj"), "a.pdf"),
    "a PDF that is an archive, too": (PDF + DOCX, "a.pdf"),
    "a PDF around an archive": (PDF[:9] + DOCX + PDF[9:], "a.pdf"),
    "half a PDF": (PDF[:40], "a.pdf"),
    "a page called PDF": (b"<!doctype html>" + SCRIPT, "a.pdf"),
    "a page called text": (b"\n\n <HTML><body>" + SCRIPT, "a.txt"),
    "a drawing called text": (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "a.txt"),
    "a script called text": (b"#!/bin/sh\nrm -r x\n", "a.txt"),
    "a program called text": (b"MZ\x90\x00\x03", "a.txt"),
    "NULs called text": (b"a\x00b", "a.txt"),
    "an archive called document": (archive("holiday.txt"), "a.docx"),
    "an archive of programs called document": (archive("[Content_Types].xml", "word/run.exe"), "a.docx"),
    "a document with macros": (archive("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), "a.docx"),
    "an open document with macros": (archive("content.xml", "Basic/Standard/x.xml", first=ODT_TYPE), "a.odt"),
    "an archive behind a page": (SCRIPT + DOCX, "a.docx"),
    "a page behind a document": (DOCX + SCRIPT, "a.docx"),
    "a spreadsheet called document": (XLSX, "a.docx"),
    "half a document": (DOCX[:60], "a.docx"),
    "rich text with an object in it": (b"{\\rtf1 {\\object\\objdata 0105}}", "a.rtf"),
}  # fmt: skip
