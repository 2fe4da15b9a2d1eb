"""Template tags of the frame and the components."""

from django import template

register = template.Library()
