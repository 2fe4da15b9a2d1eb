"""Lets allauth's pages, whose title is the block ``head_title``, fill the title and the heading of our frame."""

from django import template
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.utils.safestring import SafeString, mark_safe

from accounts.agents import agent_icon, agent_name
from accounts.fields import format_rest

register = template.Library()
register.filter(agent_icon)
register.filter(agent_name)
register.filter(format_rest)


@register.simple_tag(takes_context=True)
def text_of_block(context: template.Context, name: str) -> SafeString:
    """What the block ``name`` says, once more and without white space around it: a block can stand only once."""
    blocks = context.render_context.get(BLOCK_CONTEXT_KEY)
    block = blocks.get_block(name) if blocks else None
    # Safe: the block escaped its variables when it was rendered.
    return mark_safe(block.nodelist.render(context).strip() if block else "")  # noqa: S308


@register.filter
def button_kind(attrs: dict[str, object]) -> str:
    """Which of our buttons one of allauth's is, from its tags."""
    tags = {str(tag).strip() for tag in attrs.get("tags") or ()}  # type: ignore[attr-defined]
    if "danger" in tags:
        return "danger"
    if tags & {"link", "cancel"}:
        return "quiet"
    if attrs.get("href") or tags & {"outline", "secondary", "minor", "tool", "panel"}:
        return "secondary"
    return "primary"
