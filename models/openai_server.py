"""A language model behind any server that speaks OpenAI's chat completions."""

from __future__ import annotations

import codecs
import time
from collections.abc import Generator, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from models.errors import CutOffError, LanguageModelError
from models.protocols import Message
from models.usage import count, is_metered

if TYPE_CHECKING:
    from openai import Omit, Stream
    from openai.types import CompletionUsage
    from openai.types.chat import ChatCompletionChunk, ChatCompletionMessageParam, ChatCompletionStreamOptionsParam

_RETRIES = 2
# A whole reply may take so many times the longest wait within it.
_REPLY = 5
# A reply that ends for these reasons is not all that the model would have said.
_CUT_OFF = ("length", "content_filter")
# What JSON that is no chat completion comes to: the client library takes any of it for one.
_ODD = (ValueError, AttributeError, TypeError)
_ADVICE = {
    401: "check the api key",
    403: "check what the api key may use",
    404: "check the base url and the model's name",
    429: "wait, or raise the limit of the server",
}


class OpenAIServer:
    """A `LanguageModel` over the network; lost connections, 429 and 5xx are tried three times in all."""

    def __init__(
        self,
        base_url: str,
        model: str,
        *,
        api_key: str = "",
        timeout_s: float = 60.0,
        temperature: float = 0.0,
    ) -> None:
        """Prepare a client; nothing is sent yet.

        Args:
            base_url: What comes before `/chat/completions`, such as `http://127.0.0.1:11434/v1`.
            model: What the server calls the model.
            api_key: Sent as a bearer token; never part of an error. Empty for servers that ask for none.
            timeout_s: Longest wait for a connection and between pieces, in seconds; five times that for a whole reply.
            temperature: 0 for the most likely words.
        """
        import openai  # half a second: only those who use a server pay for it

        self._model = model
        self._temperature = temperature
        self._timeout_s, self._reply_s = timeout_s, _REPLY * timeout_s
        self._counts = True
        self._host = urlsplit(base_url).netloc.rpartition("@")[2]
        self._client = openai.OpenAI(
            base_url=base_url, api_key=api_key or "none", timeout=timeout_s, max_retries=_RETRIES
        )

    @property
    def name(self) -> str:
        """What the server calls the model."""
        return self._model

    def stream(self, messages: Sequence[Message]) -> Iterator[str]:
        """Pieces of the reply, in order.

        Raises:
            LanguageModelError: The server could not be reached, answered with an error or nonsense, or broke off.
            CutOffError: The reply ended before the model was done.
        """
        import httpx
        import openai

        try:
            with self._begun([_as_param(message) for message in messages]) as chunks:
                ending = yield from _pieces(chunks, until=time.monotonic() + self._reply_s)
        except (openai.OpenAIError, httpx.HTTPError, EOFError, TimeoutError, *_ODD) as error:
            # The cause may quote the key, so it does not travel along.
            raise LanguageModelError(self._explained(error)) from None
        if ending in _CUT_OFF:
            raise CutOffError(
                f"got a reply from `{self._model}` at {self._host} that was cut off ('{ending}'), expected its end; "
                "let the server write more"
            )

    def _begun(self, messages: list[ChatCompletionMessageParam]) -> Stream[ChatCompletionChunk]:
        """The reply as it begins; a server that does not know how to count is asked without, then and from now on."""
        import openai

        if not (self._counts and is_metered()):
            return self._asked(messages, openai.omit)
        try:
            return self._asked(messages, {"include_usage": True})
        except (openai.BadRequestError, openai.UnprocessableEntityError):
            begun = self._asked(messages, openai.omit)
            self._counts = False
            return begun

    def _asked(
        self, messages: list[ChatCompletionMessageParam], options: ChatCompletionStreamOptionsParam | Omit
    ) -> Stream[ChatCompletionChunk]:
        return self._client.chat.completions.create(
            model=self._model, messages=messages, temperature=self._temperature, stream=True, stream_options=options
        )

    def _explained(self, error: Exception) -> str:
        import httpx
        import openai

        server = f"`{self._model}` at {self._host}"
        if isinstance(error, openai.APIStatusError):
            advice = _ADVICE.get(error.status_code, "read the server's log")
            return f"got status {error.status_code} from {server}, expected a reply; {advice}"
        if isinstance(error, openai.APITimeoutError | httpx.TimeoutException):
            return f"got nothing from {server} for {self._timeout_s:g} s, expected a reply; raise the timeout"
        if isinstance(error, TimeoutError):
            return f"got no end of a reply from {server} within {self._reply_s:g} s, expected one; raise the timeout"
        if isinstance(error, EOFError | httpx.TransportError):
            return f"got a reply from {server} that breaks off, expected its end; ask again"
        if isinstance(error, openai.APIConnectionError):
            return f"got no connection to {server}, expected a server; start it or check the base url"
        return f"got a reply from {server} that is no chat completion, expected one; check the base url"


def _pieces(chunks: Iterable[ChatCompletionChunk], *, until: float) -> Generator[str, None, str]:
    """The text, and at last why it ended."""
    ending = ""
    # A server may send one character in two pieces, half a surrogate pair each.
    joined = codecs.getincrementaldecoder("utf-16-le")()
    for chunk in chunks:
        if time.monotonic() > until:
            raise TimeoutError
        _count(chunk.usage)
        for choice in chunk.choices or ():
            ending = ending or choice.finish_reason or ""
            if piece := joined.decode((choice.delta.content or "").encode("utf-16-le", "surrogatepass")):
                yield piece
    if not ending:
        raise EOFError
    joined.decode(b"", final=True)
    return ending


def _count(usage: CompletionUsage | None) -> None:
    read, written = getattr(usage, "prompt_tokens", None), getattr(usage, "completion_tokens", None)
    if isinstance(read, int) and isinstance(written, int):
        count(read=read, written=written)


def _as_param(message: Message) -> ChatCompletionMessageParam:
    if message.role == "system":
        return {"role": "system", "content": message.content}
    if message.role == "assistant":
        return {"role": "assistant", "content": message.content}
    return {"role": "user", "content": message.content}
