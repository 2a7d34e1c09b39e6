from .everywhere import leads_inside as leads_inside
from .findings import Finding as Finding
from .findings import Unit as Unit
from .findings import weight_of as weight_of
from .inspect import MAX_BYTES as MAX_BYTES
from .inspect import inspect as inspect
from .numbers import in_text as in_text
from .office_file import UnreadableError as UnreadableError
