#!/usr/bin/python3
"""remote.py HOST COMMAND…: runs the command on another host of hosts.sh, as ssh does, for mpirun and jobs/hosts.sh.
remote.py serve: what each host has for it. Nothing but the hosts can reach it: their network leads nowhere else.

A connection is one command: a line of JSON there, what it prints back, then its exit code after a zero byte.
"""

import json
import socket
import socketserver
import subprocess
import sys

PORT = 2200
REFUSED = 255  # ssh's


class Session(socketserver.StreamRequestHandler):
    def handle(self):
        command = json.loads(self.rfile.readline())
        ended = subprocess.run(command, shell=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        self.wfile.write(ended.stdout + b"\0%d" % ended.returncode)


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True


def run(host, command):
    try:
        with socket.create_connection((host, PORT), timeout=5) as there:
            there.settimeout(None)
            there.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)  # as ssh with ServerAliveInterval: it ends where the cable is pulled
            for option, seconds_or_count in ((socket.TCP_KEEPIDLE, 5), (socket.TCP_KEEPINTVL, 3), (socket.TCP_KEEPCNT, 3)):
                there.setsockopt(socket.IPPROTO_TCP, option, seconds_or_count)
            there.sendall(json.dumps(command).encode() + b"\n")
            told, _, code = there.makefile("rb").read().rpartition(b"\0")
    except OSError as refusal:
        print(f"remote.py: {host}: {refusal}", file=sys.stderr)
        return REFUSED
    sys.stdout.buffer.write(told)
    return int(code or REFUSED)


if __name__ == "__main__":
    if sys.argv[1:] == ["serve"]:
        Server(("", PORT), Session).serve_forever()
    sys.exit(run(sys.argv[1], " ".join(sys.argv[2:])))
