"""A scripted Flight SQL double, for what no real server of the tests does. It proves nothing about any product: its answers are our reading of
Flight.proto and FlightSql.proto, checked with the ADBC driver and pyarrow as clients.

Statements (ad hoc or prepared) are words: `endpoints count=3`, see the methods of Script."""

import sys
import threading
import time

import grpc
import pyarrow as pa

import every_type
import wire
from service import Account, Flight, Refused, run_until_input_ends, serve_account

NUMBERS = pa.schema([pa.field("n", pa.int64(), nullable=False)])
CODES = {code.name: code for code in grpc.StatusCode}


def numbers(first, count):
    return pa.record_batch([pa.array(range(first, first + count), pa.int64())], NUMBERS)


def parse(statement):
    kind, *rest = statement.rstrip(";").split()
    sizes = {}
    for word in rest:
        name, _, value = word.partition("=")
        sizes[name] = int(value) if value.lstrip("-").isdigit() else value
    return kind, sizes


class Script:
    """One method for each kind of statement that differs in its rows: a generator of FlightData messages."""

    def __init__(self, double):
        self.double = double

    def rows(self, call, count=10, batch=10, first=0, **_):
        """Plain rows."""
        yield from wire.encoded((numbers(first + at, min(batch, count - at)) for at in range(0, count, batch)), NUMBERS)

    def late_error(self, call, rows=3, code="INTERNAL", **_):
        """Rows, and then a failure with details in its trailers."""
        yield from wire.encoded([numbers(0, rows)], NUMBERS)
        detail = wire.message((1, 13), (2, "late"), (3, wire.message((1, "type.googleapis.com/google.protobuf.StringValue"), (2, wire.message((1, "a detail"))))))
        raise Refused(CODES[code], "the server broke after the first rows", [("grpc-status-details-bin", detail)])

    def late_empty(self, call, empties=3, pause=50, **_):
        """A batch, some batches without rows with pauses between, in milliseconds, and another batch."""
        encoder = wire.Encoder(NUMBERS)
        yield from encoder.schema_messages
        yield from encoder.messages(numbers(0, 5))
        for _ in range(empties):
            time.sleep(pause / 1000)
            yield from encoder.messages(numbers(0, 0))
        yield from encoder.messages(numbers(5, 5))

    def big(self, call, bytes=8_000_000, batches=1, **_):
        """Messages of a size, in bytes."""
        schema = pa.schema([("data", pa.large_binary())])
        batch = pa.record_batch([pa.array([b"x" * (bytes // 8)] * 8, pa.large_binary())], schema)
        yield from wire.encoded([batch] * batches, schema)

    def types(self, call, **_):
        """Every Arrow type at its extremes."""
        batch = every_type.batch()
        yield from wire.encoded([batch], batch.schema)

    def compressed(self, call, codec="lz4", rows=10_000, **_):
        """Bodies packed with lz4 or zstd."""
        batch = pa.record_batch({"n": pa.array(range(rows), pa.int64()), "s": pa.array([f"text {i % 100}" for i in range(rows)])})
        yield from wire.encoded([batch], batch.schema, compression=codec)

    def dictionaries(self, call, how="replaced", **_):
        """A dictionary that grows by deltas, or is another one in each batch."""
        words = [["a", "b"], ["a", "b", "c"], ["a", "b", "c", "d"]] if how == "delta" else [["a", "b"], ["c", "d"], ["e", "f"]]
        batches = [pa.record_batch({"word": pa.DictionaryArray.from_arrays(pa.array([0, 1, None, len(of) - 1], pa.int32()), pa.array(of))}) for of in words]
        yield from wire.encoded(batches, batches[0].schema, emit_dictionary_deltas=how == "delta")

    def metadata(self, call, **_):
        """Application metadata beside rows, and on messages without any."""
        schema, *rest = wire.encoded([numbers(0, 3)], NUMBERS)
        yield schema
        yield wire.message((3, b"progress 50"))
        for part in rest:
            yield part + wire.message((3, b"with rows"))
        yield wire.message((3, b"progress 100"))

    def endless(self, call, batch=100, pause=1, **_):
        """Rows until the call is cancelled, or CancelFlightInfo names it."""
        encoder, at = wire.Encoder(NUMBERS), 0
        yield from encoder.schema_messages
        while call.is_active():
            if self.double.cancelled.is_set():
                raise Refused(grpc.StatusCode.CANCELLED, "cancelled by CancelFlightInfo")
            yield from encoder.messages(numbers(at, batch))
            at += batch
            time.sleep(pause / 1000)

    def silent(self, call, **_):
        """A schema, and then nothing."""
        yield from wire.Encoder(NUMBERS).schema_messages
        while call.is_active():
            time.sleep(0.01)

    def no_schema(self, call, **_):
        """A stream that ends before it began."""
        yield from ()

    def garbage(self, call, **_):
        """A message whose header is no flatbuffer."""
        yield wire.flight_data(b"\xde\xad\xbe\xef" * 4, b"")

    def cookies(self, call, **_):
        """The cookies that came with this call."""
        sent = [value for name, value in call.invocation_metadata() if name == "cookie"]
        batch = pa.record_batch({"cookie": pa.array(sent, pa.string())})
        yield from wire.encoded([batch], batch.schema)


class Double(Flight):
    def __init__(self, account, name="main"):
        super().__init__(account)
        self.name, self.elsewhere, self.cancelled, self.script = name, "", threading.Event(), Script(self)
        self.polls, self.renewed, self.tables = {}, 0, {}

    def GetFlightInfo(self, request, call):
        return self._describe(self._statement(request), request, call)

    def _describe(self, statement, request, call):
        kind, sizes = parse(statement)
        ticket = statement.encode()
        if kind == "endpoints":
            # Out of order, unless they are told to be ordered: a client may not count on it.
            count, rows = sizes.get("count", 3), sizes.get("rows", 10)
            parts = [wire.endpoint(f"rows count={rows} first={at * rows}".encode()) for at in range(count)]
            return wire.flight_info(NUMBERS, request, parts, rows=count * rows, ordered=sizes.get("ordered") == 1)
        if kind == "locations":
            uris = {"foreign": [f"grpc+tcp://{self.elsewhere}"], "reuse": ["arrow-flight-reuse-connection://?"], "dead": ["grpc+tcp://127.0.0.1:1"], "deadthenreuse": ["grpc+tcp://127.0.0.1:1", "arrow-flight-reuse-connection://?"], "unknown": ["carrier-pigeon://nowhere"]}
            return wire.flight_info(NUMBERS, request, [wire.endpoint(b"rows count=7", uris[sizes["to"]])], rows=7)
        if kind == "expiring":
            return wire.flight_info(NUMBERS, request, [wire.endpoint(b"rows count=4", expires=time.time() + sizes.get("seconds", 60), metadata=b"endpoint metadata")], rows=4)
        if kind == "empty_endpoints":
            return wire.flight_info(NUMBERS, request, [], rows=0)
        if kind == "slow":
            deadline = time.time() + sizes.get("seconds", 30)
            while time.time() < deadline and call.is_active():
                time.sleep(0.01)
            return wire.flight_info(NUMBERS, request, [wire.endpoint(b"rows")])
        if kind == "refused":
            raise Refused(CODES[sizes.get("code", "INVALID_ARGUMENT")], f"refused as it was asked\nfor with {sizes.get('code')}: naïve 日本")
        if kind == "session":
            call.send_initial_metadata((("set-cookie", "session=one; Path=/"), ("set-cookie", "tab=two")))
            return wire.flight_info(None, request, [wire.endpoint(b"cookies")])
        if not hasattr(Script, kind):
            raise Refused(grpc.StatusCode.INVALID_ARGUMENT, f"no such script: {kind}")
        return wire.flight_info(None, request, [wire.endpoint(ticket)])

    def PollFlightInfo(self, request, call):
        """`poll steps=3`: so many answers without all endpoints, each of which brings one more."""
        statement = self._statement(request)
        kind, sizes = parse(statement)
        if kind != "poll":
            raise Refused(grpc.StatusCode.UNIMPLEMENTED, "polling is for the script poll")
        steps, at = sizes.get("steps", 3), sizes.get("at", 0)
        info = wire.flight_info(NUMBERS, request, [wire.endpoint(f"rows count=5 first={part * 5}".encode()) for part in range(at)], rows=5 * steps)
        following = None
        if at < steps:
            command = wire.any_of("CommandStatementQuery", wire.message((1, f"poll steps={steps} at={at + 1}")))
            following = wire.message((1, 2), (2, command))
        return wire.message((1, info), (2, following), (3, at / steps))

    def GetSchema(self, request, call):
        self._statement(request)
        return wire.message((1, NUMBERS.serialize().to_pybytes()))

    def DoGet(self, request, call):
        ticket = wire.one(wire.fields(request), 1)
        statement = ticket.decode(errors="replace")
        kind, sizes = parse(statement)
        act = getattr(self.script, kind, None)
        if act is None:
            raise Refused(grpc.StatusCode.NOT_FOUND, f"no such ticket: {statement[:100]}")
        return act(call, **sizes)

    def DoAction(self, request, call):
        found = wire.fields(request)
        kind, body = wire.text(found, 1), wire.one(found, 2)
        if kind == "CreatePreparedStatement":
            statement = wire.text(wire.fields(wire.read_any(body)[1]), 1)
            parameters = pa.schema([("p", pa.int64())]).serialize().to_pybytes() if "?" in statement else None
            yield wire.message((1, wire.any_of("ActionCreatePreparedStatementResult", wire.message((1, statement), (3, parameters)))))
        elif kind == "ClosePreparedStatement":
            return
        elif kind == "CancelFlightInfo":
            # The request is a bare message, not an Any: it holds the FlightInfo.
            wire.fields(wire.one(wire.fields(body), 1))
            self.cancelled.set()
            yield wire.message((1, wire.message((1, 1))))
        elif kind == "RenewFlightEndpoint":
            self.renewed += 1
            old = wire.fields(wire.one(wire.fields(body), 1))
            yield wire.message((1, wire.endpoint(wire.one(wire.fields(wire.one(old, 1)), 1), expires=time.time() + 3600)))
        else:
            raise Refused(grpc.StatusCode.UNIMPLEMENTED, f"no such action: {kind}")

    def DoPut(self, requests, call):
        """A bound row comes back under a new handle, as from a server that keeps no state. Ingest keeps the rows for /tables."""
        table, descriptor = wire.read_stream(requests)
        name, body = wire.read_any(wire.one(wire.fields(descriptor), 2))
        found = wire.fields(body)
        if name == "CommandPreparedStatementQuery":
            bound = table.column(0)[0].as_py() if table is not None and table.num_rows else 0
            handle = wire.one(found, 1).decode().replace("?", str(bound))
            yield wire.message((1, wire.message((1, handle))))
        elif name == "CommandStatementIngest":
            self.tables[wire.text(found, 2)] = {"options": {str(number): [value if isinstance(value, int) else value.hex() for value in values] for number, values in found.items()}, "rows": table.to_pylist() if table is not None else []}
            yield wire.message((1, wire.message((1, table.num_rows if table is not None else 0))))
        elif name == "CommandStatementUpdate":
            yield wire.message((1, wire.message((1, 3))))
        else:
            raise Refused(grpc.StatusCode.UNIMPLEMENTED, f"no such put: {name}")

    def ListActions(self, request, call):
        for kind in ("CreatePreparedStatement", "ClosePreparedStatement", "CancelFlightInfo", "RenewFlightEndpoint"):
            yield wire.message((1, kind), (2, f"{kind} of the double"))

    def _statement(self, request):
        name, body = wire.read_any(wire.one(wire.fields(request), 2))
        if name not in ("CommandStatementQuery", "CommandPreparedStatementQuery"):
            raise Refused(grpc.StatusCode.UNIMPLEMENTED, f"no such command: {name}")
        statement = wire.one(wire.fields(body), 1).decode()
        if not statement.split():
            raise Refused(grpc.StatusCode.INVALID_ARGUMENT, "an empty statement")
        return statement


if __name__ == "__main__":
    account = Account()
    main, other = Double(account), Double(account, "elsewhere")
    kept, address = main.serve()
    kept_too, main.elsewhere = other.serve()
    routes = account.routes()
    account.routes = lambda: {**routes, "/tables": lambda: main.tables, "/renewed": lambda: main.renewed}
    run_until_input_ends(flight=address, elsewhere=main.elsewhere, control=serve_account(account))
