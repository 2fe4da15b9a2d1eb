"""Addresses below /help/."""

from django.urls import path

from helpcenter.views import reading, searching, voting

urlpatterns = [
    path("", reading.index, name="help"),
    path("search/", searching.search, name="help-search"),
    path("suggestions/", searching.suggest, name="help-suggest"),
    path("about/", reading.about, name="help-about"),
    path("questions/", reading.question_list, name="help-questions"),
    path("questions/<slug:slug>/", reading.question, name="help-question"),
    path("glossary/", reading.term_list, name="help-glossary"),
    path("glossary/<slug:slug>/", reading.term, name="help-term"),
    path("videos/", reading.video_list, name="help-videos"),
    path("videos/<slug:slug>/", reading.video, name="help-video"),
    path("categories/<slug:slug>/", reading.category, name="help-category"),
    path("articles/<slug:slug>/", reading.article, name="help-article"),
    path("articles/<slug:slug>/vote/", voting.vote, name="help-vote"),
]
