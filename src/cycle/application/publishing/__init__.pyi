from .editions import site_pages as site_pages
from .private_matter import refuse_identity_numbers as refuse_identity_numbers
from .private_matter import without_private_matter as without_private_matter
from .public_letters import public_documents as public_documents
from .public_letters import public_letter as public_letter
from .rebuild import rebuild_site as rebuild_site
from .rebuild import verify_packages as verify_packages
from .records import year_records as year_records
