"""What tests of the store may ask for."""

from tests.mail.conftest import rows as rows
from tests.outboxes import box as box
from tests.outboxes import database_url as database_url
from tests.outboxes import postgresql_server as postgresql_server
