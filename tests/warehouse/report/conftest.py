from __future__ import annotations

from pathlib import Path

import pytest

from tests.warehouse.report.tables import hand_made
from warehouse.report import build_report


@pytest.fixture(scope="session")
def made(tmp_path_factory) -> tuple[Path, dict[str, str]]:
    """A folder with tables, and the ids of its documents by nickname."""
    out = tmp_path_factory.mktemp("it's [1] out")
    return out, hand_made(out)


@pytest.fixture(scope="session")
def page(made) -> Path:
    """The report over those tables."""
    return build_report(made[0])
