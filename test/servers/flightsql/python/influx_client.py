"""InfluxData's own client against a server: python influx_client.py HOST QUERY_PORT WRITE_PORT TOKEN DATABASE
Writes two points of the table `written`, reads them back by SQL with a parameter and by InfluxQL, and tells what it saw as JSON."""

import json
import sys

from influxdb_client_3 import InfluxDBClient3, Point, write_client_options
from influxdb_client_3.write_client.client.write_api import SYNCHRONOUS

import every_type

host, query_port, write_port, token, database = sys.argv[1:]


def client(token=token, database=database):
    return InfluxDBClient3(host=f"http://{host}", token=token, database=database, query_port_overwrite=int(query_port), write_port_overwrite=int(write_port), write_client_options=write_client_options(write_options=SYNCHRONOUS))


def columns(table):
    return {name: [every_type.words(value) for value in table[name]] for name in table.schema.names}


def failure(work):
    try:
        work()
        return ""
    except Exception as error:
        return str(error)


with client() as own:
    own.write([Point("written").tag("room", "a b").field("n", 9007199254740993).field("ok", True).time(1_700_000_000_000_000_001), 'written,room=c n=1i,note="says \\"hi\\"" 1700000000000000002'])
    told = {
        "sql": columns(own.query("SELECT room, n, ok, note, time FROM written WHERE room = $room", query_parameters={"room": "a b"})),
        "all": columns(own.query("SELECT room, n, ok, note, time FROM written ORDER BY time")),
        "influxql": columns(own.query("SELECT n FROM written ORDER BY time", language="influxql")),
        "wrongLine": failure(lambda: own.write("written n=nonsense 1")),
        "wrongStatement": failure(lambda: own.query("SELEC 1")),
    }
with client(token="wrong") as other:
    told["wrongToken"] = failure(lambda: other.query("SELECT 1"))
with client(database="absent") as other:
    told["wrongDatabase"] = failure(lambda: other.query("SELECT 1"))
print(json.dumps(told))
