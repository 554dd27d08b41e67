"""An organisation's sheets as one workbook, out and in; the same answers as CSV and JSON."""
