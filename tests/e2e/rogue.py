# SPDX-License-Identifier: GPL-3.0-or-later
"""A hub that was broken into: it holds the right TLS key and answers what it likes."""

import http.server
import ssl
import threading


class Server(http.server.ThreadingHTTPServer):
    """Says nothing of clients that hang up on it: they should."""

    daemon_threads = True

    def handle_error(self, request, client_address):
        pass


def find(pairs, path):
    return next((value for start, value in pairs if path.startswith(start)), None)


class Rogue:
    """Listens in the hub's place. `answers`: (path's beginning, answer) pairs, the first that fits
    counts; an answer is bytes, or a function from the request's body to an answer, or an iterator of
    pieces that are sent one by one, or (status, bytes). What fits none gets 503. `types`: pairs of
    the same kind with content types. `asked` has the paths of all requests, in their order."""

    def __init__(self, village):
        self.answers, self.asked = [], []
        self.types = [("/v1/config/", "application/cms"), ("/", "application/json")]
        self.server = Server(("127.0.0.1", village.hub_port), self._make_handler())
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_3
        context.load_cert_chain(village.hub_data / "server/cert.pem",
                                village.hub_data / "server/key.pem")
        context.load_verify_locations(village.hub_data / "ca/cert.pem")
        context.verify_mode = ssl.CERT_OPTIONAL
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True,
                                                 do_handshake_on_connect=False)
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.05,))

    def _make_handler(self):
        rogue = self

        class Handler(http.server.BaseHTTPRequestHandler):
            """One request."""

            protocol_version = "HTTP/1.1"

            def _answer(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                reply = rogue.answer(self.path, body)
                rogue.asked.append(self.path)
                status, reply = reply if isinstance(reply, tuple) else (200, reply)
                self.send_response(503 if reply is None else status)
                self.send_header("Content-Type", find(rogue.types, self.path))
                if reply is None or isinstance(reply, bytes):
                    self.send_header("Content-Length", str(len(reply or b"")))
                    pieces = [reply or b""]
                else:
                    self.close_connection = True
                    self.send_header("Connection", "close")
                    pieces = reply
                self.end_headers()
                for piece in pieces:
                    self.wfile.write(piece)
                    self.wfile.flush()

            do_GET = do_POST = do_PUT = _answer

            def log_message(self, *_):  # pylint: disable=arguments-differ
                pass

        return Handler

    def answer(self, path, body):
        found = find(self.answers, path)
        return found(body) if callable(found) else found

    def was_asked(self, start):
        return any(path.startswith(start) for path in self.asked)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()
