from .clearing import ROUND as ROUND
from .clearing import carry_out as carry_out
from .clearing import look_for_outlived as look_for_outlived
from .clearing import retention_plan as retention_plan
from .erasing import erase as erase
from .erasing import erasure_of as erasure_of
