from .shown_files import package_file as package_file
from .shown_files import page_pictures as page_pictures
from .shown_files import shown_file as shown_file
from .views import cycle_of as cycle_of
from .views import failed_forms as failed_forms
from .views import letters_view as letters_view
from .views import mailing_view as mailing_view
from .views import open_years as open_years
