"""The front door: settings, wiring, the Assistant, the command line.

`settings` is the only reader of the environment, `wiring` the only place that builds objects, `Assistant` what the
command line and the API ask, `audit` what is kept of it. `wire` holds the JSON forms that both of them speak.

In: a question, a text to verify, sources to sync. Out: an `Answer`, hits, a `Verification`, a `SyncReport`.
Errors: those of the rooms below, and `ragstone.settings.SettingsError`.
"""
