from .morning_sweep import SweepResult as SweepResult
from .morning_sweep import sweep as sweep
from .morning_sweep import sweep_all as sweep_all
from .morning_sweep import take_back_pointless as take_back_pointless
from .next_year import announce_next_year as announce_next_year
from .next_year import days_of_communities as days_of_communities
from .unreadable import notify_of_year as notify_of_year
