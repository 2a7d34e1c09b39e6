from .covered_text import Choice as Choice
from .covered_text import coverage as coverage
from .covered_text import distinguish as distinguish
from .covered_text import untaken_texts as untaken_texts
from .job import LetterJob as LetterJob
from .template import Template as Template
from .template import compile_template as compile_template
