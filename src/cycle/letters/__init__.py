"""Word template in; letters as docx, PDF/A and preview pictures out."""
