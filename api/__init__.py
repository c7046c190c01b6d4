"""The HTTP API over the assistant, and the page that people ask on.

In: JSON as `ragstone.wire` describes it, or OpenAI's chat completions. Out: the same rows as the command line prints.
`app` puts it together, `routes` names the paths, `chat` speaks as OpenAI's chat completions do, `streaming` writes an
answer as events, `documents` reads what is in the index, `library` takes documents in and out (`multipart` receives
them, `rights` says whose may be changed), `jobs` tells how far that is, `door` lets in and `me` says who asks, `page/`
is what people see, `failures` turns errors into `problem`s, `admission`, `rate_limit` and `body_limit` say how much,
`metrics` and `watching` see it all, `readiness` holds the assistant, `openapi` describes, `server` binds to an address.

Invariants: loopback only until authentication is configured; not ready means 503, never a guess; an error's message
names values and remedies, never document text or a secret. Errors: problems of RFC 9457.
"""
