"""Who may ask over HTTP: tokens of an OpenID Connect issuer, which ragstone reads and never makes.

In: a token that a client sends. Out: the `Bearer` that it speaks of. `issuer` fetches the public keys, `key_set` holds
them, `signing_key` says what each may sign with, `claims` reads what a token says, `tokens` judges it.

Invariants: a token opens nothing unless a key of the issuer signed it for our audience and it is good now; where no key
can be had, nothing opens; nothing that a token says decides where keys come from; no error repeats a token.
Errors: `ragstone.errors.TokenError`, `ragstone.errors.IssuerError`.
"""
