"""The funding case: one answer told on a page, on slides, in a workbook, on a web page and as a fiscal note."""
