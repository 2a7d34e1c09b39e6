"""Word files into PDF/A through a supervised LibreOffice, joined, split, and shown as pictures."""
