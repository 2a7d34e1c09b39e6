from .clearing import ROUND as ROUND
from .clearing import carry_out as carry_out
from .clearing import erase as erase
from .clearing import erasure_of as erasure_of
from .clearing import look_for_outlived as look_for_outlived
from .clearing import retention_plan as retention_plan
