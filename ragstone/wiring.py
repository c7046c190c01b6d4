"""The only place that builds objects: from settings to models, index, retriever and assistant."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import models
from answer.answering import Answering
from answer.policy.policies import SMALL_TALK, Policies
from answer.sufficiency import Sufficiency
from ingest.failures import FailureLedger
from ingest.history import History
from ingest.index.bm25 import Bm25Encoder
from ingest.index.directory import IndexDirectory
from ingest.index.edge import EdgeIndex, EdgeWriter
from ingest.index.manifest import Manifest, check_manifest
from ingest.index.protocol import Index, IndexWriter
from ingest.sources.folder import corpus_rules
from ingest.splitter import Splitter
from models.manifest import MANIFEST_FILE
from models.protocols import Embedder, EntailmentModel, Reranker
from ragstone.assistant import Assistant
from ragstone.audit.audit import Audit
from ragstone.audit.log import AuditLog
from ragstone.doctor.asked import Asked
from ragstone.doctor.corpus import Beside, Corpus
from ragstone.jobs.intake import Intake
from ragstone.jobs.ledger import Ledger
from ragstone.jobs.runner import Runner
from ragstone.jobs.task import Task
from ragstone.keys.keyring import Keyring
from ragstone.language import (
    build_drafter,
    build_expansion,
    build_fallback,
    build_object_writer,
    build_router,
    build_tone,
)
from ragstone.oidc.issuer import Issuer, is_safe
from ragstone.oidc.key_set import KeySet
from ragstone.oidc.tokens import Tokens
from ragstone.searching import Searching
from ragstone.settings import (
    ApiSettings,
    AuditSettings,
    ModelSettings,
    OidcSettings,
    OtelSettings,
    PolicySettings,
    Settings,
    SettingsError,
)
from ragstone.tracing import NoTracer, Tracer
from ragstone.uploads.folder import Uploads
from retrieval.acronyms import Acronyms
from retrieval.glossary import Glossary
from retrieval.limits import LimitReader
from retrieval.rerank import RerankStep
from retrieval.retriever import Retriever
from retrieval.search import HybridSearch
from retrieval.spelling import Speller
from retrieval.unmentioned import Unmentioned
from retrieval.vocabulary import Vocabularies
from verify.checker import Checker
from verify.gate import Gate

if TYPE_CHECKING:
    from qdrant_client import QdrantClient

    from models.support import SupportScorer
    from models.support_head import SupportHead

SHIPPED = Path(models.__file__ or "").parent / "weights"


def build_embedder(settings: ModelSettings) -> Embedder:
    """The embedder that the settings name.

    Raises:
        ModelError: It is not there or cannot be run.
        SettingsError: Its runtime needs `models.embedder_path`.
    """
    if settings.embedder == "sentence":
        with extra("torch"):
            from models.sentence import SentenceEmbedder
        return SentenceEmbedder(_path(settings.embedder_path, "models.embedder_path"), device=settings.device)
    if settings.embedder == "flag":
        with extra("torch"):
            from models.flag import FlagEmbedder
        return FlagEmbedder(_path(settings.embedder_path, "models.embedder_path"), device=settings.device)
    from models.onnx_embedder import OnnxEmbedder

    return OnnxEmbedder(settings.embedder_path or SHIPPED / "embedder", threads=settings.threads)


def build_reranker(settings: ModelSettings) -> Reranker | None:
    """The reranker that the settings name; None when there shall be none.

    Raises:
        ModelError: It is not there or cannot be run.
        SettingsError: Its runtime needs `models.reranker_path`.
    """
    if settings.reranker == "none":
        return None
    if settings.reranker == "sentence":
        with extra("torch"):
            from models.sentence import SentenceReranker
        return SentenceReranker(_path(settings.reranker_path, "models.reranker_path"), device=settings.device)
    if settings.reranker == "flag":
        with extra("torch"):
            from models.flag import BgeReranker
        return BgeReranker(_path(settings.reranker_path, "models.reranker_path"), device=settings.device)
    from models.onnx_reranker import OnnxReranker

    return OnnxReranker(settings.reranker_path or SHIPPED / "reranker", threads=settings.threads)


def build_entailment(settings: ModelSettings) -> EntailmentModel:
    """The model that the verifier asks.

    Raises:
        ModelError: It is not there or cannot be run.
        SettingsError: Its runtime needs `models.verifier_path`.
    """
    if settings.verifier == "sentence":
        with extra("torch"):
            from models.sentence import SentenceEntailment
        return SentenceEntailment(_path(settings.verifier_path, "models.verifier_path"), device=settings.device)
    from models.onnx_entailment import OnnxEntailment

    return OnnxEntailment(settings.verifier_path or SHIPPED / "verifier", threads=settings.threads)


def build_scorer(settings: ModelSettings, *, head: SupportHead | None = None) -> SupportScorer:
    """The verifier; `head` stands in for the one that the settings name.

    Raises:
        ModelError: It, or its calibration, is not there or cannot be read; nothing is answered then.
        SettingsError: Its runtime needs a path that is not set.
    """
    from models.contradiction_head import ContradictionHead
    from models.evidence_reader import EvidenceReader
    from models.support import SupportScorer
    from models.support_head import SupportHead

    if settings.verifier == "sentence":
        folder, calibration = SHIPPED / "verifier", settings.verifier_calibration
        head = head or SupportHead.read(_path(calibration, "models.verifier_calibration"))
        contradiction = None
    else:
        folder = settings.verifier_path or SHIPPED / "verifier"
        head = head or SupportHead.read(settings.verifier_calibration or folder / MANIFEST_FILE)
        contradiction = ContradictionHead.read(folder / MANIFEST_FILE)
    return SupportScorer(build_entailment(settings), EvidenceReader.load(folder), head, contradiction)


def build_checker(settings: Settings) -> Checker:
    """The verifier with its exact checks.

    Raises:
        ModelError: The verifier is not there or cannot be run; nothing is answered then.
        SettingsError: Its runtime needs a path that is not set.
    """
    return Checker(build_scorer(settings.models), settings.verify.threshold)


def build_sufficiency(settings: Settings, entailment: EntailmentModel) -> Sufficiency:
    """The rule that abstains; where the verifier's model does not know of sufficiency, the shipped one is asked.

    Raises:
        ModelError: The model is not there or cannot be run.
    """
    from models.onnx_entailment import OnnxEntailment

    if not isinstance(entailment, OnnxEntailment):
        entailment = OnnxEntailment(SHIPPED / "verifier", threads=settings.models.threads)
    return Sufficiency(entailment, threshold=settings.answer.sufficiency)


def build_splitter(settings: Settings, embedder: Embedder) -> Splitter:
    """The splitter, which counts tokens as the embedder does."""
    return Splitter(embedder.count_tokens, settings.ingest.max_tokens, settings.ingest.min_tokens)


def build_manifest(settings: Settings, embedder: Embedder) -> Manifest:
    """What an index made now would record."""
    return Manifest(embedder.name, embedder.dimension, build_splitter(settings, embedder).version)


def build_index(settings: Settings, manifest: Manifest | None = None) -> Index:
    """The reading side of the index; with a `manifest`, only an index made that way.

    Raises:
        IndexMissingError: Nothing was ever synced.
        IndexMismatchError: It was made by another embedder or splitter.
    """
    encoder = Bm25Encoder()
    if settings.index.store == "server":
        from ingest.index.server import ServerIndex

        server = ServerIndex(_client(settings), settings.index.collection, encoder)
        if manifest is not None:
            check_manifest(server.manifest, manifest)
        return server
    return EdgeIndex(IndexDirectory(settings.index.path), encoder, expected=manifest)


def read_manifest(settings: Settings) -> Manifest:
    """How the index in force was made.

    Raises:
        IndexMissingError: Nothing was ever synced.
        IndexMismatchError: Its manifest cannot be read by this version.
    """
    if settings.index.store == "server":
        from ingest.index.server import ServerIndex

        return ServerIndex(_client(settings), settings.index.collection, Bm25Encoder()).manifest
    return IndexDirectory(settings.index.path).manifest()


def build_writer(settings: Settings, manifest: Manifest, *, fresh: bool) -> IndexWriter:
    """The writing side; `fresh` starts from nothing."""
    if settings.index.store == "server":
        from ingest.index.server import ServerWriter

        return ServerWriter(_client(settings), settings.index.collection, manifest, fresh=fresh)
    return EdgeWriter(IndexDirectory(settings.index.path), manifest, Bm25Encoder(), fresh=fresh)


def build_failures(settings: Settings) -> FailureLedger:
    """What could not be synced."""
    return FailureLedger(IndexDirectory(settings.index.path).failures)


def build_history(settings: Settings) -> History:
    """What each sync came to."""
    return History(IndexDirectory(settings.index.path).history)


def build_retriever(settings: Settings, index: Index, embedder: Embedder, reranker: Reranker | None) -> Retriever:
    """Search, reranking and selection over `index`."""
    chosen = settings.retrieval
    search = HybridSearch(index, embedder, chosen.candidates, chosen.dense_weight)
    step = None
    if reranker is not None:
        step = RerankStep(reranker, chosen.rerank_depth, chosen.rerank_weight, chosen.rerank_floor)
    glossary = Glossary.load(chosen.glossary) if chosen.glossary else Glossary()
    vocabularies = Vocabularies(index)
    return Retriever(
        search_step=search,
        rerank_step=step,
        top_k=chosen.top_k,
        glossary=glossary,
        limit_reader=LimitReader(index, chosen.infer_keys) if chosen.infer else None,
        speller=Speller(vocabularies, embedder, spared=glossary.words) if chosen.correct else None,
        unmentioned=Unmentioned(vocabularies, glossary.words),
        acronyms=Acronyms(index, embedder) if chosen.acronyms else None,
        expansion=build_expansion(settings),
    )


def build_searcher(settings: Settings) -> Retriever:
    """What finds evidence: no verifier.

    Raises:
        ModelError: A model is not there or cannot be run.
        StoreError: There is no index, or it was made otherwise.
    """
    embedder = build_embedder(settings.models)
    index = build_index(settings, build_manifest(settings, embedder))
    return build_retriever(settings, index, embedder, build_reranker(settings.models))


def build_searching(settings: Settings) -> Searching:
    """The same under the policies.

    Raises:
        ModelError: A model is not there or cannot be run.
        StoreError: There is no index, or it was made otherwise.
        PolicyError: The file of policies cannot be used.
    """
    return Searching(build_searcher(settings), build_policies(settings.policy))


def build_assistant(settings: Settings) -> Assistant:
    """Everything.

    Raises:
        ModelError: A model is not there or cannot be run; without a verifier there is no assistant.
        StoreError: There is no index, or it was made otherwise.
        PolicyError: The file of policies cannot be used.
    """
    embedder = build_embedder(settings.models)
    index = build_index(settings, build_manifest(settings, embedder))
    reranker = build_reranker(settings.models)
    scorer = build_scorer(settings.models)
    sufficiency = build_sufficiency(settings, scorer.entailment)
    reader = sufficiency.model
    answering = Answering(
        writer=build_drafter(settings, reranker, reader),
        checker=Checker(scorer, settings.verify.threshold),
        gate=Gate(settings.verify.min_groundedness),
        sufficiency=sufficiency,
        fallback=build_fallback(settings, reranker, reader),
        object_writer=build_object_writer(settings),
        tone=build_tone(settings),
        premises=settings.answer.premises,
        router=build_router(settings),
    )
    retriever = build_retriever(settings, index, embedder, reranker)
    audit = build_audit(settings.audit, retriever, answering)
    return Assistant(index, retriever, answering, audit, build_policies(settings.policy))


def build_corpus(settings: Settings, day: date, *, groups: tuple[str, ...] | None) -> Corpus:
    """What the doctor looks at: all that `groups` (None: everybody together) may read, and what is known beside it.

    Raises:
        StoreError: There is no index, or it cannot be read.
        CorpusError: The ``corpus.yaml`` of a synced folder cannot be used.
        AuditError: The audit log cannot be read.
    """
    corpus = Corpus.read(build_index(settings), day, groups=groups)
    folders = {record.source: Path(record.source) for record in corpus.records}
    vocabularies = {source: corpus_rules(path).vocabulary for source, path in folders.items() if path.is_dir()}
    kept = settings.audit.path is not None
    asked = Asked.of(build_audit_log(settings.audit).records()) if kept else None
    failed = {one.document_id: one.reason for one in build_failures(settings).read().values()}
    synced = build_history(settings).last() is not None
    return replace(corpus, beside=Beside(vocabularies, asked, failed if synced else None))


def build_policies(settings: PolicySettings) -> Policies:
    """The rules of the file that the settings name, and small talk behind them.

    Raises:
        PolicyError: The file cannot be used.
    """
    own = [settings.path] if settings.path is not None else []
    return Policies.load(*own, *([SMALL_TALK] if settings.small_talk else []))


def build_audit(settings: AuditSettings, retriever: Retriever, answering: Answering) -> Audit | None:
    """What keeps every answer; None where no folder is set."""
    if settings.path is None:
        return None
    names = {
        "embedder": retriever.search_step.embedder.name,
        "reranker": retriever.rerank_step.reranker.name if retriever.rerank_step else "",
        "verifier": answering.checker.verifier.name,
        "writer": answering.writer.name,
    }
    return Audit(build_audit_log(settings), names, settings.keep_text)


def build_keyring(settings: ApiSettings) -> Keyring:
    """The file of keys that the settings name.

    Raises:
        SettingsError: They name none.
    """
    return Keyring(_path(settings.keys, "api.keys"))


def build_tokens(settings: OidcSettings) -> Tokens | None:
    """What judges tokens; None where no issuer is named. Nothing is asked of the issuer before the first token comes.

    Raises:
        SettingsError: Tokens could not be judged as they are configured.
    """
    if not settings.issuer:
        if settings.audience or settings.jwks_url:
            raise SettingsError("got no oidc.issuer beside other settings of oidc, expected its URL; set it")
        return None
    if not settings.audience:
        raise SettingsError("got no oidc.audience, expected whom tokens must be for; set it")
    for name, address in (("issuer", settings.issuer), ("jwks_url", settings.jwks_url)):
        if address and not is_safe(address):
            raise SettingsError(f"got oidc.{name} '{address}', expected an https URL, or http on loopback; correct it")
    return Tokens(settings, KeySet(Issuer(settings.issuer, settings.jwks_url).keys))


def build_tracer(settings: OtelSettings) -> Tracer:
    """What follows requests; without an endpoint nothing does, and nothing of OpenTelemetry is imported.

    Raises:
        SettingsError: The extra is missing, or the endpoint is no URL.
    """
    if not settings.endpoint:
        return NoTracer()
    if not settings.endpoint.startswith(("http://", "https://")):
        raise SettingsError(f"got otel.endpoint '{settings.endpoint}', expected an http or https URL; correct it")
    with extra("otel"):
        from ragstone.otel import OtelTracer
    return OtelTracer.sending_to(settings.endpoint, service_name=settings.service_name)


def build_intake(settings: Settings) -> Intake:
    """What takes documents in and out over HTTP; its jobs are kept beside the index.

    Raises:
        SettingsError: Uploads would lie in a source, or a source in the uploads.
    """
    api = settings.api
    for source in api.sources if api.uploads is not None else ():
        if "://" not in source:
            _require_apart(_path(api.uploads, "api.uploads").resolve(), Path(source).resolve())
    most = min(api.max_upload_mb or settings.ingest.max_file_mb, settings.ingest.max_file_mb)
    ledger = build_ledger(settings)
    runner = Runner(ledger, lambda job: Task.of(job, settings))
    uploads = Uploads(api.uploads, int(most * 1e6)) if api.uploads is not None else None
    return Intake(ledger, runner, uploads, api.sources, build_history(settings))


def build_ledger(settings: Settings) -> Ledger:
    """The folder of jobs, beside the index."""
    index = settings.index.path
    return Ledger(index.with_name(f"{index.name}-jobs"))


def _require_apart(uploads: Path, source: Path) -> None:
    if uploads.is_relative_to(source) or source.is_relative_to(uploads):
        raise SettingsError(
            f"got api.uploads '{uploads}' and the source '{source}', expected neither inside the other; move one"
        )


def build_audit_log(settings: AuditSettings) -> AuditLog:
    """The audit log in the folder that the settings name.

    Raises:
        SettingsError: They name none.
    """
    return AuditLog(_path(settings.path, "audit.path"), int(settings.max_file_mb * 1e6))


@contextmanager
def extra(name: str) -> Iterator[None]:
    """What is imported within the block comes with the extra `name`.

    Raises:
        SettingsError: It is not installed.
    """
    try:
        yield
    except ImportError as error:
        raise SettingsError(
            f"got a runtime whose packages are not installed ({error.name}); install `ragstone[{name}]`"
        ) from error


def _path(path: Path | None, name: str) -> Path:
    if path is None:
        raise SettingsError(f"got no {name}, expected its folder or file; set it")
    return path


def _client(settings: Settings) -> QdrantClient:
    from qdrant_client import QdrantClient

    key = settings.index.api_key.get_secret_value() if settings.index.api_key else None
    return QdrantClient(url=settings.index.url, api_key=key)
