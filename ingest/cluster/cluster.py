"""The cluster that a sync works on. Extra `ray`."""

from __future__ import annotations

import os
import socket
from dataclasses import dataclass

import ray

from ingest.errors import ClusterError

_PATIENCE_S = 5.0


@dataclass(frozen=True, slots=True)
class Cluster:
    """Machines that are reached.

    Attributes:
        cores: Of all of them together.
    """

    cores: int

    @classmethod
    def joined(cls, address: str) -> Cluster:
        """Join the cluster at `address`, once for this process.

        Args:
            address: As Ray takes it; `local` makes one of this machine alone.

        Raises:
            ClusterError: It cannot be reached.
        """
        os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
        if not ray.is_initialized():
            try:
                _require_listening(address)
                ray.init(address=address, log_to_driver=False, logging_level="ERROR", include_dashboard=False)
            except (OSError, ValueError, RuntimeError) as error:
                raise ClusterError(
                    f"got no Ray cluster at '{address}' ({type(error).__name__}), expected one; "
                    "start it with `ray start`, or set ingest.ray_address"
                ) from error
        return cls(int(ray.cluster_resources().get("CPU", 1)))


def _require_listening(address: str) -> None:
    """Ray itself would wait for minutes."""
    host, colon, port = address.removeprefix("ray://").rpartition(":")
    if colon and port.isdigit():
        socket.create_connection((host.strip("[]"), int(port)), _PATIENCE_S).close()
