"""Spreadsheets and contact cards as rows of cells, and a spreadsheet back."""
