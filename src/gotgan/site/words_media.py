"""Facts that a scan measures of pictures, sounds, texts and documents, in words (docs/reference/scan-media.md)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from gotgan.site.words import Words

FACTS: Words = {
    "kind": _("What it is"),
    "format": _("Format"),
    "subtype": _("Coding"),
    "encoding": _("Encoding"),
    "width": _("Width in pixels"),
    "height": _("Height in pixels"),
    "mode": _("Colour mode"),
    "has_exif": _("Carries EXIF"),
    "has_gps": _("Carries a place"),
    "brightness": _("Brightness (0–1)"),
    "sharpness": _("Sharpness"),
    "entropy": _("Entropy in bits"),
    "flags": _("Doubts"),
    "seconds": _("Length in seconds"),
    "sample_rate": _("Samples a second"),
    "channels": _("Channels"),
    "silence_share": _("Silent share"),
    "clipping_share": _("Clipped share"),
    "language": _("Language of the text"),
    "characters": _("Characters of text"),
    "lines": _("Lines of text"),
    "tokens": _("Tokens (an estimate)"),
    "duplicate_line_share": _("Share of repeated lines"),
    "repeated_gram_share": _("Share of repeated phrases"),
    "lost_characters": _("Characters lost in decoding"),
    "pages": _("Pages"),
    "paragraphs": _("Paragraphs of text"),
    "tables": _("Tables"),
    "cells": _("Cells of tables"),
    "merged_cells": _("Merged cells"),
}
"""Names of facts."""
VALUES: Words = {
    "image": _("a picture"),
    "audio": _("a sound"),
    "text": _("a text"),
    "document": _("a document"),
    "label": _("a label"),
    "True": _("yes, it is"),
    "False": _("no, it is not"),
    "dark": _("too dark"),
    "light": _("too light"),
    "blurry": _("blurred"),
    "low_information": _("little in it"),
    "silent": _("silence only"),
    "clipped": _("clipped sound"),
    "repetitive": _("repeats itself"),
    "lost_characters": _("lost characters"),
    "no_text": _("no text in it"),
    "restricted": _("restricted by its author"),
    "ko": _("Korean language"),
    "en": _("English language"),
    "ja": _("Japanese language"),
    "zh": _("Chinese language"),
}
"""What a fact may say: the kind, a yes or no, a flag, a language."""
