"""A document as PDF: A4, print-ready, the same bytes for the same document.

`print_document(document)` gives the bytes. The document is data (`pdf.py` says its shape), never read as markup.
"""

from gotgan.engine.printing.pdf import CannotPrint, print_document

__all__ = ["CannotPrint", "print_document"]
