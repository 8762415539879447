"""Requests to addresses that somebody typed: to the outside world alone, and never for long."""

import shutil
import socket
import ssl
import subprocess
import threading
import time
from ipaddress import ip_network

import pytest

from forum.lib import outbound
from forum.lib.outbound import BadUrl, Failure, NotSent, is_outside, post, read_outside_url, read_url
from tests.qa.hooks.receiver import receiving

HERE = [ip_network("127.0.0.0/8")]


def send(url, **more):
    return post(url, b"{}", {"X-Word": "yes"}, allowed=HERE, allows_http=True, **more)


def failure_of(url, **more):
    with pytest.raises(NotSent) as caught:
        post(url, b"{}", {}, **{"allowed": HERE, "allows_http": True, **more})
    return caught.value.failure


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.8.8", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "100.64.0.1", "169.254.169.254",
        "224.0.0.1", "239.1.1.1", "255.255.255.255", "240.0.0.1", "198.18.0.1", "192.0.2.1", "168.63.129.16", "::", "::1",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "ff02::1",
        "2002:7f00:1::", "64:ff9b::7f00:1", "2001:0:7f00:1::", "2001:db8::1", "not an address",
    ],
)  # fmt: skip
def test_no_address_within_a_network_or_for_many_is_called(address):
    assert not is_outside(address)


@pytest.mark.parametrize("address", ["1.1.1.1", "93.184.216.34", "2606:4700:4700::1111"])
def test_addresses_of_the_outside_world_are_called(address):
    assert is_outside(address)


@pytest.mark.parametrize(
    "url",
    [
        "", "hooks", "//hooks.example.org/", "ftp://hooks.example.org/", "file:///etc/passwd", "gopher://example.org/",
        "http://hooks.example.org/", "https://", "https:///path", "https://sam:secret@example.org/", "https://@example.org/",
        "https://example.org:0/", "https://example.org:99999/", "https://example.org:x/", "https://[::1", "https://[fe80::1%25eth0]/",
        "https://exa mple.org/", "https://example.org/\r\nX-Evil: 1", "https://example.org\\@evil.example/", "https://example.org/ü",
        "https://" + "a" * 64 + ".example/", "https://example.org/" + "a" * 500,
    ],
)  # fmt: skip
def test_what_is_no_plain_https_address_is_refused(url):
    with pytest.raises(BadUrl):
        read_url(url)


def test_an_address_is_taken_apart_and_names_of_all_scripts_are_written_for_the_net():
    place = read_url("HTTPS://Bücher.example:8443/hook?x=1#part")
    assert (place.host, place.port, place.target) == ("xn--bcher-kva.example", 8443, "/hook?x=1")
    assert place.host_header == "xn--bcher-kva.example:8443"
    assert read_url("https://[2606:4700::1]/").host_header == "[2606:4700::1]"


@pytest.mark.parametrize("host", ["localhost", "127.1", "2130706433", "0x7f.0.0.1", "0", "[::1]"])
def test_other_spellings_of_this_machine_are_refused_as_well(host):
    with receiving(200) as server:
        url = f"http://{host}:{server.server_port}/"
        assert failure_of(url, allowed=()) in (Failure.ADDRESS, Failure.NAME)
        assert server.received == []


def test_a_name_of_which_one_address_is_private_is_refused_whole(monkeypatch):
    found = [(socket.AF_INET, 1, 6, "", (address, 443)) for address in ("1.1.1.1", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: found)
    assert failure_of("https://hooks.example/", allowed=()) == Failure.ADDRESS


def test_the_connection_goes_to_the_address_that_was_looked_at_whatever_the_name_stands_for_later(
    monkeypatch,
):
    asked = []
    ask = socket.getaddrinfo

    def rebind(host, *args, **kwargs):
        if host != "rebinding.example":
            return ask(host, *args, **kwargs)  # the number, when the connection is made
        asked.append(host)
        address = "127.0.0.1" if len(asked) == 1 else "10.255.255.1"
        return [(socket.AF_INET, 1, 6, "", (address, 0))]

    monkeypatch.setattr(socket, "getaddrinfo", rebind)
    with receiving(200) as server:
        assert send(f"http://rebinding.example:{server.server_port}/a").status == 200
        [(path, headers, _body)] = server.received
    assert asked == ["rebinding.example"], "once"
    assert (path, headers["Host"]) == ("/a", f"rebinding.example:{server.server_port}")


def test_a_proxy_in_the_environment_is_not_asked(monkeypatch):
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with receiving(200) as server:
        assert send(server.url).status == 200


def test_what_is_answered_comes_back_and_a_redirect_is_not_followed():
    with receiving(204, 500, "redirect") as server:
        assert [send(server.url).failure for _time in range(3)] == [None, Failure.STATUS, Failure.REDIRECT]
        assert [path for path, _headers, _body in server.received] == ["/hook?to=forum"] * 3
        assert server.received[0][1]["X-Word"] == "yes"


def test_a_server_that_hangs_or_sends_a_byte_now_and_then_is_given_up_in_time(monkeypatch):
    monkeypatch.setattr(outbound, "TOTAL_SECONDS", 0.5)
    for step in ("hang", "drip"):
        with receiving(step) as server:
            started = time.monotonic()
            assert failure_of(server.url) == Failure.TIME, step
            assert time.monotonic() - started < 5, step


def test_no_more_than_64_kilobytes_are_read():
    with receiving("flood") as server:
        assert len(send(server.url).text) == 64 * 1024


def test_a_connection_that_breaks_and_a_port_where_nobody_is_are_told_apart_from_an_answer():
    with receiving("close") as server:
        assert failure_of(server.url) == Failure.CONNECTION
    assert failure_of(server.url) == Failure.CONNECTION, "it has ended"
    assert failure_of("http://nowhere.invalid/") == Failure.NAME


def test_a_name_server_that_takes_its_time_is_not_waited_for(monkeypatch):
    done = threading.Event()
    monkeypatch.setattr(outbound, "LOOKUP_SECONDS", 0.2)
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: done.wait(10) and [])
    assert failure_of("https://slow.example/") == Failure.NAME
    done.set()


@pytest.mark.skipif(not shutil.which("openssl"), reason="makes a certificate with openssl")
def test_the_certificate_has_to_be_the_names_and_from_somebody_who_is_trusted(tmp_path, monkeypatch):
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=hooks.example",
         "-addext", "subjectAltName=DNS:hooks.example", "-keyout", tmp_path / "key.pem", "-out", tmp_path / "cert.pem"],
        check=True, capture_output=True,
    )  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "cert.pem", tmp_path / "key.pem")
    ask = socket.getaddrinfo
    here = [(socket.AF_INET, 1, 6, "", ("127.0.0.1", 0))]
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda host, *a, **k: here if "example" in str(host) else ask(host, *a, **k)
    )
    with receiving(200) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        assert failure_of(f"https://hooks.example:{server.server_port}/") == Failure.SECURITY, (
            "nobody vouches for it"
        )
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "cert.pem"))
        assert send(f"https://hooks.example:{server.server_port}/").status == 200
        assert failure_of(f"https://other.example:{server.server_port}/") == Failure.SECURITY


@pytest.mark.parametrize(
    "url",
    [
        "https://10.0.0.1/x",
        "https://localhost/",
        "https://[::1]/x",
        "https://127.1/",
        "https://192.168.1.9:8443/",
    ],
)
def test_an_address_that_says_by_itself_that_it_leads_inside_is_no_address_to_keep(url):
    with pytest.raises(BadUrl, match="private network"):
        read_outside_url(url)


def test_names_public_addresses_and_allowed_networks_may_be_kept():
    assert read_outside_url("https://hooks.example.org/x").host == "hooks.example.org"
    assert read_outside_url("https://9.9.9.9/").host == "9.9.9.9"
    assert read_outside_url("https://10.1.2.3/", allowed=[ip_network("10.1.2.0/24")]).host == "10.1.2.3"
