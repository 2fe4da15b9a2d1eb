"""The dashboard: the list with its figures, and what is done with one item or with many, in place."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.access import staff_with
from accounts.models import User
from accounts.once import once
from feedback.bulk import bulk_do
from feedback.figures import charts, figures, latest
from feedback.models import Category, Feedback, ReplyTemplate
from feedback.placeholders import PLACEHOLDERS, filled
from feedback.services import assignee_set, feedback_update, reply_by_team, spam_mark, status_set, those_who_answer
from feedback.states import Status
from feedback.timeline import timeline_for_staff
from feedback.triage_filters import TriageForm, chips_of, people_who_answer
from feedback.triage_forms import AnswerForm, BulkForm, ItemForm

PER_PAGE = 50
VIEW, CHANGE, DELETE = "feedback.view_feedback", "feedback.change_feedback", "feedback.delete_feedback"


def _actor(request: HttpRequest) -> User:
    """The member of staff behind ``staff_with``."""
    if not isinstance(request.user, User):
        raise TypeError("the view lacks staff_with")
    return request.user


@require_safe
@never_cache
@staff_with(VIEW)
def triage(request: HttpRequest) -> HttpResponse:
    """Every item, with filters; figures and charts."""
    user, people = _actor(request), people_who_answer()
    categories = list(Category.objects.for_staff())
    form = TriageForm(request.GET, user=user, people=people, categories=categories)
    items, chips = form.apply(Feedback.objects.for_staff()), chips_of(user, request.GET)
    context = {
        "form": form,
        "page": Paginator(items, PER_PAGE).get_page(request.GET.get("page")),
        "chips": chips,
        "filter_open": form.is_narrowed and not any(chip.current for chip in chips),
        "figures": figures(),
        "charts": charts(),
        "latest": latest(),
        "people": people,
        "bulk": BulkForm(people=people, categories=categories, may_delete=user.has_perm(DELETE)),
        "may_change": user.has_perm(CHANGE),
        "back": request.get_full_path(),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "feedback/manage.html", context, status=status)


@require_safe
@never_cache
@staff_with(VIEW)
def item(request: HttpRequest, pk: int) -> HttpResponse:
    """One item with everything about it; ``template`` names a reply template to begin with."""
    feedback = _found(pk)
    if "panel" in request.GET and getattr(request, "htmx", False):
        return render(request, "feedback/_panel.html", _about(request, feedback, answer=_begun(request, feedback)))
    return _item_page(request, feedback, answer=_begun(request, feedback))


@require_POST
@never_cache
@staff_with(CHANGE)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Save what the form of an item says."""
    feedback = _found(pk)
    form = ItemForm(request.POST, instance=feedback, people=those_who_answer())
    if form.is_valid():
        try:
            feedback_update(feedback=feedback, actor=_actor(request), **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, " ".join(error.messages))
        else:
            messages.success(request, _("Saved."))
            return redirect("manage-feedback-item", pk)
    return _item_page(request, _found(pk), form=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)


@require_POST
@never_cache
@staff_with(CHANGE)
@once
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer the sender; ``preview`` only shows what would be sent."""
    feedback, form = _found(pk), AnswerForm(request.POST)
    if not form.is_valid():
        return _answer_again(request, feedback, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    if "preview" in request.POST:
        return _answer_again(request, feedback, form, preview=filled(form.cleaned_data["text"], feedback))
    reply_by_team(feedback=feedback, author=_actor(request), text=form.cleaned_data["text"])
    return _row_or_back(request, pk, _("Answer sent."))


@require_POST
@never_cache
@staff_with(CHANGE)
def status(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an item one step along."""
    wanted = request.POST.get("status", "")
    if wanted not in Status.values:
        return _row_or_back(request, pk, _("There is no such status."), refused=True)
    try:
        status_set(feedback=_found(pk), actor=_actor(request), status=wanted)
    except ValidationError as error:
        return _row_or_back(request, pk, " ".join(error.messages), refused=True)
    return _row_or_back(request, pk, _("Status changed."))


@require_POST
@never_cache
@staff_with(CHANGE)
def assign(request: HttpRequest, pk: int) -> HttpResponse:
    """Give an item to somebody, or to nobody."""
    key = request.POST.get("assignee", "")
    assignee = None
    if key:
        assignee = those_who_answer().filter(pk=key).first() if key.isascii() and key.isdecimal() else None
        if assignee is None:
            return _row_or_back(request, pk, _("Items can't be given to this person."), refused=True)
    assignee_set(feedback=_found(pk), actor=_actor(request), assignee=assignee)
    return _row_or_back(request, pk, _("Assigned.") if assignee else _("Assigned to nobody."))


@require_POST
@never_cache
@staff_with(CHANGE)
def spam(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep an item aside (``spam=yes``), or take it back."""
    is_spam = request.POST.get("spam") == "yes"
    spam_mark(feedback=_found(pk), actor=_actor(request), is_spam=is_spam)
    return _row_or_back(request, pk, _("Kept aside.") if is_spam else _("Back among the others."))


@require_POST
@never_cache
@staff_with(CHANGE)
def bulk(request: HttpRequest) -> HttpResponse:
    """One action for all ticked items."""
    actor, people, categories = _actor(request), people_who_answer(), list(Category.objects.for_staff())
    may_delete = actor.has_perm(DELETE)
    if request.POST.get("do") == "delete:" and not may_delete:
        raise PermissionDenied
    form = BulkForm(request.POST, people=people, categories=categories, may_delete=may_delete)
    if not form.is_valid():
        for errors in form.errors.values():
            messages.error(request, " ".join(map(str, errors)))
        return redirect(_back(request))
    keys, do = form.cleaned_data["item"], form.cleaned_data["do"]
    done = bulk_do(keys=keys, do=do, actor=actor, people=people, categories=categories)
    if done.number:
        text = ngettext("Done for %(count)s item.", "Done for %(count)s items.", done.number)
        messages.success(request, text % {"count": done.number})
    for line in done.refused:
        messages.error(request, line)
    return redirect(_back(request))


def _found(pk: int) -> Feedback:
    return get_object_or_404(Feedback.objects.for_staff(), pk=pk)


def _begun(request: HttpRequest, feedback: Feedback) -> AnswerForm:
    key = request.GET.get("template", "")
    chosen = ReplyTemplate.objects.for_staff().filter(pk=key).first() if key.isascii() and key.isdecimal() else None
    return AnswerForm(initial={"text": chosen.text_for(feedback.reader_language) if chosen else ""})


def _about(request: HttpRequest, feedback: Feedback, **more: Any) -> dict[str, Any]:
    """What the answer to an item needs, in its page and in the list."""
    return {
        "item": feedback,
        "templates": ReplyTemplate.objects.for_staff(),
        "chosen": request.GET.get("template", ""),
        "placeholders": [(f"{{{name}}}", meaning) for name, (meaning, _value) in PLACEHOLDERS.items()],
        "may_change": _actor(request).has_perm(CHANGE),
        "back": _back(request),
        **more,
    }


def _answer_again(
    request: HttpRequest, feedback: Feedback, form: AnswerForm, *, preview: str = "", status: HTTPStatus = HTTPStatus.OK
) -> HttpResponse:
    """The form of the answer once more: in the list only that, for sending would have changed the whole row."""
    if not _in_row(request):
        return _item_page(request, feedback, answer=form, preview=preview, status=status)
    context = _about(request, feedback, answer=form, preview=preview, row=True)
    response = render(request, "feedback/_answer.html", context, status=status)
    response["HX-Retarget"], response["HX-Reswap"] = f"#answer-{feedback.pk}", "outerHTML"
    return response


def _item_page(
    request: HttpRequest,
    feedback: Feedback,
    *,
    answer: AnswerForm | None = None,
    form: ItemForm | None = None,
    preview: str = "",
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    """The page of one item; what is done there leads back there."""
    here = reverse("manage-feedback-item", args=[feedback.pk])
    context = _about(request, feedback, answer=answer or AnswerForm(), preview=preview, back=here)
    people = those_who_answer()
    context |= {
        "form": form or ItemForm(instance=feedback, people=people),
        "people": people,
        "entries": timeline_for_staff(feedback),
        "list_url": _back(request),
    }
    return render(request, "feedback/manage_item.html", context, status=status)


def _in_row(request: HttpRequest) -> bool:
    """Whether it is done in the list, in place."""
    return bool(getattr(request, "htmx", False)) and "row" in request.POST


def _row_or_back(request: HttpRequest, pk: int, said: str, *, refused: bool = False) -> HttpResponse:
    """The item's row anew, in place; without JavaScript back to where it was done."""
    if not _in_row(request):
        messages.add_message(request, messages.ERROR if refused else messages.SUCCESS, said)
        return redirect(_back(request, reverse("manage-feedback-item", args=[pk])))
    context = {
        "item": _found(pk),
        "people": people_who_answer(),
        "may_change": True,
        "back": _back(request),
        "said": said,
        "refused": refused,
    }
    code = HTTPStatus.UNPROCESSABLE_ENTITY if refused else HTTPStatus.OK
    return render(request, "feedback/_row_answer.html", context, status=code)


def _back(request: HttpRequest, otherwise: str = "") -> str:
    """The page that the form says it stands on: the list with its filters, or the item."""
    said = request.POST.get("back", "") or request.GET.get("back", "")
    ours = said.startswith("/manage/feedback/") and url_has_allowed_host_and_scheme(said, allowed_hosts=None)
    return said if ours else otherwise or reverse("manage-feedback")
