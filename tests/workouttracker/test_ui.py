"""Tags, components and form fields."""

from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from django import forms
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.core.paginator import Paginator
from django.template import engines
from django.test import RequestFactory
from django.utils import translation

from sessions_app import display
from workouttracker.templatetags.ui import RepMarks, Toast, field_kind, percent, rep_marks, toast_of


def _draw(source: str, **context: Any) -> str:
    request = RequestFactory().get("/list/?q=bench&page=3")
    return str(engines["django"].from_string(source).render(context, request))


class _Form(forms.Form):
    name = forms.CharField(help_text="What friends see.")
    weight = forms.CharField(required=False, max_length=3, widget=forms.TextInput({"inputmode": "decimal"}))
    unit = forms.ChoiceField(choices=[("kg", "kg"), ("lb", "lb")], widget=forms.RadioSelect)
    agree = forms.BooleanField(required=False)
    token = forms.CharField(widget=forms.HiddenInput)


def test_a_field_ties_its_hint_and_its_error_to_the_input() -> None:
    html = _draw("{{ form.name.as_field_group }}", form=_Form({"name": ""}))
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'id="id_name_helptext"' in html
    assert 'id="id_name_error"' in html
    assert 'aria-invalid="true"' in html
    assert '<label for="id_name">' in html


def test_the_summary_leads_to_each_wrong_field_once() -> None:
    html = _draw("{{ form }}", form=_Form({"name": "", "weight": "heavy"}))
    assert 'role="alert"' in html
    for target in ("#id_name", "#id_weight", "#id_unit_0"):
        assert html.count(f'href="{target}"') == 1, target
    assert 'id="id_unit_0"' in html
    assert "Token: This field is required." in html, "a hidden field has no place of its own"


def test_a_form_without_mistakes_has_no_summary() -> None:
    html = _draw("{{ form }}", form=_Form())
    assert 'role="alert"' not in html
    assert 'name="token"' in html
    assert "optional" in html


def test_each_widget_gets_its_look() -> None:
    form = _Form()
    assert [field_kind(field) for field in form] == ["text", "number", "choices", "tick", "text"]


def test_choices_stand_in_a_fieldset_with_a_legend() -> None:
    html = _draw("{{ form.unit.as_field_group }}", form=_Form())
    assert html.index("<fieldset") < html.index("<legend>Unit") < html.index('type="radio"')


def test_a_message_can_offer_to_undo() -> None:
    message = Message(constants.SUCCESS, "80 kg × 8 saved.", extra_tags="quiet undo:/bin/7/")
    assert toast_of(message) == Toast("80 kg × 8 saved.", "success", "/bin/7/")
    assert toast_of(Message(constants.INFO, "Ready.")) == Toast("Ready.")


def test_a_notice_with_undo_posts_with_a_token() -> None:
    html = _draw('{% include "components/toast.html" with text="Gone." undo_url="/bin/7/" only %}')
    assert '<form method="post" action="/bin/7/">' in html
    assert html.count("csrfmiddlewaretoken") == 1


def test_rep_marks_keep_the_order_of_rows_and_put_failures_last_for_numbers() -> None:
    rows = [SimpleNamespace(success=success) for success in (True, False, True)]
    assert rep_marks(rows) == RepMarks((True, False, True))
    assert rep_marks(None, 2, 1) == RepMarks((True, True, False))
    assert rep_marks() == RepMarks(())


def test_reps_are_read_out_as_one_sentence() -> None:
    html = _draw('{% include "components/rep_dots.html" with done=7 failed=1 only %}')
    assert 'role="img" aria-label="7 of 8 reps done"' in html
    assert html.count("rep--failed") == 1


def test_paging_keeps_the_other_parameters() -> None:
    html = _draw(
        '{% include "components/pagination.html" with page=page label="Sessions" only %}',
        page=Paginator(range(100), 10).page(3),
    )
    assert 'href="?q=bench&amp;page=2"' in html
    assert 'href="?q=bench&amp;page=4"' in html
    assert "21–30 of 100" in html


def test_one_page_needs_no_paging() -> None:
    source = '{% include "components/pagination.html" with page=page label="Sessions" only %}'
    assert _draw(source, page=Paginator(range(3), 10).page(1)).strip() == ""


def test_text_in_components_is_escaped() -> None:
    html = _draw('{% include "components/list_row.html" with title=title url="/x/" only %}', title="<b>Bench's</b>")
    assert "<b>" not in html
    assert "&lt;b&gt;Bench&#x27;s" in html


def test_progress_numbers_stay_plain_in_every_language() -> None:
    with translation.override("de"):
        html = _draw('{% include "components/progress.html" with label="x" value=1234.5 max=9065 only %}')
    assert 'value="1234.5"' in html
    assert 'max="9065"' in html


def test_a_question_in_place_posts_with_a_token() -> None:
    html = _draw('{% include "components/confirm.html" with label="Delete" question="Delete it?" action="/x/" only %}')
    assert html.index("<details") < html.index("<summary") < html.index('method="post" action="/x/"')
    assert "csrfmiddlewaretoken" in html


def test_percent_are_written_as_the_language_does_and_as_in_reports() -> None:
    for language, words in (("en", "45%"), ("de", "45\N{NO-BREAK SPACE}%")):
        with translation.override(language):
            assert _draw("{{ value|percent }}", value=45) == words == display.percent(Decimal(45))
            assert percent("2.5") == words.replace("45", "2.5")
