from .batch import print_batch as print_batch
from .conversion import convert as convert
from .conversion import find_office as find_office
from .conversion import remedy_of as remedy_of
from .merge_rules import Lists as Lists
from .page_pictures import Shown as Shown
from .page_pictures import contact_sheet as contact_sheet
from .page_pictures import pages as pages
