"""Documents: PDF, HWPX and HWP 5. Text as paragraphs, tables as grids that keep merged cells."""

from gotgan.engine.media.documents.grid import Block, Cell, Grid, Paragraph, Unfit
from gotgan.engine.media.documents.measure import DocumentFacts, measure_document
from gotgan.engine.media.documents.read import open_document

__all__ = ["Block", "Cell", "DocumentFacts", "Grid", "Paragraph", "Unfit", "measure_document", "open_document"]
