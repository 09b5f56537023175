"""A double of InfluxDB 3: its rules of Flight SQL and HTTP as its source and documentation tell them, over the same SQL engine (DataFusion).
It cannot prove anything about storage, clusters, quotas or real InfluxQL (which is a few patterns here); xdbc types are left out.
Its rules are checked with InfluxData's own client in test/systems/flightsql."""

import argparse
import base64
import json
import queue
import re
import threading
import time
import urllib.parse
import gzip

import datafusion
import grpc
import pyarrow as pa

import lines
import wire
from service import Account, Flight, Refused, run_until_input_ends, serve_http

CODE = grpc.StatusCode
DATABASE_HEADERS = ("database", "bucket", "bucket-name", "iox-namespace-name")
TICKET_KEYS = ("database", "namespace_name", "bucket", "bucket-name")
READ_INFO = wire.ANY_PREFIX + "influxdata.iox.querier.v1.ReadInfo"
MAX_ERROR = 2000
FIELD_TYPES = {"integer": pa.int64(), "uinteger": pa.uint64(), "float": pa.float64(), "string": pa.string(), "boolean": pa.bool_()}
TAG = pa.dictionary(pa.int32(), pa.string())


class Database:
    """Tables of points, and a DataFusion session over them."""

    def __init__(self):
        self.tables, self.lock = {}, threading.Lock()
        config = datafusion.SessionConfig().with_default_catalog_and_schema("public", "iox").with_information_schema(True).with_batch_size(8192)
        self.session = datafusion.SessionContext(config)
        self.session.register_udf(datafusion.udf(pause, [pa.int64()], pa.int64(), "volatile", "pause_ms"))

    def write(self, points):
        """Adds points one by one. Gives [(number, line, why)] of those that do not fit their table."""
        refused, touched = [], set()
        with self.lock:
            for number, line, (name, tags, found, at) in points:
                kinds, rows = self.tables.setdefault(name, ({}, []))
                wanted = {**dict.fromkeys(tags, "tag"), **{key: kind for key, (kind, _) in found.items()}}
                clash = next((key for key, kind in wanted.items() if kinds.get(key, kind) != kind), None)
                if clash is not None:
                    refused.append((number, line, f"invalid column type for column '{clash}', expected {column_type(kinds[clash])}, got {column_type(wanted[clash])}"))
                    continue
                kinds.update(wanted)
                rows.append({**tags, **{key: value for key, (_, value) in found.items()}, "time": at})
                touched.add(name)
            for name in touched:
                if self.session.table_exist(name):
                    self.session.deregister_table(name)
                self.session.register_record_batches(name, [[self.batch(name)]])
        return refused

    def schema(self, name):
        kinds = self.tables[name][0]
        of = lambda key: TAG if kinds[key] == "tag" else FIELD_TYPES[kinds[key]]
        columns = [pa.field(key, of(key), metadata={"iox::column::type": column_type(kinds[key])}) for key in sorted(kinds)]
        return pa.schema([*columns, pa.field("time", pa.timestamp("ns"), nullable=False, metadata={"iox::column::type": column_type("time")})])

    def batch(self, name):
        schema, rows = self.schema(name), self.tables[name][1]
        # A later point with the same tags and time replaces what it names.
        merged, tags = {}, [key for key, kind in self.tables[name][0].items() if kind == "tag"]
        for row in rows:
            merged.setdefault((row["time"], *(row.get(tag) for tag in tags)), {}).update(row)
        columns = [pa.array([row.get(field.name) for row in merged.values()], pa.string()).dictionary_encode().cast(TAG) if field.type == TAG else pa.array([row.get(field.name) for row in merged.values()], field.type) for field in schema]
        return pa.record_batch(columns, schema=schema)


def column_type(kind):
    return {"tag": "iox::column_type::tag", "time": "iox::column_type::timestamp"}.get(kind, f"iox::column_type::field::{kind}")


def pause(milliseconds):
    for value in milliseconds:
        time.sleep((value.as_py() or 0) / 1000)
    return milliseconds


class Influx(Flight):
    def __init__(self, account, token, keep_alive):
        super().__init__(account)
        self.token, self.keep_alive, self.databases = token, keep_alive, {}

    def check_token(self, header, refuse):
        """Bearer and Token take the token itself; Basic takes it as the password of any user."""
        scheme, _, given = (header or "").partition(" ")
        if scheme == "Basic":
            given = base64.b64decode(given + "==").decode(errors="replace").partition(":")[2]
        if self.token is None:
            return
        if scheme not in ("Bearer", "Token", "Basic") or given == "":
            refuse(CODE.UNAUTHENTICATED, 401, "Unauthenticated")
        elif given != self.token:
            refuse(CODE.PERMISSION_DENIED, 403, "Permission denied")

    def before(self, method, headers, call):
        def refuse(code, _status, why):
            raise Refused(code, why)

        if method != "Handshake":
            self.check_token(headers.get("authorization", [None])[0], refuse)

    def Handshake(self, requests, call):
        request = next(iter(requests), None)
        if request is None:
            raise Refused(CODE.INVALID_ARGUMENT, "No request to handshake")
        header = dict(call.invocation_metadata()).get("authorization", "")
        scheme, _, given = header.partition(" ")
        secret = base64.b64decode(given + "==").decode(errors="replace").partition(":")[2] if scheme == "Basic" else given
        # It only echoes: nothing is checked here.
        call.send_initial_metadata((("authorization", f"Bearer {secret}"),))
        yield wire.message((1, 0), (2, secret))

    def database_of(self, call):
        named = [(name, value) for name, value in call.invocation_metadata() if name in DATABASE_HEADERS]
        if not named:
            raise Refused(CODE.INVALID_ARGUMENT, "no 'database' header in request")
        if len(named) > 1:
            raise Refused(CODE.INVALID_ARGUMENT, f"Found more than one database name in headers: {', '.join(name for name, _ in named)}")
        return named[0][1]

    def find(self, name):
        if name not in self.databases:
            raise Refused(CODE.NOT_FOUND, f"Database '{name}' not found")
        return self.databases[name]

    def GetFlightInfo(self, request, call):
        name = self.database_of(call)
        influxql = dict(call.invocation_metadata()).get("x-influxdata-query-language", "sql") == "influxql"
        command = wire.one(wire.fields(request), 2)
        kind, body = wire.read_any(command)
        _, schema, _ = self.answer(name, kind, body, influxql)
        asked = json.dumps({"database": name, "kind": kind, "body": body.hex(), "influxql": influxql})
        ticket = wire.message((1, READ_INFO), (2, wire.message((1, name), (7, asked))))
        return wire.flight_info(hydrated(schema), request, [wire.endpoint(ticket)])

    def DoGet(self, request, call):
        name, kind, body, influxql, params = self.read_ticket(wire.one(wire.fields(request), 1))
        started = time.perf_counter()
        batches, schema, _ = self.answer(name, kind, body, influxql, params)
        planned = time.perf_counter() - started
        encoder = wire.Encoder(hydrated(schema))
        yield from encoder.schema_messages
        rows = 0
        for batch in self.kept_alive(batches, call):
            batch = hydrate(pa.record_batch([pa.nulls(0, field.type) for field in schema], schema=schema) if batch is None else batch)
            rows += batch.num_rows
            yield from encoder.messages(batch)
        seconds = lambda value: f"{value:.9f}"
        call.set_trailing_metadata(tuple((f"x-influxdata-{key}", value) for key, value in {
            "queue-duration-seconds": seconds(0), "planning-duration-seconds": seconds(planned), "logical-planning-duration-seconds": seconds(planned / 2), "physical-planning-duration-seconds": seconds(planned / 2),
            "execution-duration-seconds": seconds(time.perf_counter() - started - planned), "compute-duration-seconds": seconds(0.001), "partitions": "1", "parquet-files": "0", "max-memory-bytes": "1048576",
        }.items()))

    def kept_alive(self, batches, call):
        """The batches, and None wherever nothing has come for a while."""
        ready = queue.Queue(2)

        def pull():
            try:
                for batch in batches:
                    while call.is_active():
                        try:
                            ready.put(batch, timeout=0.1)
                            break
                        except queue.Full:
                            continue
                    if not call.is_active():
                        return
                ready.put("end")
            except Exception as error:
                ready.put(error)

        threading.Thread(target=pull, daemon=True).start()
        while True:
            try:
                batch = ready.get(timeout=self.keep_alive)
            except queue.Empty:
                yield None
                continue
            if isinstance(batch, str):
                return
            if isinstance(batch, Exception):
                raise Refused(CODE.INTERNAL, str(batch)[:MAX_ERROR])
            yield batch

    def read_ticket(self, ticket):
        """(database, command, body, influxql, params): an Any of ReadInfo, or JSON. Whatever else it is, its reason stays hidden."""
        try:
            if ticket[:1] == b"{":
                asked = json.loads(ticket)
                language = asked.get("query_type", "sql")
                name = next(asked[key] for key in TICKET_KEYS if key in asked)
                if language not in ("sql", "influxql"):
                    raise ValueError(language)
                return name, "CommandStatementQuery", wire.message((1, asked["sql_query"])), language == "influxql", asked.get("params") or {}
            found = wire.fields(ticket)
            if wire.text(found, 1) != READ_INFO:
                raise ValueError("not ours")
            asked = json.loads(wire.one(wire.fields(wire.one(found, 2)), 7))
            return asked["database"], asked["kind"], bytes.fromhex(asked["body"]), asked["influxql"], {}
        except Exception:
            raise Refused(CODE.INVALID_ARGUMENT, "Invalid ticket") from None

    def DoAction(self, request, call):
        name = self.database_of(call)
        found = wire.fields(request)
        kind, body = wire.text(found, 1), wire.one(found, 2)
        if kind == "CreatePreparedStatement":
            query = wire.text(wire.fields(wire.read_any(body)[1]), 1)
            _, schema, _ = self.answer(name, "CommandStatementQuery", wire.message((1, query)), False, None)
            handle = json.dumps({"query": query, "params": None})
            yield wire.message((1, wire.any_of("ActionCreatePreparedStatementResult", wire.message((1, handle), (2, hydrated(schema).serialize().to_pybytes() if schema else None), (3, parameters_of(query).serialize().to_pybytes())))))
        elif kind != "ClosePreparedStatement":
            raise Refused(CODE.UNIMPLEMENTED, f"Unsupported action: {kind}")

    def DoPut(self, requests, call):
        """Binds parameters: they go into the handle, since the server keeps no state."""
        self.database_of(call)
        table, descriptor = wire.read_stream(requests)
        kind, body = wire.read_any(wire.one(wire.fields(descriptor), 2))
        if kind != "CommandPreparedStatementQuery":
            raise Refused(CODE.UNIMPLEMENTED, f"Not yet implemented: {kind}")
        handle = json.loads(wire.one(wire.fields(body), 1))
        if table is None or table.num_rows != 1:
            raise Refused(CODE.INVALID_ARGUMENT, "Expected exactly one row of parameters")
        handle["params"] = {f"{at + 1}" if not name.strip("$") or name.isdigit() else name.strip("$"): table.column(at)[0].as_py() for at, name in enumerate(table.schema.names)}
        yield wire.message((1, wire.message((1, json.dumps(handle)))))

    def answer(self, name, kind, body, influxql, params=()):
        """(batches, schema, None) of a command."""
        database = self.find(name)
        found = wire.fields(body)
        if kind == "CommandStatementQuery":
            return self.query(database, wire.text(found, 1) or "", influxql, dict(params or {}), planned_only=params is None)
        if kind == "CommandPreparedStatementQuery":
            handle = json.loads(wire.one(found, 1))
            return self.query(database, handle["query"], False, handle["params"] or {})
        if kind == "CommandGetCatalogs":
            return small({"catalog_name*": ["public"]})
        if kind == "CommandGetDbSchemas":
            names = [one for one in ("information_schema", "iox", "system") if like(one, wire.text(found, 2))]
            return small({"catalog_name": ["public"] * len(names), "db_schema_name*": names} if wire.text(found, 1) in (None, "public") else {"catalog_name": [], "db_schema_name*": []})
        if kind == "CommandGetTables":
            shown = wire.text(found, 1) in (None, "public") and like("iox", wire.text(found, 2)) and (not found.get(4) or b"BASE TABLE" in found[4] or b"TABLE" in found[4])
            names = sorted(table for table in database.tables if shown and like(table, wire.text(found, 3)))
            columns = {"catalog_name": ["public"] * len(names), "db_schema_name": ["iox"] * len(names), "table_name*": names, "table_type*": ["BASE TABLE"] * len(names)}
            if wire.one(found, 5, 0):
                columns["table_schema*"] = pa.array([database.schema(table).serialize().to_pybytes() for table in names], pa.binary())
            return small(columns)
        if kind == "CommandGetTableTypes":
            return small({"table_type*": ["BASE TABLE", "VIEW"]})
        if kind == "CommandGetSqlInfo":
            return sql_info()
        if kind == "CommandGetPrimaryKeys":
            return small({"catalog_name": [], "db_schema_name": [], "table_name*": [], "column_name*": [], "key_name": [], "key_sequence*": pa.array([], pa.int32())})
        if kind in ("CommandGetImportedKeys", "CommandGetExportedKeys", "CommandGetCrossReference"):
            texts = [f"{side}_{part}" for side in ("pk", "fk") for part in ("catalog_name", "db_schema_name", "table_name*", "column_name*")]
            return small({**{one: [] for one in texts}, "key_sequence*": pa.array([], pa.int32()), "fk_key_name": [], "pk_key_name": [], "update_rule*": pa.array([], pa.uint8()), "delete_rule*": pa.array([], pa.uint8())})
        raise Refused(CODE.UNIMPLEMENTED, f"Not yet implemented: {kind}")

    def query(self, database, query, influxql, params, planned_only=False):
        if planned_only and parameters_of(query).names:
            return iter(()), None, None
        try:
            frame = database.session.sql(from_influxql(query, database) if influxql else query, param_values=params or None)
            schema = frame.schema()
            return (pa.record_batch(batch.to_pyarrow().columns, schema=schema) for batch in frame.execute_stream()) if not planned_only else iter(()), schema, None
        except Refused:
            raise
        except Exception as error:
            raise Refused(CODE.INVALID_ARGUMENT, f"Error while planning query: {error}"[:MAX_ERROR]) from error


def parameters_of(query):
    names = dict.fromkeys(re.findall(r"\$(\w+)", query))
    return pa.schema([pa.field(f"${name}", pa.string()) for name in names])


def small(columns):
    """Columns of text, or arrays; a star after the name says that none is null, which clients check."""
    arrays = [values if isinstance(values, pa.Array) else pa.array(values, pa.string()) for values in columns.values()]
    schema = pa.schema([pa.field(name.rstrip("*"), values.type, nullable=not name.endswith("*")) for name, values in zip(columns, arrays)])
    return iter([pa.record_batch(arrays, schema=schema)]), schema, None


def sql_info():
    values = {0: "InfluxDB IOx", 1: "2", 2: "1.3", 3: True, 4: True, 5: False, 9: False, 500: False, 501: False, 502: False, 504: '"', 508: ["SELECT", "FROM", "WHERE"]}
    kinds = [pa.string(), pa.bool_(), pa.int64(), pa.int32(), pa.list_(pa.string()), pa.map_(pa.int32(), pa.list_(pa.int32()))]
    names = ["string_value", "bool_value", "bigint_value", "int32_bitmask", "string_list", "int32_to_int32_list_map"]
    code = lambda value: 1 if isinstance(value, bool) else 0 if isinstance(value, str) else 4
    held, ids, offsets = [[] for _ in kinds], [], []
    for value in values.values():
        ids.append(code(value))
        offsets.append(len(held[code(value)]))
        held[code(value)].append(value)
    union = pa.UnionArray.from_dense(pa.array(ids, pa.int8()), pa.array(offsets, pa.int32()), [pa.array(part, kind) for part, kind in zip(held, kinds)], names)
    return small({"info_name*": pa.array(list(values), pa.uint32()), "value*": union})


def like(name, pattern):
    return pattern is None or re.fullmatch("".join(".*" if sign == "%" else "." if sign == "_" else re.escape(sign) for sign in pattern), name) is not None


def hydrated(schema):
    """Dictionaries are sent as the values that they stand for."""
    return schema and pa.schema([field.with_type(field.type.value_type) if pa.types.is_dictionary(field.type) else field for field in schema], metadata=schema.metadata)


def hydrate(batch):
    wanted = hydrated(batch.schema)
    return pa.record_batch([column if column.type == field.type else column.dictionary_decode() for column, field in zip(batch.columns, wanted)], schema=wanted)


def from_influxql(query, database):
    """The few InfluxQL statements that the tests use, as SQL."""
    words = query.strip().rstrip(";")
    if re.fullmatch(r"(?i)show\s+measurements", words):
        return "SELECT 'measurements' AS \"iox::measurement\", table_name AS name FROM information_schema.tables WHERE table_schema = 'iox' ORDER BY name"
    if re.fullmatch(r"(?i)show\s+databases", words):
        raise Refused(CODE.UNIMPLEMENTED, "SHOW DATABASES is not supported over Flight")
    selected = re.fullmatch(r'(?is)select\s+(.+?)\s+from\s+"?(\w+)"?(.*)', words)
    if selected is None or selected[2] not in database.tables:
        raise Refused(CODE.INVALID_ARGUMENT, f"invalid InfluxQL statement: {words[:200]}")
    return f"SELECT '{selected[2]}' AS \"iox::measurement\", time, {'*' if selected[1] == '*' else selected[1]} FROM \"{selected[2]}\"{selected[3]}".replace("time, *", "*")


class Http:
    """The HTTP API of Core, as far as the tests use it."""

    def __init__(self, influx):
        self.influx = influx

    def __call__(self, method, target, headers, body):
        url = urllib.parse.urlsplit(target)
        asked = {key: values[0] for key, values in urllib.parse.parse_qs(url.query).items()}
        if url.path == "/_calls":
            return json_answer(200, self.influx.account.routes()["/calls"]())
        if url.path == "/_open":
            return json_answer(200, self.influx.account.routes()["/open"]())
        if url.path in ("/ping", "/health", "/api/v1/health", "/ready"):
            return (200, {"x-influxdb-version": "3.10.0", "x-influxdb-build": "Core", "content-type": "application/json"}, b'{"version":"3.10.0","revision":"double"}' if url.path == "/ping" else b"OK")
        refusal = []
        self.influx.check_token(headers.get("authorization"), lambda _code, status, why: refusal.append(json_answer(status, {"error": why})))
        if refusal:
            return refusal[0]
        if headers.get("content-encoding") == "gzip":
            body = gzip.decompress(body)
        if url.path == "/api/v3/configure/database":
            return self.databases(method, asked, body)
        if url.path in ("/api/v3/write_lp", "/api/v2/write", "/write") and method == "POST":
            return self.write(url.path, asked, body)
        if url.path in ("/api/v3/query_sql", "/api/v3/query_influxql"):
            return self.query(url.path, {**asked, **(json.loads(body) if body else {})})
        return json_answer(404, {"error": "not found"})

    def databases(self, method, asked, body):
        known = self.influx.databases
        name = asked.get("db") or (json.loads(body)["db"] if body else "")
        if method == "POST":
            if name in known:
                return json_answer(409, {"error": "attempted to create a resource that already exists"})
            known[name] = Database()
        elif method == "DELETE":
            if known.pop(name, None) is None:
                return json_answer(404, {"error": "database not found"})
        else:
            return json_answer(200, [{"iox::database": one, "retention_period": None, "deleted": False} for one in sorted(known)])
        return 200, {}, b""

    def write(self, path, asked, body):
        name = asked.get("db") or asked.get("bucket")
        if not name:
            return json_answer(400, {"error": "missing query parameter `db`"})
        precision = asked.get("precision", "auto" if path == "/api/v3/write_lp" else "ns")
        if precision not in lines.UNITS and precision != "auto":
            return json_answer(400, {"error": f"invalid precision: {precision}"})
        points, refused = [], []
        for number, line in lines.lines_of(body.decode(errors="replace")):
            try:
                points.append((number, line, lines.read_line(line, precision, time.time_ns())))
            except lines.BadLine as bad:
                refused.append((number, line, str(bad)))
        partial = asked.get("accept_partial", "true") == "true"
        if refused and not partial:
            number, line, why = refused[0]
            return json_answer(400, {"error": "parsing failed for write_lp endpoint", "data": {"original_line": line, "line_number": number, "error_message": why}})
        refused += self.influx.databases.setdefault(name, Database()).write(points)
        if refused:
            refused.sort()
            return json_answer(400, {"error": "partial write of line protocol occurred", "data": [{"original_line": line, "line_number": number, "error_message": why} for number, line, why in refused]})
        return 204, {}, b""

    def query(self, path, asked):
        try:
            batches, schema, _ = self.influx.query(self.influx.find(asked.get("db", "")), asked.get("q", ""), path.endswith("influxql"), asked.get("params") or {})
            rows = [row for batch in batches for row in hydrate(batch).to_pylist()]
        except Refused as refused:
            return json_answer(404 if refused.code is CODE.NOT_FOUND else 400, {"error": refused.why})
        return json_answer(200, rows) if asked.get("format", "json") == "json" else (200, {}, "\n".join(json.dumps(row, default=str) for row in rows).encode())


def json_answer(status, value):
    return status, {"content-type": "application/json"}, json.dumps(value, default=str).encode()


SAMPLE = "\n".join(f"home,room={room},sensor=s{at % 4} temp={20 + at % 7 / 2},humidity={30 + at % 9}i,ok={'true' if at % 3 else 'false'},note=\"at {at}\" {time.time_ns() - at * 60_000_000_000}" for at in range(500) for room in ("Kitchen", "Living\\ Room"))


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--token")
    parser.add_argument("--keep-alive", type=float, default=5.0)
    parser.add_argument("--database", default="sample")
    given = parser.parse_args()
    influx = Influx(Account(), given.token, given.keep_alive)
    influx.databases[given.database] = Database()
    influx.databases[given.database].write([(number, line, lines.read_line(line, "ns", 0)) for number, line in lines.lines_of(SAMPLE)])
    kept, address = influx.serve()
    run_until_input_ends(flight=address, http=serve_http(Http(influx)))
