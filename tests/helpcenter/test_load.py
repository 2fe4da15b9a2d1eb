"""``load_help``: everything that ships is there, and what an admin edited stays."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from helpcenter import content_files
from helpcenter.content_files import ContentError, front_matter, shipped_content
from helpcenter.models import Article, Category, EarlierText, Term
from helpcenter.search.find import help_search
from helpcenter.services import load
from helpcenter.services.load import help_load
from helpcenter.services.texts import content_save

SMALL = {
    "categories.toml": (
        '[[category]]\nslug = "one"\nname = "One"\n[[category]]\nslug = "two"\nin = "one"\nname = "Two"\n'
    ),
    "topics.toml": '[[topic]]\nslug = "talk"\nname = "Talk"\n',
    "en/articles/first.md": (
        '+++\ntitle = "First"\nsummary = "S"\ncategory = "one"\nversion = "0.1"\n+++\nText of it.\n'
    ),
    "en/articles/second.md": (
        '+++\ntitle = "Second"\nsummary = "S"\ncategory = "two"\nversion = "0.1"\nrelated = ["first"]\n+++\nMore.\n'
    ),
    "de/articles/first.md": '+++\ntitle = "Erster"\nsummary = "Z"\n+++\nDer Text.\n',
    "en/questions/talk.md": "## Why? {#why}\nTags: reason\n\nBecause.\n",
    "en/glossary.md": "## Rep {#rep}\nOnce.\nRelated: bar\n\n## Bar {#bar}\nLong.\n",
}


@pytest.fixture
def small(tmp_path: Path, db: None, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A help centre of a few files, instead of the shipped one."""
    for name, text in SMALL.items():
        place = tmp_path / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)
    monkeypatch.setattr(load, "shipped_content", lambda: shipped_content(tmp_path))
    return tmp_path


def replace(folder: Path, name: str, old: str, new: str) -> None:
    place = folder / name
    place.write_text(place.read_text().replace(old, new))


def test_loading_twice_changes_nothing(small: Path) -> None:
    assert help_load().created == 8
    again = help_load()
    assert again.as_dict() == {"created": 0, "updated": 0, "removed": 0, "kept_edits": 0}
    assert Article.objects.get(slug="second").related.get().slug == "first"
    assert Category.objects.get(slug="two").parent == Category.objects.get(slug="one")


def test_a_release_brings_new_texts_and_keeps_the_old_ones(small: Path) -> None:
    help_load()
    replace(small, "en/articles/first.md", "Text of it", "Another text")
    assert help_load().updated == 1
    article = Article.objects.get(slug="first")
    assert article.content == "Another text."
    earlier = EarlierText.objects.get(kind="article", object_id=article.pk)
    assert (earlier.values["content"], earlier.why) == ("Text of it.", "released")
    assert help_search("another").found[0].slug == "first"


def test_what_an_admin_edited_stays(small: Path, staff: User) -> None:
    help_load()
    article = Article.objects.get(slug="first")
    article.content = "Our own words."
    content_save(row=article, editor=staff)
    replace(small, "en/articles/first.md", "Text of it", "Another text")
    replace(small, "en/articles/first.md", '"First"', '"The first"')
    loaded = help_load()
    article.refresh_from_db()
    assert (article.content, article.title) == ("Our own words.", "The first")
    assert loaded.kept_edits == 1
    assert help_load().kept_edits == 1
    article.refresh_from_db()
    assert article.content == "Our own words."


def test_related_articles_that_an_admin_chose_stay(small: Path) -> None:
    help_load()
    second = Article.objects.get(slug="second")
    second.related.clear()
    help_load()
    assert not second.related.exists()


def test_what_left_the_release_goes_unless_it_was_edited(small: Path, staff: User) -> None:
    help_load()
    first = Article.objects.get(slug="first")
    first.title = "Ours"
    content_save(row=first, editor=staff)
    replace(small, "en/articles/second.md", 'related = ["first"]\n', "")
    for name in ("en/articles/first.md", "de/articles/first.md", "en/glossary.md"):
        (small / name).unlink()
    assert help_load().removed == 2
    assert Article.objects.get(slug="first").shipped is None
    assert not Term.objects.exists()
    assert help_search("bar").total == 0


def test_a_hidden_article_stays_hidden(small: Path) -> None:
    help_load()
    first = Article.objects.get(slug="first")
    first.is_published = False
    content_save(row=first, editor=None)
    help_load()
    first.refresh_from_db()
    assert not first.is_published
    assert help_search("first").total == 0


def test_the_command_says_what_it_did(small: Path) -> None:
    out = StringIO()
    call_command("load_help", json=True, stdout=out)
    assert json.loads(out.getvalue()) == {"created": 8, "updated": 0, "removed": 0, "kept_edits": 0}


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("en/articles/first.md", "+++", "---", "two lines of +++"),
        ("en/articles/first.md", 'version = "0.1"', "", "version"),
        ("en/articles/first.md", '"one"', '"nowhere"', "nowhere"),
        ("en/articles/second.md", '"first"', '"third"', "third"),
        ("en/questions/talk.md", "{#why}", "", "expected a heading"),
    ],
)
def test_a_file_that_cant_be_read_is_named_and_changes_nothing(
    small: Path, name: str, old: str, new: str, said: str
) -> None:
    help_load()
    replace(small, "en/articles/second.md", "More.", "Much more.")
    replace(small, name, old, new)
    with pytest.raises(CommandError, match=said.replace("+", r"\+")):
        call_command("load_help", stdout=StringIO())
    assert Article.objects.get(slug="second").content == "More."


def test_front_matter_needs_its_lines(tmp_path: Path) -> None:
    place = tmp_path / "x.md"
    place.write_text("+++\nnot toml\n+++\nText")
    with pytest.raises(ContentError):
        front_matter(place)


def test_translations_stand_beside_the_english_files() -> None:
    """A German file without an English one would never be read."""
    english = {path.relative_to(content_files.FOLDER / "en") for path in (content_files.FOLDER / "en").rglob("*.md")}
    german = {path.relative_to(content_files.FOLDER / "de") for path in (content_files.FOLDER / "de").rglob("*.md")}
    assert german <= english
