"""Both trainings on a model of a few thousand weights; needs the extra `finetune`."""

from __future__ import annotations

from pathlib import Path

import pytest

from evals.errors import EvalError
from evals.finetune.card import load_card
from evals.finetune.checkpoint import Checkpoint
from evals.finetune.example import jsonl
from evals.finetune.preference import prefer
from evals.finetune.recipe import DataRecipe, LoraRecipe, ModelRecipe, Recipe, StageRecipe
from evals.finetune.serve import _writer
from evals.finetune.supervised import supervise
from tests.evals.finetune.chunks import example

pytest.importorskip("trl")
pytest.importorskip("peft")
pytestmark = pytest.mark.filterwarnings("ignore")

STAGE = StageRecipe(steps=6, batch=2, learning_rate=0.01, max_tokens=64)
LONGER = STAGE.model_copy(update={"steps": 60, "learning_rate": 0.02})
RECIPE = Recipe(
    data=DataRecipe(absent=("x",), asked=("{}",), invented=("{}",)),
    model=ModelRecipe(dtype="float32", threads=1),
    lora=LoraRecipe(rank=4, alpha=8, dropout=0.0),
    supervised=LONGER, preference=STAGE,
)  # fmt: skip
WORDS = "How long is leave ? 25 days 26 . Answer user assistant system".split()
TEMPLATE = (
    "{% for message in messages %}{{ message['role'] }} {{ message['content'] }} <end> {% endfor %}"
    "{% if add_generation_prompt %}assistant {% endif %}"
)


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Checkpoint:
    """A llama of two layers that knows a dozen words."""
    import torch
    from tokenizers import Tokenizer, models, pre_tokenizers
    from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

    vocabulary = {word: number for number, word in enumerate(["<unk>", "<end>", *WORDS])}
    words = Tokenizer(models.WordLevel(vocabulary, unk_token="<unk>"))
    words.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    tokenizer = PreTrainedTokenizerFast(tokenizer_object=words, eos_token="<end>", pad_token="<end>", unk_token="<unk>")
    tokenizer.chat_template = TEMPLATE
    torch.manual_seed(1)
    config = LlamaConfig(
        vocab_size=len(vocabulary), hidden_size=32, intermediate_size=32, num_hidden_layers=2, num_attention_heads=2,
        num_key_value_heads=2, max_position_embeddings=64, eos_token_id=1, pad_token_id=1,
        bos_token_id=1, initializer_range=0.5,
    )  # fmt: skip
    folder = tmp_path_factory.mktemp("tiny")
    LlamaForCausalLM(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return Checkpoint(folder)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("data") / "examples.jsonl"
    rows = [example("How long is leave ?", answer="25 days .", rejected="26 days .")] * 4
    path.write_text(jsonl(rows))
    return path


@pytest.fixture(scope="module")
def tuned(start: Checkpoint, data: Path, tmp_path_factory: pytest.TempPathFactory) -> Checkpoint:
    out = tmp_path_factory.mktemp("tuned")
    supervise(start, data, out, recipe=RECIPE)
    return Checkpoint(out)


def test_supervised_training_lowers_the_loss_and_its_card_says_how(start: Checkpoint, tuned: Checkpoint) -> None:
    card = load_card(tuned.path)
    assert card.losses[-1][1] < card.losses[0][1]
    assert card.weights_sha256 == tuned.sha256() != card.base_sha256[0]
    assert card.base_sha256 == (start.sha256(),)
    assert (card.stage, card.counts, card.settings["lora.rank"]) == ("supervised", {"number": 4}, 4)
    assert card.trained_parameters > 0
    assert card.tokens > 0


def test_what_was_trained_is_what_is_written_and_served(tuned: Checkpoint) -> None:
    write = _writer(*tuned.load(RECIPE.model), 8)
    asked = [{"role": "system", "content": "Answer."}, {"role": "user", "content": "How long is leave ?"}]
    short = [{"role": "user", "content": "leave ?"}]
    reply, other = write([asked, short])
    assert reply.text == "25 days ."
    assert write([asked])[0] == reply
    assert reply.read > other.read
    assert reply.written == 3


def test_preference_moves_from_the_rejected_answer_to_the_preferred(
    start: Checkpoint, data: Path, tmp_path: Path
) -> None:
    card = prefer(start, data, tmp_path, recipe=RECIPE)
    assert card.rewards[-1][1] == 1.0
    assert card.losses[-1][1] < 0.69
    assert load_card(tmp_path) == card


def test_no_example_of_the_kinds_that_are_asked_for_is_an_error(start: Checkpoint, data: Path, tmp_path: Path) -> None:
    recipe = RECIPE.model_copy(update={"supervised": STAGE.model_copy(update={"kinds": ("row",)})})
    with pytest.raises(EvalError, match=r"got no example of the kinds row, expected some; change `supervised.kinds`"):
        supervise(start, data, tmp_path, recipe=recipe)
