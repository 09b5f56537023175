"""The messages of Flight and Flight SQL, packed and unpacked by hand: field numbers as in Arrow's Flight.proto and FlightSql.proto."""

import struct

import pyarrow as pa

ANY_PREFIX = "type.googleapis.com/"
SQL_PREFIX = ANY_PREFIX + "arrow.flight.protocol.sql."


def varint(number):
    number &= (1 << 64) - 1
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


def message(*pairs):
    """Packs (number, value) pairs: int and bool as varint, float as 64 bits, str and bytes with their length. None is left out."""
    out = bytearray()
    for number, value in pairs:
        if value is None:
            continue
        if isinstance(value, int):
            out += varint(number << 3) + varint(value)
        elif isinstance(value, float):
            out += varint(number << 3 | 1) + struct.pack("<d", value)
        else:
            data = value.encode() if isinstance(value, str) else bytes(value)
            out += varint(number << 3 | 2) + varint(len(data)) + data
    return bytes(out)


def fields(data):
    """Unpacks to {number: [values]}: integers, and bytes for everything with a length."""
    found, place = {}, 0

    def number_at(place):
        value, shift = 0, 0
        while True:
            byte = data[place]
            value |= (byte & 0x7F) << shift
            place, shift = place + 1, shift + 7
            if byte < 0x80:
                return value, place

    while place < len(data):
        key, place = number_at(place)
        kind = key & 7
        if kind == 0:
            value, place = number_at(place)
        elif kind == 1:
            value, place = data[place : place + 8], place + 8
        elif kind == 2:
            size, place = number_at(place)
            value, place = bytes(data[place : place + size]), place + size
        elif kind == 5:
            value, place = data[place : place + 4], place + 4
        else:
            raise ValueError(f"wire type {kind}")
        found.setdefault(key >> 3, []).append(value)
    return found


def one(found, number, default=b""):
    return found.get(number, [default])[0]


def text(found, number):
    """The text of a field; None where it is absent."""
    return one(found, number).decode() if number in found else None


def any_of(name, body):
    return message((1, SQL_PREFIX + name), (2, body))


def read_any(data):
    """(name without its prefix, body) of a packed command."""
    found = fields(data)
    return (text(found, 1) or "").removeprefix(SQL_PREFIX).removeprefix(ANY_PREFIX), one(found, 2)


def endpoint(ticket, locations=(), expires=None, metadata=None):
    stamp = None if expires is None else message((1, int(expires)))
    return message((1, message((1, ticket))), *[(2, message((1, uri))) for uri in locations], (3, stamp), (4, metadata))


def flight_info(schema, descriptor, endpoints, rows=-1, size=-1, ordered=False, metadata=None):
    """`descriptor` is the bytes that were asked with."""
    described = schema.serialize().to_pybytes() if schema is not None else None
    return message((1, described), (2, descriptor), *[(3, one) for one in endpoints], (4, rows), (5, size), (6, True if ordered else None), (7, metadata))


def flight_data(header, body=b"", metadata=None):
    return message((2, header), (3, metadata), (1000, body or None))


class Encoder:
    """Record batches as FlightData messages, dictionaries included."""

    def __init__(self, schema, **options):
        self._written = bytearray()
        self._writer = pa.ipc.new_stream(self, schema, options=pa.ipc.IpcWriteOptions(**options))
        self.schema_messages = self._taken()

    def messages(self, batch):
        self._writer.write_batch(batch)
        return self._taken()

    # What pyarrow asks of a file.
    closed = False

    def write(self, data):
        self._written += data
        return len(data)

    def tell(self):
        return 0

    def flush(self):
        pass

    def writable(self):
        return True

    def readable(self):
        return False

    def seekable(self):
        return False

    def close(self):
        pass

    def _taken(self):
        source, self._written = pa.BufferReader(bytes(self._written)), bytearray()
        taken = []
        while source.tell() < source.size():
            read = pa.ipc.read_message(source)
            taken.append(flight_data(read.metadata.to_pybytes(), read.body.to_pybytes() if read.body is not None else b""))
        return taken


def encoded(batches, schema, **options):
    encoder = Encoder(schema, **options)
    yield from encoder.schema_messages
    for batch in batches:
        yield from encoder.messages(batch)


def read_stream(parts):
    """A pyarrow Table of FlightData messages, and the descriptor of the first."""
    framed, descriptor = bytearray(), None
    for part in parts:
        found = fields(part)
        if descriptor is None:
            descriptor = one(found, 1)
        header, body = one(found, 2), one(found, 1000)
        if not header:
            continue
        padded = header + bytes(-len(header) % 8)
        framed += b"\xff\xff\xff\xff" + struct.pack("<i", len(padded)) + padded + body
    table = pa.ipc.open_stream(pa.py_buffer(bytes(framed))).read_all() if framed else None
    return table, descriptor
