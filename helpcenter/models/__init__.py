"""What the help centre is made of."""

from helpcenter.models.content import Article, Category, Content, Question, Term, Topic, Video
from helpcenter.models.readers import ArticleDay, Vote
from helpcenter.models.records import EarlierText, SearchDocument, SearchWord

__all__ = [
    "Article",
    "ArticleDay",
    "Category",
    "Content",
    "EarlierText",
    "Question",
    "SearchDocument",
    "SearchWord",
    "Term",
    "Topic",
    "Video",
    "Vote",
]
