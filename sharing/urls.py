"""Addresses of links: the owner's page, the way of a visitor, and what a visitor sees (mounted by the root)."""

from django.contrib.auth.decorators import login_not_required
from django.urls import path

from sharing.views import owner, visitor

urlpatterns = [
    path("shares/", owner.share_list, name="share-list"),
    path("shares/new/", owner.share_new, name="share-new"),
    path("shares/revoke/", owner.share_end_many, name="share-revoke-many"),
    path("shares/<uuid:pk>/", owner.share_detail, name="share-detail"),
    path("shares/<uuid:pk>/edit/", owner.share_edit, name="share-edit"),
    path("shares/<uuid:pk>/extend/", owner.share_longer, name="share-extend"),
    path("shares/<uuid:pk>/replace/", owner.share_renew, name="share-replace"),
    path("shares/<uuid:pk>/revoke/", owner.share_end, name="share-revoke"),
    path("shares/<uuid:pk>/delete/", owner.share_remove, name="share-delete"),
    path("s/<str:value>", login_not_required(visitor.share_link), name="share-link"),
    path("shared/<uuid:share>/", login_not_required(visitor.share_home), name="share-home"),
    path("shared/<uuid:share>/open/", login_not_required(visitor.share_open_page), name="share-open"),
]
