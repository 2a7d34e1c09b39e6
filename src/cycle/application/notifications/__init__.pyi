from .morning_sweep import Swept as Swept
from .morning_sweep import sweep as sweep
from .morning_sweep import sweep_all as sweep_all
from .morning_sweep import take_back_pointless as take_back_pointless
from .next_year import days_of_communities as days_of_communities
from .next_year import tell_of_next_year as tell_of_next_year
from .unreadable import tell_of_year as tell_of_year
