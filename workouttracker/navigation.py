"""The one list of places: bottom bar, side bar, More, footer and the admin's dashboards menu are drawn from it.

An entry appears as soon as its address exists, so the list may name pages that are still to come.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

from django.http import HttpRequest
from django.urls import NoReverseMatch, get_script_prefix, get_urlconf, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sharing.mount import shared_url
from sharing.scope import Scope, scope_of


class Section(StrEnum):
    """Where an entry stands."""

    MAIN = "main"
    TOOLS = "tools"
    DATA = "data"
    SHARING = "sharing"
    ACCOUNT = "account"
    HELP = "help"
    STAFF = "staff"


@dataclass(frozen=True, slots=True)
class Entry:
    """One place. ``url_names``: the first that resolves is taken. ``permission``: who among staff sees it."""

    name: str | Promise
    url_names: tuple[str, ...]
    icon: str
    section: Section
    permission: str = ""
    hint: str | Promise = ""


@dataclass(frozen=True, slots=True)
class Link:
    """An entry whose address exists, as the templates show it."""

    name: str | Promise
    url: str
    icon: str
    current: bool
    hint: str | Promise = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Links under one heading."""

    key: str
    title: str | Promise
    entries: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Navigation:
    """Everything the frame links to, for one request. Empty parts are not drawn."""

    signed_in: bool
    home: str
    visitor: bool = False
    main: tuple[Link, ...] = ()
    bottom: tuple[Link, ...] = ()
    groups: tuple[Group, ...] = ()
    staff: tuple[Link, ...] = ()
    public: tuple[Link, ...] = ()
    footer: tuple[Link, ...] = ()
    versions: Link | None = None
    sign_in: Link | None = None
    sign_out: Link | None = None


LOG = Entry(pgettext_lazy("main navigation", "Log"), ("quick-log", "log", "today"), "plus-circle-fill", Section.MAIN)
HISTORY = Entry(pgettext_lazy("main navigation", "History"), ("session-list",), "calendar3", Section.MAIN)
REPORTS = Entry(
    pgettext_lazy("main navigation", "Reports"), ("reports", "report-overview"), "graph-up-arrow", Section.MAIN
)
TOOLS = Entry(_("Tools"), ("tools", "calculator"), "calculator", Section.MAIN)
MORE = Entry(pgettext_lazy("main navigation", "More"), ("more",), "grid", Section.MAIN)
HELP = Entry(_("Help"), ("help", "help-index"), "life-preserver", Section.HELP)
FEEDBACK = Entry(_("Feedback"), ("feedback", "feedback-new"), "chat-left-text", Section.HELP)
VERSIONS = Entry(_("What is new"), ("versions-history",), "tag", Section.HELP)
SIGN_IN = Entry(_("Sign in"), ("account_login",), "box-arrow-in-right", Section.ACCOUNT)
SIGN_OUT = Entry(_("Sign out"), ("account_logout",), "box-arrow-right", Section.ACCOUNT)

ENTRIES: tuple[Entry, ...] = (
    LOG,
    HISTORY,
    REPORTS,
    TOOLS,
    Entry(_("Exercises"), ("exercise-list",), "list-ul", Section.TOOLS),
    Entry(_("Routines"), ("routine-list",), "journal-text", Section.TOOLS),
    Entry(_("Body weight"), ("body-list", "body"), "heart-pulse", Section.TOOLS),
    Entry(_("Goals"), ("goal-list",), "bullseye", Section.TOOLS),
    Entry(_("Plates and warm-up"), ("plates",), "record-circle", Section.TOOLS),
    Entry(_("Your data"), ("data",), "inbox", Section.DATA, hint=_("What is there, and what was moved")),
    Entry(
        _("Import"),
        ("import", "import-list"),
        "box-arrow-in-down",
        Section.DATA,
        hint=_("From Strong, Hevy, FitNotes and others"),
    ),
    Entry(_("Export"), ("export", "export-list"), "box-arrow-up", Section.DATA, hint=_("Take everything with you")),
    Entry(
        _("Clean up"),
        ("clean-up", "cleanup"),
        "magic",
        Section.DATA,
        hint=_("Merge, rename, convert what was imported"),
    ),
    Entry(_("Delete"), ("delete-data", "data-delete"), "trash3", Section.DATA, hint=_("All workout data at once")),
    Entry(_("Bin"), ("undo-list",), "arrow-counterclockwise", Section.DATA, hint=_("Bring back what you deleted")),
    Entry(_("Jobs"), ("job-list",), "cpu", Section.DATA, hint=_("Imports and exports under way")),
    Entry(_("Shared links"), ("share-list",), "link-45deg", Section.SHARING, hint=_("Show your training to a friend")),
    Entry(
        _("Preferences"),
        ("accounts-preferences",),
        "sliders",
        Section.ACCOUNT,
        hint=_("Unit, language, time zone, theme"),
    ),
    Entry(_("Profile"), ("accounts-profile",), "person-circle", Section.ACCOUNT, hint=_("E-mail, password, devices")),
    HELP,
    FEEDBACK,
    VERSIONS,
    Entry(_("Admin"), ("admin:index",), "shield-lock", Section.STAFF),
    Entry(_("Jobs"), ("manage-jobs",), "cpu", Section.STAFF, "jobs.view_job"),
    Entry(_("Feedback"), ("manage-feedback",), "chat-left-text", Section.STAFF, "feedback.view_feedback"),
    Entry(_("Help"), ("manage-help",), "life-preserver", Section.STAFF, "helpcenter.view_article"),
    Entry(_("Sign-ins"), ("manage-sign-ins",), "door-open", Section.STAFF, "accounts.view_loginhistory"),
    Entry(_("Versions"), ("admin:versions_appversion_changelist",), "tag", Section.STAFF, "versions.view_appversion"),
    Entry(_("Health"), ("manage-health",), "activity", Section.STAFF),
    Entry(_("Style guide"), ("style-guide",), "palette", Section.STAFF),
)

TITLES: dict[Section, str | Promise] = {
    Section.TOOLS: _("Training"),
    Section.DATA: _("Data"),
    Section.SHARING: _("Sharing"),
    Section.ACCOUNT: _("Account"),
    Section.HELP: _("Help and feedback"),
    Section.STAFF: _("Admin"),
}
SIDE_GROUPS = (Section.TOOLS, Section.DATA, Section.SHARING, Section.HELP, Section.ACCOUNT, Section.STAFF)


def address_of(entry: Entry) -> str:
    """The entry's address, or ``""`` while its page does not exist."""
    return _address(entry.url_names, get_urlconf(), get_script_prefix())


@lru_cache(maxsize=256)
def _address(names: tuple[str, ...], urlconf: str | None, prefix: str) -> str:
    """Looked up once per process: thirty lookups would cost more than the rest of an empty page."""
    for name in names:
        try:
            return reverse(name)
        except NoReverseMatch:
            continue
    return ""


def place_of(path: str) -> str:
    """The address of the entry that ``path`` belongs to: the longest one that it is or lies below; ``""`` for none.

    The first page is where a workout begins: it belongs to Log.
    """
    if path == _address(("today",), get_urlconf(), get_script_prefix()):
        return address_of(LOG)
    addresses = (address_of(entry) for entry in (*ENTRIES, MORE, SIGN_IN))
    found = (url for url in addresses if url and (path == url or (url != "/" and path.startswith(url))))
    return max(found, key=len, default="")


def link_of(entry: Entry, place: str) -> Link | None:
    """The entry as a link, current when ``place`` (see ``place_of``) is its address; ``None`` without a page."""
    url = address_of(entry)
    return Link(entry.name, url, entry.icon, url == place, entry.hint) if url else None


def dashboards(request: HttpRequest) -> tuple[Link, ...]:
    """The staff pages this person may open, in order; nothing for everybody else."""
    user = request.user
    if not (user.is_authenticated and user.is_staff):
        return ()
    entries = (e for e in ENTRIES if e.section is Section.STAFF)
    allowed = (e for e in entries if not e.permission or user.has_perm(e.permission))
    return _links(allowed, place_of(request.path))


def navigation_of(request: HttpRequest) -> Navigation:
    """All places for this request's person."""
    scope = scope_of(request)
    if scope.share_id:
        return _visitor_navigation(scope, request.path)
    place = place_of(request.path)
    footer = _links((HELP, FEEDBACK), place)
    versions = link_of(VERSIONS, place)
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        sign_in = link_of(SIGN_IN, place)
        public = _links((TOOLS, HELP, FEEDBACK), place)
        home = sign_in.url if sign_in else "/"
        return Navigation(False, home, public=public, footer=footer, versions=versions, sign_in=sign_in)
    main = _links((e for e in ENTRIES if e.section is Section.MAIN), place)
    groups = tuple(group for group in (_group(section, request, place) for section in SIDE_GROUPS) if group.entries)
    more = link_of(MORE, place)
    return Navigation(
        True,
        address_of(LOG) or "/",
        main=main,
        bottom=_bottom(main, more),
        groups=groups,
        staff=dashboards(request),
        footer=footer,
        versions=versions,
        sign_out=link_of(SIGN_OUT, place),
    )


def _visitor_navigation(scope: Scope, path: str) -> Navigation:
    """What a shared link permits, and nothing else of its owner's."""
    found = [
        Link(entry.name, url, entry.icon, path.startswith(url))
        for entry in (HISTORY, REPORTS, TOOLS)
        if (url := next((each for name in entry.url_names if (each := shared_url(scope, name))), ""))
    ]
    longest = max((link.url for link in found if link.current), key=len, default="")
    main = tuple(replace(link, current=link.url == longest) for link in found)
    home = reverse("share-home", args=[scope.share_id])
    return Navigation(False, home, visitor=True, main=main, bottom=main, versions=link_of(VERSIONS, ""))


def _bottom(main: tuple[Link, ...], more: Link | None) -> tuple[Link, ...]:
    """The bottom bar; More is current wherever none of the others is."""
    if more is None:
        return main
    elsewhere = not any(link.current for link in main)
    return (*main, Link(more.name, more.url, more.icon, elsewhere))


def _group(section: Section, request: HttpRequest, place: str) -> Group:
    if section is Section.STAFF:
        return Group(section.value, TITLES[section], dashboards(request))
    return Group(section.value, TITLES[section], _links((e for e in ENTRIES if e.section is section), place))


def _links(entries: Iterable[Entry], place: str) -> tuple[Link, ...]:
    found = (link_of(entry, place) for entry in entries)
    return tuple(link for link in found if link is not None)
