from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from evals.errors import EvalError
from evals.finetune.card import load_card
from evals.finetune.merge import merge, slerp


def vector(*numbers: float) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    return np.array(numbers, dtype=np.float32)


def test_half_way_between_two_axes_lies_on_the_circle() -> None:
    # The angle is 90 degrees: sin 45 / sin 90 = 0.7071 of each; a straight line would give 0.5.
    np.testing.assert_allclose(slerp(vector(1, 0), vector(0, 1), share=0.5), [0.70711, 0.70711], atol=1e-5)


def test_a_third_of_the_way_is_thirty_degrees() -> None:
    np.testing.assert_allclose(slerp(vector(1, 0), vector(0, 1), share=1 / 3), [0.86603, 0.5], atol=1e-5)


def test_lengths_that_differ_are_weighed_too() -> None:
    # 60 degrees between (2, 0) and (0.5, 0.8660): half way, sin 30 / sin 60 = 0.57735 of each.
    found = slerp(vector(2, 0), vector(0.5, 0.8660254), share=0.5)
    np.testing.assert_allclose(found, [1.44338, 0.5], atol=1e-5)


def test_the_ends_are_the_checkpoints() -> None:
    one, other = vector(1, 2, 3), vector(-3, 1, 2)
    np.testing.assert_allclose(slerp(one, other, share=0), one, atol=1e-6)
    np.testing.assert_allclose(slerp(one, other, share=1), other, atol=1e-6)


@pytest.mark.parametrize("other", [(2.0, 4.0), (0.0, 0.0), (-1.0, -2.0)])
def test_on_one_line_it_is_the_straight_line(other: tuple[float, float]) -> None:
    found = slerp(vector(1, 2), vector(*other), share=0.5)
    np.testing.assert_allclose(found, [(1 + other[0]) / 2, (2 + other[1]) / 2], atol=1e-6)


def test_a_matrix_keeps_its_shape_and_shapes_must_agree() -> None:
    assert slerp(np.ones((2, 3), np.float32), np.zeros((2, 3), np.float32), share=0.5).shape == (2, 3)
    with pytest.raises(ValueError, match=r"got shapes \(2,\) and \(3,\), expected one"):
        slerp(vector(1, 2), vector(1, 2, 3), share=0.5)


def write(folder: Path, **weights: list[float]) -> Path:
    torch = pytest.importorskip("torch")
    save_file = pytest.importorskip("safetensors.torch").save_file
    folder.mkdir()
    save_file({name: torch.tensor(numbers) for name, numbers in weights.items()}, folder / "model.safetensors")
    (folder / "config.json").write_text("{}")
    return folder


def test_two_folders_become_one_with_a_card(tmp_path: Path) -> None:
    first, second = write(tmp_path / "a", w=[1.0, 0.0]), write(tmp_path / "b", w=[0.0, 1.0])
    card = merge(first, second, tmp_path / "c", share=0.5)
    from safetensors.torch import load_file

    np.testing.assert_allclose(load_file(tmp_path / "c" / "model.safetensors")["w"], [0.70711, 0.70711], atol=1e-5)
    assert (tmp_path / "c" / "config.json").exists()
    assert load_card(tmp_path / "c") == card
    assert card.base == ("a", "b")
    assert len({card.weights_sha256, *card.base_sha256}) == 3


def test_checkpoints_of_other_shapes_are_refused(tmp_path: Path) -> None:
    first, second = write(tmp_path / "a", w=[1.0, 0.0]), write(tmp_path / "b", w=[1.0], v=[1.0])
    with pytest.raises(EvalError, match="differ in `v`, expected the same tensors"):
        merge(first, second, tmp_path / "c", share=0.5)


def test_a_folder_without_weights_is_refused(tmp_path: Path) -> None:
    pytest.importorskip("safetensors.torch")
    with pytest.raises(EvalError, match=r"got no readable '.*model.safetensors', expected a checkpoint"):
        merge(tmp_path / "a", tmp_path / "b", tmp_path / "c", share=0.5)
