"""One running service for all tests that do it no harm."""

from collections.abc import Iterator

import pytest

from tests.service import Dout, running


@pytest.fixture(scope="session")
def dout(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dout]:
    """The product as `make serve` starts it."""
    with running(tmp_path_factory.mktemp("dout") / "var") as service:
        yield service
