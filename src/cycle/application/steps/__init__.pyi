from .invitations import by_decision as by_decision
from .letters import changed as changed
from .letters import chosen as chosen
