"""The public site of all years: values in, pages out."""
