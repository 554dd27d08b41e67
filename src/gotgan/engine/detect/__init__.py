"""Finding personal and protected identifiers: decided per column, masked everywhere.

`detect_parquet` reads every row of a table, `detect_text` free-standing lines; `mask_text` and
`contains_identifier` judge one text without a column around it, and err on the side of masking.
"""

from gotgan.engine.detect.masking import contains_identifier, mask_text
from gotgan.engine.detect.scan import detect_parquet, detect_text

__all__ = ["contains_identifier", "detect_parquet", "detect_text", "mask_text"]
