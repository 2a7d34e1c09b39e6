from .identified import claimed as claimed
from .identified import may as may
from .identified import may_decide as may_decide
