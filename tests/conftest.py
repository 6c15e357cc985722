"""What every test folder shares: how many examples the property tests try.

Fixtures of one subject live in the conftest of its own folder.
"""

import os

from hypothesis import HealthCheck, settings

# No deadline: a busy machine must not turn a right answer into a failure.
settings.register_profile("everyday", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("soak", parent=settings.get_profile("everyday"), max_examples=5_000)
settings.load_profile("soak" if os.environ.get("JACKFIELD_SOAK") == "1" else "everyday")
