"""A Flight server of handlers over bytes, for what no server library lets one send. Ends when its standard input ends."""

import json
import os
import sys
import threading
from concurrent import futures
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import grpc

import wire

STREAMS = {"Handshake": (True, True), "ListFlights": (False, True), "GetFlightInfo": (False, False), "PollFlightInfo": (False, False), "GetSchema": (False, False), "DoGet": (False, True), "DoPut": (True, True), "DoExchange": (True, True), "DoAction": (False, True), "ListActions": (False, True)}
MAX_CALLS = 1000


class Refused(Exception):
    """Ends a call with a status; `trailers` are pairs of name and value."""

    def __init__(self, code, why, trailers=()):
        super().__init__(why)
        self.code, self.why, self.trailers = code, why, trailers


class Flight:
    """Methods that a subclass has are served under their gRPC names: `def GetFlightInfo(self, request, call)`. The others answer UNIMPLEMENTED."""

    name = "main"

    def __init__(self, account):
        self.account = account

    def before(self, method, headers, call):
        """Looks at a call before its handler; refuses it by raising."""

    def serve(self):
        server = grpc.server(futures.ThreadPoolExecutor(64), options=[("grpc.max_receive_message_length", -1), ("grpc.max_send_message_length", -1), ("grpc.so_reuseport", 0)])
        handlers = {method: self._handler(method, *shape) for method, shape in STREAMS.items() if hasattr(self, method)}
        server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler("arrow.flight.protocol.FlightService", handlers),))
        port = server.add_insecure_port("127.0.0.1:0")
        server.start()
        return server, f"127.0.0.1:{port}"

    def _handler(self, method, asks_many, answers_many):
        act = getattr(self, method)

        def enter(call):
            headers = {}
            for name, value in call.invocation_metadata():
                headers.setdefault(name, []).append(value if isinstance(value, str) else value.hex())
            self.account.note({"method": method, "server": self.name, "headers": headers})
            self.before(method, headers, call)

        def unary(request, call):
            try:
                enter(call)
                return act(request, call)
            except Refused as refused:
                refuse(call, refused)

        def streamed(request, call):
            self.account.streams(1)
            try:
                enter(call)
                yield from act(request, call)
            except Refused as refused:
                refuse(call, refused)
            finally:
                self.account.streams(-1)

        if not answers_many:
            return grpc.unary_unary_rpc_method_handler(unary)
        return (grpc.stream_stream_rpc_method_handler if asks_many else grpc.unary_stream_rpc_method_handler)(streamed)


def refuse(call, refused):
    if refused.trailers:
        call.set_trailing_metadata(tuple(refused.trailers))
    call.abort(refused.code, refused.why)


class Account:
    """What clients have open and what they sent."""

    def __init__(self):
        self._lock, self._streams, self._calls = threading.Lock(), 0, []

    def note(self, call):
        with self._lock:
            self._calls = (self._calls + [call])[-MAX_CALLS:]

    def streams(self, change):
        with self._lock:
            self._streams += change

    def routes(self):
        return {"/open": lambda: {"streams": self._streams}, "/calls": lambda: self._calls}


def serve_http(handle):
    """`handle(method, path, headers, body)` gives (status, headers, body as bytes)."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self):
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            status, headers, out = handle(self.command, self.path, self.headers, body)
            self.send_response(status)
            for name, value in {**headers, "content-length": str(len(out))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(out)

        do_GET = do_POST = do_DELETE = do_PUT = answer

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"127.0.0.1:{server.server_address[1]}"


def serve_account(account):
    routes = account.routes()

    def handle(_method, path, _headers, _body):
        route = routes.get(path)
        return (404, {}, b"") if route is None else (200, {"content-type": "application/json"}, json.dumps(route()).encode())

    return serve_http(handle)


def run_until_input_ends(**addresses):
    """Tells where it listens, as one line of JSON, and stays until its standard input ends."""
    print(json.dumps(addresses), flush=True)
    sys.stdin.read()
    os._exit(0)


def handshake(_requests, call):
    """Lets everybody in, and gives nothing."""
    yield wire.message((1, 0))
