# SPDX-License-Identifier: GPL-3.0-or-later
"""A line to the hub that breaks where a test says so."""

import selectors
import socket
import struct
import threading

PIECE = 4096


def reset(sock):
    """Closes as a broken line does: without a word of goodbye."""
    try:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    finally:
        sock.close()


class Cutter:
    """Listens on `port` and passes all on to `target`, byte by byte as it comes.

    `budgets`: how many bytes each connection may send that carries more than `small` bytes, in
    their order; the connection that uses its budget up is cut. Without budgets nothing is cut.
    `stall_after`: bytes in all after which nothing more is passed on; `stalled` tells when."""

    def __init__(self, port, target):
        self.budgets, self.stall_after = [], None
        self.stalled = threading.Event()
        self.n_sent = self.n_cut = 0
        self.target, self.lock, self.is_over = target, threading.Lock(), False
        self.listener = socket.create_server(("127.0.0.1", port))
        self.threads = [threading.Thread(target=self._accept)]

    def _accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            thread = threading.Thread(target=self._carry, args=(client,))
            self.threads.append(thread)
            thread.start()

    def _allow(self, n_before, n_bytes):
        """How many of the next bytes of a connection may go: fewer means that it ends there."""
        with self.lock:
            if self.stall_after is not None and self.n_sent + n_bytes > self.stall_after:
                self.stalled.set()
                return None
            allowed = n_bytes
            if self.budgets and n_before + n_bytes > self.budgets[0]:
                allowed = self.budgets.pop(0) - n_before
                self.n_cut += 1
            self.n_sent += max(allowed, 0)
            return allowed

    def _carry(self, client):
        try:
            server = socket.create_connection(("127.0.0.1", self.target), timeout=10)
        except OSError:
            reset(client)
            return
        n_before = 0
        with selectors.DefaultSelector() as selector:
            selector.register(client, selectors.EVENT_READ, server)
            selector.register(server, selectors.EVENT_READ, client)
            try:
                while not self.is_over:
                    for key, _ in selector.select(0.1):
                        data = key.fileobj.recv(PIECE)
                        if not data:
                            raise ConnectionResetError
                        if key.fileobj is client:
                            allowed = self._allow(n_before, len(data))
                            if allowed is None:
                                while not self.is_over:
                                    threading.Event().wait(0.05)
                                raise ConnectionResetError
                            if allowed < len(data):
                                key.data.sendall(data[:max(allowed, 0)])
                                raise ConnectionResetError
                            n_before += len(data)
                        key.data.sendall(data)
            except OSError:
                pass
        reset(client)
        reset(server)

    def __enter__(self):
        self.threads[0].start()
        return self

    def __exit__(self, *_):
        self.is_over = True
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        for thread in self.threads:
            thread.join()
