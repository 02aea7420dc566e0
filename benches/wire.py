# SPDX-License-Identifier: GPL-3.0-or-later
"""A TCP relay that counts: what a line carries, TLS and all, without IP's own headers."""

import selectors
import socket
import threading


class Wire:
    """Relays connections to @port on loopback; `up` and `down` are bytes; `sent` counts what came
    from the near end in one piece: of a quiet client, its requests."""

    def __init__(self, port):
        self.target = port
        self.up = self.down = self.sent = self.connections = 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.is_open = True
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    def total(self):
        return self.up + self.down

    def close(self):
        self.is_open = False
        self.thread.join()
        self.listener.close()

    def _serve(self):
        with selectors.DefaultSelector() as selector:
            selector.register(self.listener, selectors.EVENT_READ)
            while self.is_open:
                for key, _ in selector.select(0.1):
                    if key.fileobj is self.listener:
                        self._accept(selector)
                    else:
                        self._relay(selector, key.fileobj, key.data)

    def _accept(self, selector):
        near, _ = self.listener.accept()
        far = socket.create_connection(("127.0.0.1", self.target))
        self.connections += 1
        selector.register(near, selectors.EVENT_READ, (far, "up"))
        selector.register(far, selectors.EVENT_READ, (near, "down"))

    def _relay(self, selector, source, data):
        other, direction = data
        try:
            chunk = source.recv(65536)
            other.sendall(chunk)
        except OSError:
            chunk = b""
        setattr(self, direction, getattr(self, direction) + len(chunk))
        self.sent += direction == "up" and bool(chunk)
        if not chunk:
            for end in (source, other):
                selector.unregister(end)
                end.close()
