"""The official Python client, told what to do by a line of JSON each: it answers with a line of JSON. Rows cross as Arrow streams in files."""
import asyncio, json, sys
import pyarrow as pa
import fluss


def scan_start(request):
    return request.get("start", fluss.EARLIEST_OFFSET)


async def table_of(connection, request):
    return await connection.get_table(fluss.TablePath(request["database"], request["table"]))


def write_file(path, table):
    with pa.OSFile(path, "wb") as sink, pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)


def read_file(path):
    with pa.OSFile(path, "rb") as source:
        return pa.ipc.open_stream(source).read_all()


async def create(connection, request):
    columns = pa.schema([]) if not request.get("schema") else read_file(request["schema"]).schema
    schema = fluss.Schema(columns, primary_keys=request.get("primaryKeys"))
    descriptor = fluss.TableDescriptor(schema, bucket_count=request.get("buckets", 1), properties=request.get("properties", {}))
    await connection.get_admin().create_table(fluss.TablePath(request["database"], request["table"]), descriptor, False)
    return {}


async def scan(connection, request):
    scan = (await table_of(connection, request)).new_scan()
    if "columns" in request:
        scan = scan.project_by_name(request["columns"])
    scanner = await scan.create_record_batch_log_scanner()
    for bucket in request["buckets"]:
        scanner.subscribe(bucket, scan_start(request))
    write_file(request["file"], await scanner.to_arrow())
    return {}


async def append(connection, request):
    writer = (await table_of(connection, request)).new_append().create_writer()
    writer.write_arrow(read_file(request["file"]))
    await writer.flush()
    return {}


async def upsert(connection, request):
    upsert = (await table_of(connection, request)).new_upsert()
    if "columns" in request:
        upsert = upsert.partial_update_by_name(request["columns"])
    writer = upsert.create_writer()
    for row in read_file(request["file"]).to_pylist():
        (writer.delete if request.get("delete") else writer.upsert)(row)
    await writer.flush()
    return {}


async def lookup(connection, request):
    lookup = (await table_of(connection, request)).new_lookup()
    prefix = "prefix" in request
    lookuper = (lookup.lookup_by(request["prefix"]) if prefix else lookup).create_lookuper()
    rows = []
    for key in read_file(request["file"]).to_pylist():
        found = await lookuper.lookup(key)
        rows.extend(found if prefix else [] if found is None else [found])
    schema = read_file(request["schema"]).schema
    write_file(request["result"], pa.Table.from_pylist(rows, schema=schema))
    return {"rows": len(rows)}


async def changes(connection, request):
    scanner = await (await table_of(connection, request)).new_scan().create_log_scanner()
    for bucket in request["buckets"]:
        scanner.subscribe(bucket, scan_start(request))
    seen = []
    while len(seen) < request["count"]:
        records = await scanner.poll(2000)
        if records.is_empty():
            break
        for bucket in records.buckets():
            for record in records.records(bucket):
                seen.append([record.change_type.short_string(), record.offset, repr(record.row)])
    return {"changes": seen}


async def offsets(connection, request):
    spec = fluss.OffsetSpec.latest() if request["at"] == "latest" else fluss.OffsetSpec.earliest()
    found = await connection.get_admin().list_offsets(fluss.TablePath(request["database"], request["table"]), request["buckets"], spec)
    return {"offsets": {str(bucket): offset for bucket, offset in found.items()}}


async def describe(connection, request):
    info = await connection.get_admin().get_table_info(fluss.TablePath(request["database"], request["table"]))
    return {"text": repr(info), "buckets": info.num_buckets, "keys": info.get_primary_keys(), "partitions": info.get_partition_keys()}


MICROS = pa.timestamp("us")


def column(type, values):
    return pa.array(values, type=type)


async def sample(connection, request):
    """Rows with the extremes of each type; the last has nothing but its key."""
    from datetime import date, datetime, time
    from decimal import Decimal

    columns = {
        "id": column(pa.int32(), [0, 1, -(2**31), 2**31 - 1]),
        "flag": column(pa.bool_(), [True, False, True, None]),
        "tiny": column(pa.int8(), [-128, 127, 0, None]),
        "small": column(pa.int16(), [-(2**15), 2**15 - 1, 0, None]),
        "big": column(pa.int64(), [-(2**63), 2**63 - 1, -1, None]),
        "single": column(pa.float32(), [float("-inf"), 1.5, float("nan"), None]),
        "double": column(pa.float64(), [-0.0, 5e-324, 1.7976931348623157e308, None]),
        "text": column(pa.string(), ["", "grüß \U0001f30a", "x" * 3000, None]),
        "raw": column(pa.binary(), [b"", bytes(range(256)), b"\x00", None]),
        "compact": column(pa.decimal128(18, 4), [Decimal("-99999999999999.9999"), Decimal("0.0001"), Decimal("99999999999999.9999"), None]),
        "wide": column(pa.decimal128(38, 10), [Decimal("-9999999999999999999999999999.9999999999"), Decimal("0.0000000001"), Decimal("9999999999999999999999999999.9999999999"), None]),
        "day": column(pa.date32(), [date(1, 1, 1), date(9999, 12, 31), date(1969, 12, 31), None]),
        "clock": column(pa.time32("ms"), [time(0, 0), time(23, 59, 59, 999000), time(12, 0, 0, 1000), None]),
        "moment": column(MICROS, [datetime(1, 1, 1), datetime(9999, 12, 30, 0, 0, 0, 999999), datetime(1969, 12, 31, 23, 59, 59), None]),
        "instant": column(pa.timestamp("us", tz="UTC"), [0, 1, -1_000_000, None]),
    }
    if request.get("nested"):
        columns["list"] = column(pa.list_(pa.int32()), [[], [1, None, 3], [-(2**31)], None])
        columns["texts"] = column(pa.list_(pa.string()), [["short", "longer than seven bytes", None], [], [""], None])
        columns["row"] = column(pa.struct([("a", pa.int64()), ("b", pa.string())]), [{"a": 1, "b": "x"}, {"a": None, "b": None}, {"a": -(2**63), "b": "y" * 50}, None])
        columns["map"] = column(pa.map_(pa.string(), pa.int32()), [[("k", 1)], [], [("a", None), ("long key indeed", 2)], None])
    write_file(request["file"], pa.table(columns))
    return {}


async def names(connection, request):
    admin = connection.get_admin()
    databases = await admin.list_databases()
    return {"databases": {name: await admin.list_tables(name) for name in databases}}


VERBS = {verb.__name__: verb for verb in (sample, create, scan, append, upsert, lookup, changes, offsets, describe, names)}


async def main():
    connection = await fluss.FlussConnection.create(fluss.Config(json.loads(sys.argv[1])))
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        try:
            answer = await VERBS[request["verb"]](connection, request)
        except Exception as error:
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)


asyncio.run(main())
