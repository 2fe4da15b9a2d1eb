"""The watch over pages catches what it is there for."""

import pytest
from playwright.sync_api import Page

from tests.e2e.conftest import Guard, OpenPage, axe


@pytest.fixture
def watched(open_page: OpenPage) -> Page:
    page = open_page()
    page.goto("/accounts/login/")
    return page


def test_a_console_error_is_caught(watched: Page, guard: Guard) -> None:
    watched.evaluate("console.error('broken')")
    assert _taken(guard) == ["console error: broken"]


def test_an_exception_is_caught(watched: Page, guard: Guard) -> None:
    watched.evaluate("setTimeout(() => { throw new Error('thrown') })")
    watched.wait_for_timeout(100)
    assert any("thrown" in problem for problem in _taken(guard))


def test_a_violation_of_the_content_security_policy_is_caught(watched: Page, guard: Guard) -> None:
    watched.evaluate("document.body.setAttribute('style', 'color: red')")
    watched.evaluate("document.head.append(Object.assign(document.createElement('style'), {textContent: 'b{}'}))")
    watched.wait_for_timeout(100)
    assert any("Content Security Policy" in problem for problem in _taken(guard))


def test_an_unexpected_404_is_caught_and_an_expected_one_is_not(watched: Page, guard: Guard) -> None:
    watched.goto("/nothing/here/")
    assert any(problem.startswith("404") for problem in _taken(guard))
    guard.allow(404)
    watched.goto("/nothing/there/")
    guard.check()


def test_another_host_is_caught(watched: Page, guard: Guard) -> None:
    watched.route("http://127.0.0.1:9/**", lambda route: route.abort())
    watched.evaluate("new Image().src = 'http://127.0.0.1:9/pixel.png'")
    watched.wait_for_timeout(100)
    assert any("127.0.0.1:9" in problem for problem in _taken(guard))


def test_axe_finds_an_image_without_a_name(watched: Page) -> None:
    watched.evaluate("document.querySelector('main').append(new Image())")
    with pytest.raises(AssertionError, match="image-alt"):
        axe(watched)


def _taken(guard: Guard) -> list[str]:
    """The problems so far; afterwards the guard has forgotten them."""
    problems = list(guard.problems)
    guard.problems.clear()
    return problems
