"""The addresses of the portal. `token` is the secret of a follow-up link; the ledger keeps its hash only (A2)."""

from __future__ import annotations

from django.urls import path

from garant.web.portal import follow, handover, requests

app_name = "portal"
urlpatterns = [
    path("", requests.make, name="make"),
    path("sent", requests.sent, name="sent"),
    path("follow", follow.how, name="how"),
    path("confirm/<str:token>", follow.confirm, name="confirm"),
    path("follow/<str:token>", follow.state, name="state"),
    path("follow/<str:token>/message", follow.message, name="message"),
    path("follow/<str:token>/dispute", follow.dispute, name="dispute"),
    path("follow/<str:token>/complete", follow.complete, name="complete"),
    path("follow/<str:token>/withdraw", follow.withdraw, name="withdraw"),
    path("follow/<str:token>/answer", handover.answer, name="answer"),
    path("follow/<str:token>/proofs", handover.proofs, name="proofs"),
    path("follow/<str:token>/receipt.json", handover.receipt, name="receipt"),
    path("follow/<str:token>/receipt.html", handover.receipt_to_print, name="receipt_to_print"),
    path("follow/<str:token>/files/<uuid:package>", handover.file, name="file"),
]
