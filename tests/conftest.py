"""What all tests share: `tests/` on the path, for `strategies`, and Hypothesis without a clock.

No deadline: the first example pays for loading tables. Derandomized: a red test is red for everybody.
"""

from __future__ import annotations

from hypothesis import HealthCheck, settings

settings.register_profile(
    "house", deadline=None, derandomize=True, max_examples=60, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("house")
