from .accessibility import installed_fonts as installed_fonts
from .glyphs import installed_glyphs as installed_glyphs
from .glyphs import template_problems as template_problems
from .glyphs import value_problems as value_problems
from .lint import check_template as check_template
from .messages import in_words as in_words
from .messages import spoken as spoken
