"""Every address of the office. A request is named by its reference, which says nothing of the person."""

from __future__ import annotations

from django.urls import path

from garant.web.office import (
    account,
    answers,
    evidence,
    execution,
    identity,
    overview,
    plans,
    register,
    requests,
    staff,
    start,
)

app_name = "office"

urlpatterns = [
    path("", requests.inbox, name="inbox"),
    path("sign-in", account.SignIn.as_view(), name="sign_in"),
    path("sign-out", account.SignOut.as_view(), name="sign_out"),
    path("password", account.Forgotten.as_view(), name="password"),
    path("password/sent", account.Sent.as_view(), name="password_sent"),
    path("password/changed", account.Changed.as_view(), name="password_changed"),
    path("password/<uidb64>/<token>", account.Choose.as_view(), name="password_choose"),
    path("requests/new", requests.file, name="file"),
    path("requests/closed", requests.closed, name="closed"),
    path("requests/<str:reference>", overview.overview, name="request"),
    path("requests/<str:reference>/message", requests.message, name="message"),
    path("requests/<str:reference>/withdraw", requests.withdraw, name="withdraw"),
    path("requests/<str:reference>/extend", requests.extend, name="extend"),
    path("requests/<str:reference>/refuse/<str:right>", requests.refuse, name="refuse"),
    path("requests/<str:reference>/identity", identity.identity, name="identity"),
    path("requests/<str:reference>/identity/ask", identity.ask, name="ask_identity"),
    path("requests/<str:reference>/plan", plans.plan, name="plan"),
    path("requests/<str:reference>/plan/draw", plans.draw, name="draw"),
    path("requests/<str:reference>/plan/facts", plans.facts, name="facts"),
    path("requests/<str:reference>/plan/change", plans.change, name="change"),
    path("requests/<str:reference>/plan/choose", plans.choose, name="choose"),
    path("requests/<str:reference>/plan/agree", plans.agree, name="agree"),
    path("requests/<str:reference>/plan/rows/<str:store>/<str:table>", plans.samples, name="samples"),
    path("requests/<str:reference>/progress", execution.progress, name="progress"),
    path("requests/<str:reference>/answer", answers.answer, name="answer"),
    path("requests/<str:reference>/receipt", answers.receipt, name="receipt"),
    path("requests/<str:reference>/tasks", answers.tasks, name="tasks"),
    path("requests/<str:reference>/tasks/<uuid:task>", answers.finish, name="finish_task"),
    path("stores", register.overview, name="stores"),
    path("stores/new", register.add, name="add_store"),
    path("stores/<str:name>", register.store, name="store"),
    path("stores/<str:name>/test", register.test, name="test_store"),
    path("stores/<str:name>/remove", register.remove, name="remove_store"),
    path("stores/<str:name>/map", register.map, name="map"),
    path("stores/<str:name>/map/<int:number>", register.version, name="map_version"),
    path("evidence", evidence.page, name="evidence"),
    path("evidence/checkpoint", evidence.checkpoint, name="checkpoint"),
    path("readings", evidence.readings, name="readings"),
    path("staff", staff.team, name="staff"),
    path("staff/new", staff.add, name="add_staff"),
    path("staff/<uuid:person>/close", staff.close, name="close_account"),
    path("start", start.start, name="start"),
    path("start/mail", start.test_mail, name="test_mail"),
]
