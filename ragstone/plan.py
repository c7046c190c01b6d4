"""What a number of documents needs: hours, memory, disk, machines, by the formulas of docs/scale.md.

Memory is Qdrant's published estimate (capacity planning): vectors x dimension x 4 bytes x 1.5; a quarter of that with
int8 scalar quantisation, a 32nd with binary, the full vectors then on disk.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil

QUANTISATIONS: Mapping[str, float] = {"none": 1.0, "int8": 1 / 4, "binary": 1 / 32}
_OVERHEAD = 1.5
_FLOAT = 4
_GB = 1e9
# Round figures for chunks of handbooks and reports, in bytes a chunk.
PAYLOAD, SPARSE, LINKS = 1400, 700, 200


@dataclass(frozen=True, slots=True)
class Load:
    """What is to be indexed, and what it is indexed with.

    Attributes:
        chunks_per_document: On average.
        chunks_per_core_second: That one core parses, splits and embeds.
        dimension: Of a vector.
        copies: Of each chunk on the servers.
    """

    documents: int
    chunks_per_document: float
    chunks_per_core_second: float
    dimension: int = 384
    copies: int = 1

    @property
    def chunks(self) -> int:
        """Of all documents, without copies."""
        return ceil(self.documents * self.chunks_per_document)


@dataclass(frozen=True, slots=True)
class Hardware:
    """What it may run on.

    Attributes:
        cores: That parse and embed, over all machines.
        memory_gb: Of one machine that serves the index, in 10^9 bytes.
        price: Of one of these machines an hour, in whatever currency; 0 where it is not asked.
    """

    cores: int
    memory_gb: float
    price: float = 0.0


@dataclass(frozen=True, slots=True)
class Serving:
    """What serving takes with one kind of quantisation.

    Attributes:
        memory_gb: In 10^9 bytes.
        machines: To hold that memory, a quarter of each left free.
        price_a_month: Of these machines (730 hours).
    """

    quantisation: str
    memory_gb: float
    machines: int
    price_a_month: float


@dataclass(frozen=True, slots=True)
class Plan:
    """What it comes to.

    Attributes:
        hours: To index everything once.
        disk_gb: On the servers, in 10^9 bytes.
        serving: By quantisation.
    """

    chunks: int
    hours: float
    disk_gb: float
    serving: tuple[Serving, ...]


def plan(load: Load, hardware: Hardware) -> Plan:
    """What `load` needs on such `hardware`."""
    hours = load.chunks / load.chunks_per_core_second / hardware.cores / 3600
    stored = load.chunks * load.copies
    vectors = stored * load.dimension * _FLOAT
    disk = vectors + stored * (PAYLOAD + SPARSE + LINKS)
    return Plan(
        load.chunks, hours, disk / _GB,
        tuple(_serving(name, vectors * _OVERHEAD * share / _GB, hardware) for name, share in QUANTISATIONS.items()),
    )  # fmt: skip


def _serving(quantisation: str, memory_gb: float, hardware: Hardware) -> Serving:
    machines = max(1, ceil(memory_gb / (0.75 * hardware.memory_gb)))
    return Serving(quantisation, memory_gb, machines, machines * hardware.price * 730)
