"""Asks independent clients what a statement gives, and compares value by value with what another client wrote down.

    python judge.py REQUESTS

REQUESTS is a JSON file: a list of {client: adbc | pyarrow | dbapi, host, port, user?, password?, token?, headers?: {name: value}, statement,
ours?: file}, where `ours` is an Arrow IPC stream. Prints a list of {rows, columns: [{name, type, values}], differences: [...]} or {error, code}."""

import json
import sys

import adbc_driver_flightsql
import adbc_driver_flightsql.dbapi
import flightsql
import pyarrow as pa
import pyarrow.flight

import every_type
import wire

# Values are shown up to here, and compared all.
MOST_SHOWN = 20
OPTIONS = adbc_driver_flightsql.DatabaseOptions


def headers_of(asked):
    token = {"authorization": f"Bearer {asked['token']}"} if asked.get("token") else {}
    return {**token, **asked.get("headers", {})}


def by_adbc(asked):
    settings = {OPTIONS.RPC_CALL_HEADER_PREFIX.value + name: value for name, value in headers_of(asked).items()}
    settings[OPTIONS.WITH_MAX_MSG_SIZE.value] = str(1 << 30)
    if asked.get("user"):
        settings |= {"username": asked["user"], "password": asked["password"]}
    with adbc_driver_flightsql.dbapi.connect(f"grpc://{asked['host']}:{asked['port']}", db_kwargs=settings, autocommit=True) as connection:
        with connection.cursor() as cursor:
            if asked.get("update"):
                cursor.adbc_statement.set_sql_query(asked["statement"])
                return cursor.adbc_statement.execute_update()
            if asked.get("ingest"):
                with pa.OSFile(asked["ingest"]["rows"], "rb") as file:
                    return cursor.adbc_ingest(asked["ingest"]["table"], pa.ipc.open_stream(file).read_all(), mode=asked["ingest"]["mode"])
            if asked.get("partitions"):
                return pa.table({"rows": [partition_rows(connection, each) for each in partitions_of(cursor.adbc_statement, asked["statement"])]})
            if asked.get("objects"):
                return connection.adbc_get_objects(depth="all").read_all()
            if asked.get("parameters") is not None:
                cursor.execute(asked["statement"], asked["parameters"])
                return cursor.fetch_arrow_table()
            # Not prepared, which the cursor's own execute() would do.
            cursor.adbc_statement.set_sql_query(asked["statement"])
            handle, _ = cursor.adbc_statement.execute_query()
            return pa.RecordBatchReader._import_from_c(handle.address).read_all()


def partitions_of(statement, query):
    """As they become known: the driver polls, and gives none when the statement is done."""
    statement.set_options(**{"adbc.statement.exec.incremental": "true"})
    statement.set_sql_query(query)
    while True:
        partitions, _, _ = statement.execute_partitions()
        if not partitions:
            return
        yield from partitions


def partition_rows(connection, partition):
    with connection.cursor() as cursor:
        cursor.adbc_read_partition(partition)
        return cursor.fetch_arrow_table().num_rows


def by_pyarrow(asked):
    client = pyarrow.flight.connect(f"grpc://{asked['host']}:{asked['port']}")
    headers = [(name.encode(), value.encode()) for name, value in headers_of(asked).items()]
    if asked.get("user"):
        headers.append(client.authenticate_basic_token(asked["user"], asked["password"]))
    options = pyarrow.flight.FlightCallOptions(headers=headers)
    command = wire.any_of("CommandStatementQuery", wire.message((1, asked["statement"])))
    info = client.get_flight_info(pyarrow.flight.FlightDescriptor.for_command(command), options)
    tables = []
    for endpoint in info.endpoints:
        place = next((location for location in endpoint.locations if b"reuse-connection" not in location.uri), None)
        source = client if place is None else pyarrow.flight.connect(place)
        tables.append(source.do_get(endpoint.ticket, options).read_all())
    return pa.concat_tables(tables) if tables else info.schema.empty_table()


def by_dbapi(asked):
    """It reads the first endpoint only."""
    client = flightsql.FlightSQLClient(asked["host"], asked["port"], user=asked.get("user"), password=asked.get("password"), token=asked.get("token"), insecure=True, metadata=asked.get("headers"))
    info = client.execute(asked["statement"])
    return client.do_get(info.endpoints[0].ticket).read_all()


def words_of(column):
    return [every_type.words(value) for value in column]


def compare(theirs, ours):
    """What differs, in words: names, counts, values."""
    if theirs.schema.names != ours.schema.names:
        return [f"columns {theirs.schema.names} are {ours.schema.names} here"]
    found = [] if theirs.num_rows == ours.num_rows else [f"{theirs.num_rows} rows are {ours.num_rows} here"]
    for at, name in enumerate(theirs.schema.names):
        # Plain columns of one type are compared as a whole: words for ten million values take minutes.
        if theirs.schema.field(at).type == ours.schema.field(at).type and theirs.column(at).equals(ours.column(at)):
            continue
        pairs = zip(words_of(theirs.column(at)), words_of(ours.column(at)))
        wrong = next(((row, one, other) for row, (one, other) in enumerate(pairs) if one != other), None)
        if wrong is not None:
            found.append(f"{name} ({theirs.schema.field(at).type}), row {wrong[0]}: {wrong[1]} is {wrong[2]} here")
    return found


def judge(asked):
    try:
        answer = {"adbc": by_adbc, "pyarrow": by_pyarrow, "dbapi": by_dbapi}[asked["client"]](asked)
    except Exception as error:
        return {"error": str(error), "code": getattr(error, "vendor_code", None)}
    if isinstance(answer, int):
        return {"affected": answer}
    if asked.get("objects"):
        return {"objects": answer.to_pylist()}
    verdict = {"rows": answer.num_rows, "columns": [{"name": name, "type": str(answer.schema.field(at).type), "values": words_of(answer.column(at).slice(0, MOST_SHOWN))} for at, name in enumerate(answer.schema.names)]}
    if asked.get("ours"):
        with pa.OSFile(asked["ours"], "rb") as file:
            verdict["differences"] = compare(answer, pa.ipc.open_stream(file).read_all())
    return verdict


if __name__ == "__main__":
    with open(sys.argv[1]) as file:
        print(json.dumps([judge(asked) for asked in json.load(file)], default=str))
