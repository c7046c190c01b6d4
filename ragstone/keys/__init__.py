"""Who may ask over HTTP: keys, of which only hashes are kept.

In: a secret that a client sends. Out: the `Key` that it belongs to, or nothing. `keyring` is the file: one key an
entry, written as a whole, readable by its owner alone. A secret is shown once, when it is made, and never again.

Invariants: a key that is unknown, expired or revoked opens nothing; a file that cannot be read opens nothing.
Errors: `ragstone.errors.KeyringError`.
"""
