"""How every form in the product is drawn: one renderer, templates in templates/forms/."""

from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    """Draws fields from templates/forms/field.html, so that labels, hints and errors look and speak alike."""

    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"
