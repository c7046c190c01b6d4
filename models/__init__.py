"""Models behind small protocols: each runs alone, and none knows of documents.

In: texts. Out: numpy arrays and small frozen dataclasses.
`protocols` names what the other rooms may call: `Embedder`, `Reranker`, `EntailmentModel`,
`SufficiencyModel`, `Verifier`, `LanguageModel`. `onnx_embedder`, `onnx_reranker` and
`onnx_entailment` run the files in `weights/` (int8, CPU, no network); `support` is the verifier
over any entailment model; `sentence` and `flag` run models of the extra `torch` from a local
folder; `openai_server` speaks to any server with that protocol, `llama` to any LLM of
llama-index. The recipes that made the weights are in `train/`.

Invariants: scores lie in [0, 1] and high is good; embeddings have unit length; the same text
gives the same numbers whatever stands beside it in a batch, up to quantisation noise.
Errors: `models.errors.ModelError` and its children, never the runtime's own.
"""
