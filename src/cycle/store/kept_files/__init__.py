"""Files by their content, which document each address has, and which PDF each Word file."""
