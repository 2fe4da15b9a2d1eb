"""How a delivery goes out: to an address that was judged, once, for a bounded time, and not further."""

import socket
import ssl
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from portability.hooks.wire import READ_BYTES, WireError, post
from tests.portability.receiver import receiving, saying

Names = Callable[..., Any]
NAME = "hook.example.org"


def send(url: str, *, seconds: float = 5, allow_private: bool = True, trust: str = "") -> Any:
    return post(url, b"{}", {"X-Said": "yes"}, seconds=seconds, allow_private=allow_private, trust=trust)


def code_of(*arguments: Any, **options: Any) -> str:
    with pytest.raises(WireError) as caught:
        send(*arguments, **options)
    return caught.value.code


def answers(*addresses: str) -> Names:
    """A name server: it gives the next of ``addresses`` each time, and the last one from then on."""
    left = list(addresses)

    def look_up(_host: str, port: int, *_args: Any, **_options: Any) -> list[Any]:
        address = left.pop(0) if len(left) > 1 else left[0]
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        return [(family, socket.SOCK_STREAM, 6, "", (address, port))]

    return look_up


def test_a_post_arrives_with_its_headers_and_the_answer_comes_back() -> None:
    with receiving() as receiver:
        receiver.answers = [(201, {"X-Answer": "thanks"}, b"kept")]
        answered = send(f"{receiver.url}?key=1")
    assert (answered.status, answered.headers["X-Answer"], answered.body) == (201, "thanks", b"kept")
    (got,) = receiver.got
    assert (got.path, got.body, got.headers["X-Said"]) == ("/hook?key=1", b"{}", "yes")
    assert got.headers["Host"] == receiver.url.split("/")[2]


def test_loopback_is_refused_before_anything_is_sent() -> None:
    with receiving() as receiver:
        assert code_of(receiver.url, allow_private=False) == "refused"
        assert code_of(receiver.url.replace("127.0.0.1", "localhost"), allow_private=False) == "refused"
    assert receiver.got == []


@pytest.mark.parametrize(
    "address", ["10.0.0.1", "169.254.169.254", "::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "0.0.0.0"]
)
def test_a_name_that_leads_inside_is_refused(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", answers(address))
    monkeypatch.setattr(socket, "socket", lambda *_args: pytest.fail("nobody may connect"))
    assert code_of(f"https://{NAME}/", allow_private=False) == "refused"


def test_one_address_inside_among_others_makes_the_name_suspicious(monkeypatch: pytest.MonkeyPatch) -> None:
    both = [(socket.AF_INET, 1, 6, "", (address, 443)) for address in ("93.184.215.14", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_options: both)
    monkeypatch.setattr(socket, "socket", lambda *_args: pytest.fail("nobody may connect"))
    assert code_of(f"https://{NAME}/", allow_private=False) == "refused"


def test_a_name_that_changes_its_mind_is_connected_to_what_was_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    """DNS rebinding: the first answer is public, every later one is this machine."""
    places: list[Any] = []

    class Spy(socket.socket):
        def connect(self, place: Any) -> None:
            places.append(place)
            raise ConnectionRefusedError

    with receiving() as receiver:
        port = int(receiver.url.split(":")[2].split("/")[0])
        monkeypatch.setattr(socket, "getaddrinfo", answers("93.184.215.14", "127.0.0.1"))
        monkeypatch.setattr(socket, "socket", Spy)
        assert code_of(f"https://{NAME}:{port}/", allow_private=False) == "unreachable"
        monkeypatch.undo()
    assert places == [("93.184.215.14", port)]
    assert receiver.got == []


def test_a_redirect_is_an_answer_and_not_followed() -> None:
    with receiving() as inside, receiving() as receiver:
        receiver.answers = [(302, {"Location": inside.url}, b"")]
        assert send(receiver.url).status == 302
        assert len(receiver.got) == 1
    assert inside.got == []


def test_of_a_long_answer_only_the_beginning_is_read() -> None:
    with receiving() as receiver:
        receiver.answers = [(200, {}, b"x" * 10_000_000)]
        assert len(send(receiver.url).body) == READ_BYTES


@pytest.mark.parametrize("tls", [False, True])
def test_a_body_that_comes_after_its_head_is_read(
    monkeypatch: pytest.MonkeyPatch, certificate: Path, *, tls: bool
) -> None:
    """The head says that the connection ends with this answer, which must not be its end before the body came."""
    pieces = [b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 9\r\n\r\n", b"one,", b"two", b",3"]
    monkeypatch.setattr(socket, "getaddrinfo", answers("127.0.0.1"))
    with saying(*pieces, pause=0.1, tls=server_side(certificate) if tls else None) as url:
        assert send(url.replace("127.0.0.1", NAME), trust=str(certificate) if tls else "").body == b"one,two,3"


def test_a_body_that_never_ends_is_late() -> None:
    with saying(b"HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n", *[b"X"] * 999, pause=0.05) as url:
        assert code_of(url, seconds=0.5) == "late"


def test_the_socket_is_closed_when_the_answer_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    ours: list[socket.socket] = []

    class Kept(socket.socket):
        def connect(self, place: Any) -> None:
            super().connect(place)
            ours.append(self)

    with receiving() as receiver:
        monkeypatch.setattr(socket, "socket", Kept)
        assert send(receiver.url).status == 200
        monkeypatch.undo()
    assert [one.fileno() for one in ours] == [-1]


def test_who_says_nothing_and_who_says_a_letter_now_and_then_are_late() -> None:
    with saying(b"HTTP/1.1 200 OK\r\n", pause=30) as url:
        assert code_of(url, seconds=0.3) == "late"
    drip = [b"HTTP/1.1 200 OK\r\n", *[b"X"] * 1000]
    with saying(*drip, pause=0.05) as url:
        assert code_of(url, seconds=0.4) == "late"


@pytest.mark.parametrize(
    "said", [b"SSH-2.0-server\r\n", b"HTTP/1.1 abc\r\n\r\n", b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 500]
)
def test_what_is_no_web_server_is_broken(said: bytes) -> None:
    with saying(said, b"") as url:
        assert code_of(url) in {"broken", "unreachable"}


def test_nobody_there_and_a_name_without_address(monkeypatch: pytest.MonkeyPatch) -> None:
    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    listener.close()
    assert code_of(f"http://127.0.0.1:{port}/") == "unreachable"
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_options: [])
    assert code_of(f"https://{NAME}/") == "no_address"
    assert code_of("https://" + "a" * 80 + ".example/") == "no_address"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Key and certificate of ``NAME`` in one file, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("tls") / "both.pem"
    pem = serialization.Encoding.PEM
    secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file.write_bytes(secret + made.public_bytes(pem))
    return file


def server_side(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


def test_the_name_is_what_the_certificate_and_the_host_header_are_about(
    monkeypatch: pytest.MonkeyPatch, certificate: Path
) -> None:
    context = server_side(certificate)
    asked: list[str] = []
    context.sni_callback = lambda _socket, name, _context: asked.append(name)
    with receiving(context) as receiver:
        port = receiver.url.split(":")[2].split("/")[0]
        monkeypatch.setattr(socket, "getaddrinfo", answers("127.0.0.1"))
        assert send(f"https://{NAME}:{port}/hook", trust=str(certificate)).status == 200
        assert code_of(f"https://{NAME}:{port}/hook") == "tls"
        assert code_of(f"https://other.example.org:{port}/hook", trust=str(certificate)) == "tls"
    (got,) = receiver.got
    assert got.headers["Host"] == f"{NAME}:{port}"
    assert asked[0] == NAME
