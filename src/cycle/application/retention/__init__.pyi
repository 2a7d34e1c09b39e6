from .clearing import Erasure as Erasure
from .clearing import RetentionLine as RetentionLine
from .clearing import RetentionPlan as RetentionPlan
from .clearing import carry_out as carry_out
from .clearing import erase as erase
from .clearing import erasure_of as erasure_of
from .clearing import retention_plan as retention_plan
