"""An Excel workbook as tables, edited in place."""
