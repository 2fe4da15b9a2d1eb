"""``{% scoped_url "session-detail" session.pk %}``: the owner's address, or the same page below a share."""

from django import template
from django.urls import reverse

from sharing.mount import shared_url
from sharing.scope import scope_of

register = template.Library()


@register.simple_tag(takes_context=True)
def scoped_url(context: template.Context, name: str, *args: object, **kwargs: object) -> str:
    """The address of ``name`` for whoever looks: below ``/shared/<id>/`` for a visitor, plain for the owner.

    Empty when a visitor has no such page: ``{% scoped_url "reports" as url %}{% if url %}…``.
    """
    # An include with "only" takes over the request, but not the variables of the context processors.
    scope = scope_of(getattr(context, "request", None) or context["request"])
    if not scope.share_id:
        return reverse(name, args=args, kwargs=kwargs)
    return shared_url(scope, name, args, kwargs)
