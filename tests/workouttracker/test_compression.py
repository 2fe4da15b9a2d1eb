"""What goes out compressed, to whom, and what stays as it is."""

import gzip

import pytest
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import Client

from accounts.models import User
from workouttracker.compression import LEAST_BYTES, MOST_PADDING, CompressionMiddleware

TEXT = b"<p>eight reps</p>" * 100


def sent(response: HttpResponse, accepted: str = "gzip, br") -> HttpResponse:
    request = HttpRequest()
    request.META["HTTP_ACCEPT_ENCODING"] = accepted
    return CompressionMiddleware(lambda _request: response)(request)


def test_a_page_goes_out_compressed(owner: User, owner_client: Client) -> None:
    plain = owner_client.get("/more/")
    packed = owner_client.get("/more/", headers={"Accept-Encoding": "gzip, deflate, br"})
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert int(packed.headers["Content-Length"]) == len(packed.content) < len(plain.content) / 3
    assert b"</html>" in gzip.decompress(packed.content)
    for answer in (plain, packed):
        assert "Accept-Encoding" in answer.headers["Vary"]


@pytest.mark.parametrize("accepted", ["", "br", "gzip;q=0", "gzip; q=0.0", "identity"])
def test_who_takes_no_gzip_gets_the_text(accepted: str) -> None:
    answer = sent(HttpResponse(TEXT), accepted)
    assert answer.content == TEXT
    assert answer.headers["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize("accepted", ["gzip", "br;q=1, GZIP;q=0.1", "deflate, gzip;q=1.0"])
def test_who_takes_it_gets_it(accepted: str) -> None:
    assert gzip.decompress(sent(HttpResponse(TEXT), accepted).content) == TEXT


@pytest.mark.parametrize(
    "response",
    [
        HttpResponse(b"a" * (LEAST_BYTES - 1)),
        HttpResponse(TEXT, content_type="application/zip"),
        HttpResponse(TEXT, headers={"Content-Encoding": "br"}),
        HttpResponse(status=204),
    ],
)
def test_what_is_small_or_packed_already_stays(response: HttpResponse) -> None:
    before = response.content
    assert sent(response).content == before


def test_what_streams_goes_on_streaming() -> None:
    response = StreamingHttpResponse([TEXT])
    assert sent(response) is response  # type: ignore[arg-type]
    assert not response.has_header("Content-Encoding")


def test_the_tag_of_the_plain_text_no_longer_vouches_for_the_bytes() -> None:
    assert sent(HttpResponse(TEXT, headers={"ETag": '"1"'})).headers["ETag"] == 'W/"1"'
    assert sent(HttpResponse(TEXT, headers={"ETag": 'W/"1"'})).headers["ETag"] == 'W/"1"'


def test_the_length_says_little() -> None:
    lengths = {len(sent(HttpResponse(TEXT)).content) for _ in range(40)}
    assert len(lengths) > 5
    assert max(lengths) - min(lengths) <= MOST_PADDING + 1
