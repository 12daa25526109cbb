"""Every address that Garant answers. None bears anything personal: references and secrets of links only."""

from __future__ import annotations

from django.urls import include, path

from garant.web import assets, demo, errors, log_key

urlpatterns = [
    path("", include("garant.web.portal.urls")),
    path("office/", include("garant.web.office.urls")),
    path("demo/mail", demo.letters, name="demo-mail"),
    path("demo/mail/<str:name>", demo.letter, name="demo-letter"),
    path("static/<str:name>", assets.send),
    path(".well-known/garant-log-key", log_key.show),
]

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.failed
