"""A Flight server by pyarrow (Arrow's C++ library) that answers DoExchange: each batch comes back with its numbers doubled, and with its metadata.
Prints {"flight": "host:port"} and ends when its standard input ends."""

import json
import sys
import threading

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.flight as flight


class Doubling(flight.FlightServerBase):
    def do_exchange(self, context, descriptor, reader, writer):
        if descriptor.command == b"refuse":
            raise flight.FlightUnauthorizedError("not for you")
        writer.begin(reader.schema)
        for chunk in reader:
            columns = [pc.multiply(column, 2) for column in chunk.data.columns]
            batch = pa.record_batch(columns, schema=reader.schema)
            writer.write_with_metadata(batch, chunk.app_metadata) if chunk.app_metadata else writer.write_batch(batch)


if __name__ == "__main__":
    server = Doubling("grpc://127.0.0.1:0")
    print(json.dumps({"flight": f"127.0.0.1:{server.port}"}), flush=True)
    threading.Thread(target=server.serve, daemon=True).start()
    sys.stdin.read()
    server.shutdown()
