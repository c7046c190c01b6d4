from __future__ import annotations

import pytest

from ragstone.wiring import SHIPPED

torch = pytest.importorskip("torch", reason="the extra `torch` is not installed: joining was not tested")

PAIRS = [("Employees get 20 days.", "How many days do employees get?"), ("The lens is wet.", "Who cleans the lens?")]


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_each_output_is_that_of_the_model_it_comes_from(share: float) -> None:
    from models.onnx_session import load_tokenizer
    from models.train.cross_encoder import CrossEncoder
    from models.train.join import joined
    from models.train.pretrained import Pretrained
    from models.train.reader import Reader

    graph = SHIPPED / "verifier" / "model.onnx"
    verifier, reader = CrossEncoder(Pretrained("shipped", graph.parent), 4), Reader(graph)
    verifier.read_weights(graph)
    with torch.no_grad():
        for weight in reader.encoder.parameters():
            weight.mul_(1.01)
    tokenizer = load_tokenizer(graph.parent / "tokenizer.json")
    rows = [tokenizer.encode(*pair) for pair in PAIRS]
    inputs = [[torch.tensor([c]) for c in (row.ids, row.attention_mask, row.type_ids)] for row in rows]

    def said(model: object) -> list[list[float]]:
        with torch.no_grad():
            return [model(*columns)[0].tolist() for columns in inputs]  # type: ignore[operator]

    support, answered = said(verifier.eval()), said(reader.eval())
    found = said(joined(verifier, reader, share).eval())
    for row, logits in enumerate(found):
        if share == 0:
            assert logits[:3] == pytest.approx(support[row][:3], abs=1e-4)
        else:
            assert logits[3] == pytest.approx(answered[row][0], abs=1e-4)
