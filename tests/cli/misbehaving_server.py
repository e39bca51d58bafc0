"""An HTTP server on 127.0.0.1 that does wrong what it is told to: `GET /<way>/…/<n>.json` answers document n in that way.

A thread a connection and plain sockets, so that every byte and every reset is where a test wants it.
"""

import json
import socket
import struct
import subprocess
import threading
import time
import urllib.request

PAUSE = 0.05  # seconds between two bytes of a server that trickles


def answer(body, status="200 OK", length=None):
    head = f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\n"
    return (head + f"Content-Length: {len(body) if length is None else length}\r\n\r\n").encode() + body


def reset(connection):
    """Closes so that the peer is told of a reset and not of an end."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


# The ways: each has a connection on which document n was asked for, all documents, and how often it was asked for before.


def fine(connection, documents, n, times):
    connection.sendall(answer(documents[n]))


def chunked(connection, documents, n, times):
    """As most servers answer that make a document while they send it."""
    head = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\nTrailer: X-Sum\r\n\r\n"
    half = len(documents[n]) // 2
    pieces = (documents[n][:half], documents[n][half:])
    connection.sendall(head + b"".join(b"%x;part=1\r\n%b\r\n" % (len(piece), piece) for piece in pieces)
                       + b"0\r\nX-Sum: 0\r\n\r\n")


def until_the_end(connection, documents, n, times):
    connection.sendall(b"HTTP/1.0 200 OK\r\n\r\n" + documents[n])
    connection.close()


def announced(connection, documents, n, times):
    connection.sendall(b"HTTP/1.1 103 Early Hints\r\n\r\n" + answer(documents[n]))


def elsewhere(connection, documents, n, times):
    path = f"/fine/{n}.json"
    connection.sendall(f"HTTP/1.1 302 Found\r\nLocation: {path}\r\nContent-Length: 0\r\n\r\n".encode())


def on_another_server(connection, documents, n, times):
    head = f"HTTP/1.1 302 Found\r\nLocation: http://localhost:1/fine/{n}.json\r\nContent-Length: 0\r\n\r\n"
    connection.sendall(head.encode())


def broken_chunk(connection, documents, n, times):
    connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nhello\r\n" + documents[n])


def cut_chunks(connection, documents, n, times):
    connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%b\r\n" % (
        len(documents[n]), documents[n]))
    connection.close()


def length_and_chunks(connection, documents, n, times):
    connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n")


def endless_header(connection, documents, n, times):
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    while True:
        connection.sendall(b"X-More: and more\r\n" * 100)


def reset_at_once(connection, documents, n, times):
    reset(connection)


def reset_in_the_body(connection, documents, n, times):
    connection.sendall(answer(documents[n])[:-20])
    reset(connection)


def closed_at_once(connection, documents, n, times):
    connection.close()


def short(connection, documents, n, times):
    connection.sendall(answer(documents[n], length=len(documents[n]) + 1000))
    connection.close()


def error_500(connection, documents, n, times):
    connection.sendall(answer(b"out of order", status="500 Internal Server Error"))


def error_503(connection, documents, n, times):
    connection.sendall(answer(b"", status="503 Service Unavailable"))


def no_http(connection, documents, n, times):
    connection.sendall(b"SSH-2.0-OpenSSH_9.2p1\r\n")
    connection.close()


def truncated(connection, documents, n, times):
    connection.sendall(answer(documents[n][:-20]))


def doubled(connection, documents, n, times):
    connection.sendall(answer(documents[n] * 2))


def swapped(connection, documents, n, times):
    connection.sendall(answer(documents[n ^ 1]))


def swapped_later(connection, documents, n, times):
    """Right often enough for an oracle and every check, and then for document 3 wrong."""
    connection.sendall(answer(documents[n ^ (n == 3 and times >= 9)]))


def silent(connection, documents, n, times):
    connection.recv(1)  # until the client gives up


def trickling(connection, documents, n, times):
    for byte in answer(documents[n]):
        connection.sendall(bytes([byte]))
        time.sleep(PAUSE)


def fails_twice(connection, documents, n, times):
    """Of three requests for a document the first two."""
    (fine if times % 3 == 2 else error_503)(connection, documents, n, times)


def error_500_then_reset(connection, documents, n, times):
    """Of every document but 0, which is asked for before the tasks are: a first failure unlike the others."""
    if n == 0:
        fine(connection, documents, n, times)
    elif times == 0:
        error_500(connection, documents, n, times)
    else:
        reset_at_once(connection, documents, n, times)


WAYS = {way.__name__: way for way in (
    fine, chunked, until_the_end, announced, elsewhere, on_another_server, broken_chunk, cut_chunks, length_and_chunks,
    endless_header, reset_at_once, reset_in_the_body, closed_at_once, short, error_500, error_503, no_http, truncated,
    doubled, swapped, swapped_later, silent, trickling, fails_twice, error_500_then_reset)}


class MisbehavingServer:
    """Listens until it is closed, or has been asked `lifetime` times: after the last answer it is dead.

    `introduction` is what it answers to `GET /`: that of a latency source makes `sweep` compute what is right; without
    one it takes what it gets first for right.
    """

    def __init__(self, documents, introduction=None, lifetime=None, tls=None, latency=0):
        self.documents = documents
        self.introduction = introduction
        self.lifetime = lifetime
        self.tls = tls  # an ssl.SSLContext
        self.asked = {}
        self.lock = threading.Lock()
        self.connections = set()
        self.latency = latency  # seconds
        self.due = 0  # requests that are not answered yet
        self.most = 0  # of them at once
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def url(self, *path):
        return f"http://127.0.0.1:{self.port}/{'/'.join(path)}/{{n}}.json"

    def accept(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:  # closed
                return
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with self.lock:
                self.connections.add(connection)
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def serve(self, connection):
        with connection:
            try:
                with self.tls.wrap_socket(connection, server_side=True) if self.tls else connection as spoken:
                    while request := self.request(spoken):
                        self.wait()
                        self.respond(spoken, request)
            except OSError:  # the client is gone, or the way has closed it
                pass
        with self.lock:
            self.connections.discard(connection)

    def wait(self):
        with self.lock:
            self.due += 1
            self.most = max(self.most, self.due)
        time.sleep(self.latency)
        with self.lock:
            self.due -= 1

    def request(self, connection):
        text = b""
        while not text.endswith(b"\r\n\r\n"):
            piece = connection.recv(4096)
            if not piece:
                return None
            text += piece
        return text.split()[1].decode()

    def respond(self, connection, path):
        with self.lock:
            times = self.asked.get(path, 0)
            self.asked[path] = times + 1
            last = self.lifetime is not None and sum(self.asked.values()) >= self.lifetime
        if last:
            self.close(but=connection)
        if path != "/":
            _, way, *_, name = path.split("/")
            WAYS[way](connection, self.documents, int(name.removesuffix(".json")), times)
        elif self.introduction is None:
            connection.sendall(answer(b"", status="404 Not Found"))
        else:
            connection.sendall(answer(self.introduction))
            connection.close()

    def close(self, but=None):
        """Nobody listens any more, and every connection is reset, as when a process dies."""
        with self.lock:
            connections = self.connections - {but}
        try:
            self.listener.shutdown(socket.SHUT_RDWR)  # wakes accept()
        except OSError:
            pass
        self.listener.close()
        for connection in connections:
            try:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                connection.shutdown(socket.SHUT_RDWR)  # wakes recv()
            except OSError:
                pass


def foreign_documents(count):
    return [json.dumps({"n": n, "values": [n * 0.5, -n, None, True, "é\n"], "name": f"document {n}",
                        "large": 10**30 + n}).encode()
            for n in range(count)]


def documents_of(latency_source, seed, size, count):
    """What the real latency source answers to `GET /`, and its documents 0 … count-1."""
    with subprocess.Popen([latency_source, f"--seed={seed}", f"--size={size}"], stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE) as process:
        address = f"http://127.0.0.1:{int(process.stdout.readline())}/"
        texts = []
        for path in ("", *map(str, range(count))):
            with urllib.request.urlopen(address + path) as reply:
                texts.append(reply.read())
        process.kill()
    return texts[0], texts[1:]
