"""The judge: ksql-python-ng asks what the first argument says, and what it got is written as JSON on the last line."""

import json
import sys

from ksql import KSQLAPI
from ksql.errors import KSQLError


def rows_of(client, task):
    """A query by the legacy endpoint over HTTP/1.1 (its text as it came), or by /query-stream over HTTP/2 (row by row, closed after so many)."""
    earliest = {"auto.offset.reset": "earliest"}
    if not task.get("http2"):
        return {"text": "".join(client.query(task["sql"], stream_properties=earliest))}
    found = []
    closed = None
    query = None
    for chunk in client.query(task["sql"], stream_properties=earliest, use_http2=True):
        value = json.loads(chunk)
        if isinstance(value, dict):
            query = value.get("queryId")
        else:
            found.append(value)
        if closed is None and len(found) == task.get("rows", -1):
            closed = [client.close_query(query), client.close_query(query)]
    return {"query": query, "rows": found, "closed": closed}


def attempted(act):
    try:
        return act()
    except KSQLError as error:
        return {"error": str(error), "code": error.error_code}
    except Exception as error:  # What the client throws for the rest is its own affair: the test looks at the text.
        return {"error": f"{type(error).__name__}: {error}"}


def main():
    task = json.loads(sys.argv[1])
    client = KSQLAPI(task["url"], api_key=task.get("user"), secret=task.get("password"), check_version=False)
    report = {"version": attempted(client.get_ksql_version), "execute": [], "inserts": [], "query": []}
    report["properties"] = attempted(lambda: len(client.get_properties()))
    for sql in task.get("execute", []):
        report["execute"].append(attempted(lambda: client.ksql(sql, stream_properties={"auto.offset.reset": "earliest"})))
    for insert in task.get("inserts", []):
        report["inserts"].append(attempted(lambda: client.inserts_stream(insert["target"], insert["rows"])))
    for query in task.get("query", []):
        report["query"].append(attempted(lambda: rows_of(client, query)))
    print(json.dumps(report))


main()
