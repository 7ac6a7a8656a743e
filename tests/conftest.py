"""What several test files share."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("policytext", deadline=None, derandomize=True, database=None)
settings.load_profile("policytext")

SHARED = Path(__file__).parents[1].parent / "shared" / "data"


@pytest.fixture
def shared() -> Path:
    """Give the folder of real texts, which is no part of the repository."""
    if not SHARED.is_dir():
        pytest.skip(f"{SHARED} is absent")
    return SHARED
