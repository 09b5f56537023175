"""Line protocol, read as InfluxDB's documentation describes it."""

import re

UNITS = {"ns": 1, "nanosecond": 1, "us": 1000, "u": 1000, "microsecond": 1000, "ms": 1_000_000, "millisecond": 1_000_000, "s": 1_000_000_000, "second": 1_000_000_000}
INTEGER = re.compile(r"-?\d+i\Z")
UNSIGNED = re.compile(r"\d+u\Z")
FLOAT = re.compile(r"-?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?\Z")
BOOLEANS = {**dict.fromkeys(("t", "T", "true", "True", "TRUE"), True), **dict.fromkeys(("f", "F", "false", "False", "FALSE"), False)}


class BadLine(Exception):
    pass


def split(line, mark, quotes=False):
    """Splits at every `mark` that is neither escaped nor, with `quotes`, inside of a quoted text."""
    parts, current, quoted, place = [], "", False, 0
    while place < len(line):
        sign = line[place]
        if sign == "\\" and place + 1 < len(line):
            current, place = current + line[place : place + 2], place + 2
            continue
        if quotes and sign == '"':
            quoted = not quoted
        if sign == mark and not quoted:
            parts, current = parts + [current], ""
        else:
            current += sign
        place += 1
    if quoted:
        raise BadLine("a quoted text does not end")
    return parts + [current]


def plain(text):
    return re.sub(r"\\([,= \\])", r"\1", text)


def pair(text, what):
    key, *rest = split(text, "=")
    if not key or not rest or rest[0] == "":
        raise BadLine(f"Expected {what} as key=value, got '{text}'")
    return plain(key), text[len(key) + 1 :]


def value_of(text):
    if text.startswith('"'):
        if len(text) < 2 or not text.endswith('"'):
            raise BadLine(f"Unable to parse the string {text}")
        return "string", re.sub(r'\\(["\\])', r"\1", text[1:-1])
    if INTEGER.match(text):
        number = int(text[:-1])
        if not -(2**63) <= number < 2**63:
            raise BadLine(f"Unable to parse integer value '{text}'")
        return "integer", number
    if UNSIGNED.match(text):
        return "uinteger", int(text[:-1])
    if text in BOOLEANS:
        return "boolean", BOOLEANS[text]
    if FLOAT.match(text):
        return "float", float(text)
    raise BadLine(f"Unable to parse value '{text}'")


def auto_unit(stamp):
    """The unit that InfluxDB 3 guesses from how large a timestamp is."""
    size = abs(stamp)
    return "s" if size < 5_000_000_000 else "ms" if size < 5_000_000_000_000 else "us" if size < 5_000_000_000_000_000 else "ns"


def read_line(line, precision, now):
    """(table, {tag: text}, {field: (kind, value)}, time in ns); raises BadLine."""
    parts = [part for part in split(line, " ", quotes=True) if part != ""]
    if len(parts) not in (2, 3):
        raise BadLine("Expected a table, at least one field and an optional timestamp" if len(parts) > 3 else "No fields were provided")
    table, *tags = split(parts[0], ",")
    if table == "":
        raise BadLine("Expected the name of a table")
    found = {}
    for field in split(parts[1], ",", quotes=True):
        key, text = pair(field, "a field")
        found[key] = value_of(text)
    at = now
    if len(parts) == 3:
        if not re.match(r"-?\d+\Z", parts[2]):
            raise BadLine(f"Unable to parse timestamp value '{parts[2]}'")
        stamp = int(parts[2])
        at = stamp * UNITS[auto_unit(stamp) if precision == "auto" else precision]
        if not -(2**63) <= at < 2**63:
            raise BadLine("The timestamp is out of range")
    return plain(table), {key: plain(text) for key, text in (pair(tag, "a tag") for tag in tags)}, found, at


def lines_of(text):
    """(number from 1, line) of each line that is neither empty nor a comment. A quoted text may hold a line break."""
    number, held, held_from = 0, "", 0
    for line in text.split("\n"):
        number += 1
        if held == "":
            if not line.strip() or line.lstrip().startswith("#"):
                continue
            held_from = number
        held = f"{held}\n{line}" if held else line
        if len(re.findall(r'(?<!\\)"', held)) % 2 == 0:
            yield held_from, held.strip("\r")
            held = ""
    if held:
        yield held_from, held
