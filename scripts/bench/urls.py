"""The product's addresses, and an empty page: the frame around nothing, as whoever is signed in gets it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from workouttracker.urls import *  # noqa: F403 - the handlers too
from workouttracker.urls import urlpatterns as _product


def empty(request: HttpRequest) -> HttpResponse:
    return render(request, "base.html")


urlpatterns = [path("bench/empty/", empty), *_product]
