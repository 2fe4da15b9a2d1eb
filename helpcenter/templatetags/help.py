"""Template tags of the help."""

from datetime import date
from urllib.parse import urlsplit

from django import template
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from helpcenter.models import Article

register = template.Library()

BAR, GAP, HEIGHT = 8, 2, 48


@register.filter
def length_of_video(seconds: int) -> str:
    """``1:05``; empty when nobody said."""
    return f"{seconds // 60}:{seconds % 60:02}" if seconds else ""


@register.filter
def host_of(url: str) -> str:
    """``www.example.org`` of an address."""
    return urlsplit(url).hostname or ""


@register.filter
def needs_review(article: Article, release: tuple[int, int]) -> bool:
    """Whether it was last held against an earlier release."""
    return (article.reviewed_major, article.reviewed_minor) < release


@register.simple_tag
def day_bars(days: list[tuple[date, int]], label: str) -> SafeString:
    """A bar for each day, drawn; the numbers are read out as a list."""
    most = max((number for _day, number in days), default=0) or 1
    bars = []
    for place, (_day, number) in enumerate(days):
        height = round(HEIGHT * number / most) if number else 1
        bars.append((place * (BAR + GAP), HEIGHT - height, BAR, height))
    width = len(days) * (BAR + GAP)
    drawn = format_html_join("", '<rect x="{}" y="{}" width="{}" height="{}" rx="1"></rect>', bars)
    said = ", ".join(f"{date_format(day, 'SHORT_DATE_FORMAT')}: {number}" for day, number in days if number)
    text = f"{label}: {said}" if said else label
    return format_html('<svg viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>', width, HEIGHT, text, drawn)
