"""deploy/nginx.conf on a real nginx: what it keeps, what it never keeps, whom it lets through, in front of the forum, too."""

import http.client
import re
import shutil
import socket
import subprocess
import time
import urllib.request

import pytest

from bench import server
from forum.lib.uploads import CAP_KILOBYTES
from tests.deploy.upstream import serving
from tests.forum import test_serving
from tests.processes import CHECKOUT, needs_proc, open_folder

pytestmark = [
    pytest.mark.processes,
    needs_proc,
    pytest.mark.skipif(not server.find_nginx(), reason="no nginx found: install nginx-light"),
]
production = test_serving.production
CONFIGURATION = (CHECKOUT / "deploy/nginx.conf").read_text()


@pytest.fixture(scope="module")
def upstream():
    with serving() as upstream:
        yield upstream


@pytest.fixture(scope="module")
def front(upstream):
    with server.front(upstream.origin) as front:
        yield front


@pytest.fixture(autouse=True)
def _forgetful(upstream):
    """Each test has requests of its own; what was kept for another one is too old within a second."""
    upstream.requests.clear()


def ask(front, path, method="GET", body=None, **headers):
    connection = http.client.HTTPConnection(front.origin.removeprefix("http://"), timeout=30)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method, path, body, named)
    answer = connection.getresponse()
    answer.text = answer.read().decode()
    connection.close()
    return answer


def many(front, path, count=40, **headers):
    return [ask(front, path, **headers) for _number in range(count)]


def wait_for_a_new_second():
    time.sleep(1.02 - time.time() % 1)


def test_what_the_forum_shares_is_fetched_once_a_second(front, upstream):
    wait_for_a_new_second()
    begun = int(time.time())
    answers = many(front, "/shared/a")
    assert {answer.status for answer in answers} == {200}
    assert len(upstream.requests) <= int(time.time()) - begun + 1
    assert answers[1].headers["X-Cache"] == "HIT"


def test_every_request_a_second_after_a_change_sees_it(front, upstream):
    for number in range(3):
        many(front, "/shared/b", 5)
        time.sleep(0.31 * number)
        upstream.state = f"state-{number}"
        changed = time.monotonic()
        while time.monotonic() < changed + 1.3:
            begun = time.monotonic()
            answer = ask(front, "/shared/b")
            if begun >= changed + 1:
                assert upstream.state in answer.text, f"{begun - changed:.3f} s after the change"


def test_a_page_that_nobody_asked_for_in_a_while_is_not_shown_as_it_was(front, upstream):
    ask(front, "/shared/c")
    upstream.state = "much later"
    time.sleep(1.5)
    assert "much later" in ask(front, "/shared/c").text


@pytest.mark.parametrize(
    "header",
    [
        {"Cookie": "sessionid=me"},
        {"Cookie": "visitor=me"},
        {"Authorization": "Basic bWU="},
        {"HX-Request": "true"},
    ],
)
def test_who_can_be_told_apart_gets_no_kept_page_and_leaves_none(front, upstream, header):
    wait_for_a_new_second()
    path = f"/shared/{len(str(header))}"
    upstream.state = "mine alone"
    assert "mine alone" in ask(front, path, **header).text
    upstream.state = "for all"
    assert "for all" in ask(front, path).text
    upstream.state = "mine again"
    again = ask(front, path, **header)
    assert "mine again" in again.text
    assert again.headers["X-Cache"] == "BYPASS"
    assert len(upstream.requests) == 3


@pytest.mark.parametrize("kind", ["private", "silent", "cookie"])
def test_what_the_forum_does_not_share_is_never_kept(front, upstream, kind):
    many(front, f"/{kind}/a", 5)
    assert len(upstream.requests) == 5


def test_what_is_sent_is_never_kept(front, upstream):
    for number in range(3):
        ask(front, "/shared/post", "POST", f"value={number}")
    assert [method for method, *_rest in upstream.requests] == ["POST"] * 3


def test_a_browser_gets_no_coding_and_no_language_that_another_asked_for(front, upstream):
    wait_for_a_new_second()
    assert "/shared/d br" in ask(front, "/shared/d", Accept_Encoding="gzip, deflate, br").text
    assert "/shared/d gzip" in ask(front, "/shared/d", Accept_Encoding="gzip").text
    assert "br" not in ask(front, "/shared/d").text.split("/shared/d")[1]
    assert "/language/d  de" in ask(front, "/language/d", Accept_Language="de").text
    assert "/language/d  fr" in ask(front, "/language/d", Accept_Language="fr").text


def test_what_strangers_claim_about_themselves_goes_no_further(front, upstream):
    claims = {
        "Forwarded": "host=evil.example",
        "Proxy": "evil.example",
        "X-Forwarded-For": "1.2.3.4",
        "X-Forwarded-Host": "evil.example",
        "X-Forwarded-Port": "1",
        "X-Forwarded-Proto": "https",
        "X-HTTP-Method-Override": "DELETE",
        "X-Original-URL": "/admin/",
        "X-Real-IP": "1.2.3.4",
    }
    ask(front, "/shared/e", **claims)
    [(_method, _path, seen)] = upstream.requests
    assert seen["Host"] == front.origin.removeprefix("http://")
    assert seen["X-Forwarded-For"] == "127.0.0.1"
    assert seen["X-Forwarded-Proto"] == "http"
    assert not {
        "x-forwarded-host",
        "forwarded",
        "x-real-ip",
        "x-original-url",
        "x-http-method-override",
        "proxy",
    } & {name.lower() for name in seen}


def test_another_host_gets_no_answer(front, upstream):
    with pytest.raises((http.client.RemoteDisconnected, ConnectionResetError)):
        ask(front, "/shared/f", Host="evil.example")
    assert upstream.requests == []


def test_a_forum_that_is_down_is_not_replaced_by_an_old_page():
    with serving() as upstream, server.front(upstream.origin) as front:
        assert ask(front, "/shared/a").status == 200
        upstream.shutdown()
        upstream.server_close()
        wait_for_a_new_second()
        assert ask(front, "/shared/a").status in (502, 504)


def test_who_asks_or_writes_too_often_is_told_to_wait(upstream):
    with server.front(upstream.origin, is_limited=True) as front:
        assert {ask(front, "/shared/g").status for _number in range(60)} == {200}
        sent = [ask(front, "/shared/g", "POST", "a=b").status for _number in range(40)]
        assert sent[:20] == [200] * 20
        assert 429 in sent


def test_what_is_too_large_is_refused(front, upstream):
    assert ask(front, "/shared/h", "POST", b"x" * 26_000_000).status == 413
    assert ask(front, "/shared/" + "x" * 9000).status == 414
    assert ask(front, "/shared/h", X_Much="x" * 40_000).status == 400
    assert upstream.requests == []


def test_the_largest_picture_of_the_forum_fits_through():
    [megabytes] = re.findall(r"client_max_body_size (\d+)m;", CONFIGURATION)
    assert CAP_KILOBYTES * 1000 < int(megabytes) * 1_000_000 < CAP_KILOBYTES * 1500


def test_what_people_look_for_and_who_signs_in_or_writes_is_in_no_log():
    [lines] = re.findall(r"\$forum_is_logged \{(.+?)\n\}", CONFIGURATION, re.DOTALL)
    left_out = [re.compile(pattern) for pattern in re.findall(r'"~(.+?)" 0;', lines)]
    for line in ("GET /search/?q=a", "GET /accounts/sign-on/?payload=a", "GET /accounts/sign-on/out/?payload=a",
                 "GET /accounts/sign-on/to/b/", "GET /sealed/", "POST /ask/"):  # fmt: skip
        assert any(pattern.search(line) for pattern in left_out), line
    for line in ("GET /", "GET /questions/7/sealed/", "HEAD /accounts/login/"):
        assert not any(pattern.search(line) for pattern in left_out), line


@pytest.mark.skipif(not shutil.which("openssl"), reason="needs openssl")
def test_nginx_takes_the_configuration_as_it_stands():
    with open_folder() as folder:
        certificate = (
            "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=forum.example.org"
        )
        files = ["-keyout", folder / "privkey.pem", "-out", folder / "fullchain.pem"]
        subprocess.run([*certificate.split(), *files], check=True, capture_output=True)
        site = re.sub(r"/etc/letsencrypt/live/[^/]+", str(folder), CONFIGURATION)
        site = site.replace("/var/cache/nginx/forum", f"{folder}/cache")
        site = re.sub(r"    listen \[::\][^;]*;\n", "", site)
        for port in ("80", "443"):
            site = re.sub(rf"listen {port}\b", f"listen 127.0.0.1:{server.free_port()}", site)
        (folder / "nginx.conf").write_text(server.NGINX_FRAME.format(folder=folder, site=site))
        command = [
            server.find_nginx(),
            "-t",
            "-p",
            folder,
            "-e",
            folder / "error.log",
            "-c",
            folder / "nginx.conf",
        ]
        answer = subprocess.run(command, capture_output=True, text=True)
    assert answer.returncode == 0, answer.stderr
    assert "[warn]" not in answer.stderr


def test_in_front_of_the_forum_everybody_gets_their_own_page_and_news_within_a_second(
    production, monkeypatch
):
    monkeypatch.setenv("TRUSTED_PROXY_COUNT", "1")
    production.start()
    with server.front(f"http://127.0.0.1:{production.port}") as front:
        origin_port, production.port = production.port, int(front.origin.rpartition(":")[2])
        stranger = urllib.request.build_opener()

        def look(path):
            with stranger.open(f"{front.origin}{path}", timeout=30) as answer:
                return answer.read().decode()

        assert "Who else cannot sleep?" not in look("/questions/")
        address = production.ask("Who else cannot sleep?")
        time.sleep(1)
        assert "Who else cannot sleep?" in look("/questions/")
        edit = re.search(r"/posts/(\d+)/edit/", production.read(address))
        assert edit, "whoever asked may edit"
        assert edit[0] not in look(address)
        assert edit[0] in production.read(address)
        assert edit[0] not in look(address)
        poisoned = urllib.request.Request(
            f"{front.origin}/questions/", headers={"X-Forwarded-Host": "evil.example"}
        )
        stranger.open(poisoned).close()
        assert "evil.example" not in look("/questions/")
        check_files(production)
        production.port = origin_port


def check_files(site):
    """Files come from nginx: hashed names for ever, compressed, the others for minutes."""
    [path, *_more] = re.findall(r'href="(/static/css/[^"]+\.css)"', site.read("/questions/"))
    file = site.get(path, **{"Accept-Encoding": "gzip"})
    assert file.headers["Server"].startswith("nginx")
    assert file.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert file.headers["Content-Encoding"] == "gzip"
    assert file.headers["Content-Type"] == "text/css"
    assert file.headers["X-Content-Type-Options"] == "nosniff"
    plain = site.get(re.sub(r"\.[0-9a-f]{12}\.", ".", path))
    assert plain.headers["Cache-Control"] == "public, max-age=300"
    assert site.get("/static/css/nothing.css").status == 404
    for way_out in ("/static/../manage.py", "/static/%2e%2e/manage.py", "/static/.collected"):
        assert raw_status(site.port, way_out) in (400, 404)


def raw_status(port, path):
    """The status for an address sent as it is, not tidied by a library."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as line:
        line.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode())
        return int(line.recv(64).split()[1])


def test_trying_a_configuration_without_a_place_to_be_changed_is_refused(tmp_path):
    with pytest.raises(ValueError, match="no place like"):
        server.adapt("server { }", 1, "127.0.0.1:2", tmp_path, is_limited=True)
