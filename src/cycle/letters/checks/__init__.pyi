from .document_titles import title_problems as title_problems
from .lint import check_template as check_template
from .mail_includes import other_form_problems as other_form_problems
from .mail_parts import other_part_problems as other_part_problems
from .mail_template import mail_template_problems as mail_template_problems
from .sight.glyphs import template_problems as template_problems
from .sight.glyphs import value_problems as value_problems
