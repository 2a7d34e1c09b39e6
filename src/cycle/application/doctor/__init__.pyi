from .checks import diagnose as diagnose
from .template_checks import check_foreign as check_foreign
from .template_checks import check_templates as check_templates
from .template_checks import field_rows as field_rows
from .template_checks import form_of as form_of
from .template_checks import spoken_in as spoken_in
