from __future__ import annotations

import pytest

torch = pytest.importorskip("torch", reason="the extra `torch` is not installed: averaging was not tested")


def test_the_average_of_two_runs_lies_between_them() -> None:
    from models.train.average import averaged

    one = {"w": torch.tensor([1.0, 2.0]), "at": torch.tensor([7])}
    other = {"w": torch.tensor([3.0, 2.0]), "at": torch.tensor([9])}
    found = averaged([one, other])
    assert found["w"].tolist() == [2.0, 2.0]
    assert found["at"].tolist() == [7]
