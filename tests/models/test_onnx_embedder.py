from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from models.onnx_embedder import OnnxEmbedder
from models.protocols import Embedder

REFUND = "Refunds are paid within 14 days of the return."
KEY = "How do I rotate the signing key of a service account?"
LONG = "The annual report lists revenue, costs and cash flows for each quarter. " * 40


def test_it_is_an_embedder_with_a_name_and_384_dimensions(embedder: OnnxEmbedder) -> None:
    model: Embedder = embedder
    assert (model.name, model.dimension) == ("all-MiniLM-L6-v2-int8", 384)


def test_vectors_have_unit_length_whatever_the_text(embedder: OnnxEmbedder) -> None:
    found = embedder.embed_documents([REFUND, "", " ", LONG, "日本語 🙂 \x00"])
    assert found.dtype == np.float32
    assert np.linalg.norm(found, axis=1) == pytest.approx(1, abs=1e-5)


def test_no_texts_give_no_vectors(embedder: OnnxEmbedder) -> None:
    assert embedder.embed_documents([]).shape == (0, 384)


def test_neighbours_in_a_batch_hardly_move_a_vector(embedder: OnnxEmbedder) -> None:
    alone = embedder.embed_query(REFUND)
    beside = embedder.embed_documents([LONG, REFUND, KEY, "", *[LONG] * 9])[1]
    assert float(alone @ beside) > 0.985


def test_order_is_kept_across_batches(embedder: OnnxEmbedder) -> None:
    texts = [f"Item {number} costs {number * 7} euros." + " Really." * (number % 5) for number in range(20)]
    together = embedder.embed_documents(texts)
    apart = np.stack([embedder.embed_query(text) for text in texts])
    assert np.diagonal(together @ apart.T).min() > 0.98


def test_canonical_similarities_of_these_weights(embedder: OnnxEmbedder) -> None:
    question = embedder.embed_query("When do I get my money back?")
    near, far = embedder.embed_documents([REFUND, KEY]) @ question
    assert near == pytest.approx(0.636, abs=0.03)
    assert far == pytest.approx(0.140, abs=0.03)


def test_a_text_is_cut_at_256_tokens(embedder: OnnxEmbedder) -> None:
    kept = "word " * 254
    assert float(embedder.embed_query(kept) @ embedder.embed_query(kept + "zebra " * 500)) > 0.999


def test_tokens_are_counted_whole_and_without_special_ones(embedder: OnnxEmbedder) -> None:
    assert embedder.count_tokens(["a b c " * 300, "", "Hello, world!"]) == [900, 0, 4]


def test_threads_do_not_change_the_numbers(embedder: OnnxEmbedder, weights: Path) -> None:
    other = OnnxEmbedder(weights / "embedder", threads=2)
    assert float(other.embed_query(REFUND) @ embedder.embed_query(REFUND)) == pytest.approx(1, abs=1e-4)
