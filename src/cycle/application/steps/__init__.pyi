from .letters import changed as changed
from .letters import chosen as chosen
