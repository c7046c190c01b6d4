"""A branch of a git repository as a tree.

By the `git` command and no library: it knows the keys and helpers that are set up, and there is nothing to keep up.
"""

from __future__ import annotations

import base64
import shutil
import subprocess  # the command is a list and goes through no shell
import tempfile
import weakref
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, urlsplit, urlunsplit

from ingest.errors import CorpusError, LoadError
from ingest.sources.source import digest, require_size
from ingest.sources.tree import Entry, shown_at

_LINK, _SUBMODULE = "120000", "160000"
_LFS = b"version https://git-lfs.github.com/spec/"
_TIMEOUT_S = 600
_SCHEMES = ("https", "ssh", "file")


@dataclass(frozen=True, slots=True)
class GitAddress:
    """What stands in ``git+https://host/repository.git?folder=docs#branch``.

    Attributes:
        url: As git takes it.
        branch: A branch or tag; empty: the one that the repository names.
        folder: Only what is below it; empty: all.
    """

    url: str
    branch: str = ""
    folder: str = ""

    @classmethod
    def of(cls, address: str) -> GitAddress:
        """The parts of `address`.

        Raises:
            CorpusError: It has another scheme, or a branch or folder that is none.
        """
        parts = urlsplit(address.removeprefix("git+"))
        if parts.scheme not in _SCHEMES:
            raise CorpusError(f"got '{address}', expected git+https://, git+ssh:// or git+file://; correct it")
        folder = parse_qs(parts.query).get("folder", [""])[0].strip("/")
        if parts.fragment.startswith("-") or ".." in folder.split("/"):
            raise CorpusError(f"got '{address}', expected a branch and a folder in the repository; correct it")
        return cls(urlunsplit((parts.scheme, parts.netloc, parts.path, "", "")), parts.fragment, folder)


@dataclass(frozen=True)
class GitTree:
    """The files of a branch; the id that git gives each content is its version.

    Attributes:
        address: As a person wrote it.
        where: Its parts.
        uri_template: Where a citation leads, with `{path}`; empty: to the repository.
        token: Opens the repository over https; never shown.
        environment: What `git` is started with.
        cache: A folder for what was fetched; None takes one that ends with this tree.
    """

    address: str
    where: GitAddress
    uri_template: str = ""
    token: str = field(default="", repr=False)
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)
    cache: Path | None = None
    is_described: bool = True
    _blobs: dict[str, str] = field(default_factory=dict, repr=False)
    _folder: list[Path] = field(default_factory=list, repr=False)

    @property
    def name(self) -> str:
        """The address."""
        return self.address

    def entries(self) -> list[Entry]:
        """The files of the branch as it is now.

        Raises:
            CorpusError: The repository, the branch or the folder is not there, or cannot be reached.
        """
        self._fetch()
        listed = self._git("ls-tree", "-r", "-l", "-z", "--full-tree", "FETCH_HEAD", *self._below())
        self._blobs.clear()
        found: list[Entry] = []
        for line in listed.decode("utf-8", errors="replace").split("\0"):
            if not line:
                continue
            (mode, _, blob, size), path = line.split("\t", 1)[0].split(), line.split("\t", 1)[1]
            if mode != _SUBMODULE:
                name = path.removeprefix(self.where.folder).lstrip("/")
                self._blobs[name] = blob
                fault = "it is a link; commit the file itself" if mode == _LINK else ""
                found.append(Entry(name, blob, fault, int(size)))
        if not found and self.where.folder:
            raise CorpusError(f"got '{self.address}' without a file in '{self.where.folder}'; check the folder")
        return found

    def read(self, name: str, max_bytes: int) -> bytes | None:
        """The bytes of the file `name` as it was listed; None where there is none.

        Raises:
            LoadError: It is larger than `max_bytes`, is kept elsewhere, or cannot be read.
        """
        blob = self._blobs.get(name)
        if blob is None:
            return None
        try:
            require_size(int(self._git("cat-file", "-s", blob)), max_bytes)
            data = self._git("cat-file", "blob", blob)
        except CorpusError as error:
            raise LoadError(str(error)) from error
        if data.startswith(_LFS):
            raise LoadError("it is kept in git LFS, expected it in the repository; sync a folder with it checked out")
        return data

    def uri(self, name: str) -> str:
        """Where the file is shown."""
        path = f"{self.where.folder}/{name}".lstrip("/")
        return shown_at(self.uri_template, path) or f"{self.where.url}#{path}"

    def _below(self) -> tuple[str, ...]:
        return ("--", f"{self.where.folder}/") if self.where.folder else ()

    def _fetch(self) -> None:
        folder = self._repository()
        if not (folder / "HEAD").exists():
            folder.mkdir(parents=True, exist_ok=True)
            self._git("init", "--quiet", "--bare")
        # Nothing older than the last commit, and over what was there before: a branch may have been rewritten.
        branch = self.where.branch or "HEAD"
        self._git("fetch", "--quiet", "--depth=1", "--no-tags", "--force", "--", self.where.url, branch)

    def _repository(self) -> Path:
        if not self._folder:
            if self.cache is not None:
                self._folder.append(self.cache / "git" / digest(self.address)[:32])
            else:
                made = Path(tempfile.mkdtemp(prefix="ragstone-git-"))
                weakref.finalize(self, shutil.rmtree, made, ignore_errors=True)
                self._folder.append(made)
        return self._folder[0]

    def _git(self, *arguments: str) -> bytes:
        command = shutil.which("git", path=self.environment.get("PATH"))
        if command is None:
            raise CorpusError(f"got '{self.address}', which needs the command git; install it")
        try:
            done = subprocess.run(  # noqa: S603 - no shell, and addresses stand after `--`
                [command, "-C", str(self._repository()), *arguments],
                env={**self.environment, **self._own_environment()}, stdin=subprocess.DEVNULL, capture_output=True,
                check=False, timeout=_TIMEOUT_S, start_new_session=True,
            )  # fmt: skip
        except (OSError, subprocess.TimeoutExpired) as error:
            raise CorpusError(f"'{self.address}' cannot be fetched ({type(error).__name__}); try again") from error
        if done.returncode:
            raise CorpusError(f"'{self.address}' cannot be fetched ({self._last_line(done.stderr)}); check the address")
        return done.stdout

    def _own_environment(self) -> dict[str, str]:
        own = {"GIT_TERMINAL_PROMPT": "0", "GIT_ALLOW_PROTOCOL": ":".join(_SCHEMES), "LC_ALL": "C"}
        if self.token:
            # Not in the command, which everybody on the machine can read.
            pair = base64.b64encode(f"x-access-token:{self.token}".encode()).decode()
            own |= {
                "GIT_CONFIG_COUNT": "1",
                "GIT_CONFIG_KEY_0": f"http.{self.where.url}.extraHeader",
                "GIT_CONFIG_VALUE_0": f"Authorization: Basic {pair}",
            }
        return own

    def _last_line(self, said: bytes) -> str:
        lines = [line for line in said.decode("utf-8", errors="replace").splitlines() if line.strip()]
        found = next((line for line in lines if line.startswith("fatal:")), lines[-1] if lines else "no reason given")
        return found.removeprefix("fatal:").strip()[:200]
