"""The page that people ask on: HTML, CSS and JavaScript modules, served as they are.

In: nothing but the API beside it. Out: `install` puts it at `/`, its parts below `/page/`.

Invariants: nothing is loaded from elsewhere; no script or style stands in the HTML, and the Content-Security-Policy
allows none; what a document or a person wrote reaches the page as text only.
"""
