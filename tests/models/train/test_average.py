from __future__ import annotations

from pathlib import Path

import pytest

from ragstone.wiring import SHIPPED

torch = pytest.importorskip("torch", reason="the extra `torch` is not installed: averaging was not tested")


def test_the_average_of_two_runs_lies_between_them() -> None:
    from models.train.average import averaged

    one = {"w": torch.tensor([1.0, 2.0]), "at": torch.tensor([7])}
    other = {"w": torch.tensor([3.0, 2.0]), "at": torch.tensor([9])}
    found = averaged([one, other], [1, 1])
    assert found["w"].tolist() == [2.0, 2.0]
    assert found["at"].tolist() == [7]
    assert averaged([one, other], [3, 1])["w"].tolist() == [1.5, 2.0]


def test_an_exported_model_is_read_back_close_to_what_it_says(tmp_path: Path) -> None:
    from models.onnx_session import OnnxSession, load_tokenizer
    from models.train.average import state_of
    from models.train.cross_encoder import CrossEncoder
    from models.train.pretrained import Pretrained

    base = Pretrained("shipped", SHIPPED / "verifier")
    model = CrossEncoder(base, 4)
    model.take(state_of(SHIPPED / "verifier", base))
    pairs = [("Employees get 20 days.", "Employees get 25 days."), ("Employees get 20 days.", "Employees get 20 days.")]
    tokenizer = load_tokenizer(SHIPPED / "verifier" / "tokenizer.json")
    columns = [(one.ids, one.attention_mask, one.type_ids) for one in (tokenizer.encode(*pair) for pair in pairs)]
    with torch.no_grad():
        found = [model.eval()(*(torch.tensor([column]) for column in one))[0].tolist() for one in columns]
    for exact, said in zip(found, OnnxSession(SHIPPED / "verifier").run(pairs).tolist(), strict=True):
        assert exact == pytest.approx(said, abs=0.6)
