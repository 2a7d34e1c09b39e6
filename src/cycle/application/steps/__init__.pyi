from .invitations import by_decision as by_decision
from .invitations import names_of as names_of
from .letters import changed as changed
from .letters import chosen as chosen
