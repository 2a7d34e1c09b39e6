"""Word template in; letters as docx, PDF/A and preview pictures out."""

from cycle.letters.render import Template, compile_template

__all__ = ["Template", "compile_template"]
