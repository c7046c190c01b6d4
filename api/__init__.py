"""The HTTP API over the assistant: ask, search, verify, feedback, documents, health.

In: JSON as `ragstone.wire` describes it, or OpenAI's chat completions. Out: the same rows as the command line prints.
`app` puts it together, `routes` names the paths, `chat` speaks as OpenAI's chat completions do, `streaming` writes an
answer as events, `failures` turns errors into statuses, `readiness` holds the assistant, `server` binds to an address.

Invariants: loopback only until authentication is configured; not ready means 503, never a guess; an error's message
names values and remedies, never document text or a secret. Errors: `{"error": {"code", "message"}}`.
"""
