from __future__ import annotations

import pytest

from tests.core.readers.recogniser import Recogniser


@pytest.fixture
def recogniser(monkeypatch: pytest.MonkeyPatch) -> Recogniser:
    made = Recogniser()
    monkeypatch.setattr("core.scan.missing", lambda: "")
    monkeypatch.setattr("core.scan.scan_page", made)
    return made
