"""Documents of hosts that are not this machine, and over https."""

import ssl
import subprocess

import pytest
from misbehaving_server import MisbehavingServer, documents_of
from sweep_program import LATENCY_SOURCE, read, sweep
from waiting_campaigns import CASES, SEED, SIZE, TASKS, campaign, cases_of, errors_of, of_url

FEW = 'model = ["threads", "event_loop"]\nthreads = 12\nin_flight = 12\nranks = 1\n'


def test_a_host_that_is_not_this_machine_is_asked_only_where_the_person_says_so(tmp_path):
    (tmp_path / "c.toml").write_text(campaign(SEED, of_url("far", "http://example.org:8000/a/{n}.json", models=FEW)))
    for command in (["plan", "c.toml"], ["run", "c.toml", "-o", "x.h5"]):
        refused = sweep(*command, cwd=tmp_path).expect(2)
        assert "is not on this machine" in refused.err
        assert "set remote = true" in refused.err


def test_a_plan_says_how_many_requests_another_machine_gets(tmp_path):
    near, far = (of_url(name, f"http://{host}:8000/{{n}}", models=FEW + "remote = true\n")
                 for name, host in (("near", "localhost"), ("far", "example.org")))
    (tmp_path / "c.toml").write_text(campaign(SEED, near, far).replace("max = 2", "max = 200"))
    planned = sweep("plan", "c.toml", cwd=tmp_path).expect(0).out
    # Of 6 documents each: base, threads and event loop (a check and 2 to 200 repetitions), and the oracle.
    assert "example.org:8000 gets about 60 to 3,624 requests" in planned
    assert "localhost" not in planned


@pytest.mark.parametrize(("told", "most"), [("", 8), ("connections = 3\n", 3)])
def test_a_host_that_is_not_this_machine_has_few_requests_at_once(told, most, tmp_path):
    tasks = 30
    introduction, documents = documents_of(LATENCY_SOURCE, SEED, SIZE, tasks)
    with MisbehavingServer(documents, introduction, latency=0.02) as server:
        url = server.url("fine").replace("127.0.0.1", "0.0.0.0")  # which leads here, and is no name of here
        (tmp_path / "c.toml").write_text(campaign(SEED, of_url("far", url, models=FEW + told + "remote = true\n")))
        sweep("run", "c.toml", "-o", "x.h5", "--set", f"far.tasks={tasks}", cwd=tmp_path).expect(0)
        assert server.most == most


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """One that is its own authority, and its key."""
    folder = tmp_path_factory.mktemp("certificate")
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                    "-keyout", "key.pem", "-out", "certificate.pem", "-days", "2", "-subj", "/CN=a test",
                    "-addext", "subjectAltName=DNS:localhost"], cwd=folder, check=True, capture_output=True)
    return folder / "certificate.pem", folder / "key.pem"


@pytest.mark.parametrize("known", [True, False])
def test_documents_come_over_https_from_a_server_that_proves_who_it_is(known, certificate, tmp_path):
    introduction, documents = documents_of(LATENCY_SOURCE, SEED, SIZE, TASKS)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    with MisbehavingServer(documents, introduction, tls=context) as server:
        urls = {way: server.url(way).replace("http://127.0.0.1", "https://localhost") for way in ("fine", "chunked", "until_the_end")}
        (tmp_path / "c.toml").write_text(campaign(SEED, *[of_url(way, url) for way, url in urls.items()], repetitions=1))
        authorities = ("env", f"SSL_CERT_FILE={certificate[0]}") if known else ()
        sweep("run", "c.toml", "-o", "x.h5", "--quiet", ranks=2, cwd=tmp_path, prefix=authorities).expect(1)
    result = read(tmp_path / "x.h5")
    if known:
        whole = [case for way in ("fine", "chunked") for case in cases_of(result, way)]
        assert [case["status"] for case in whole] == [b"finished"] * 2 * CASES
        assert len({case["checksum"] for case in whole}) == 1
        cut = "the connection ended without TLS being told"  # as Python's sockets do
        assert all(cut in error for error in errors_of(result, "until_the_end"))
    else:
        for way in urls:
            assert all("the server's certificate is refused" in error for error in errors_of(result, way))
