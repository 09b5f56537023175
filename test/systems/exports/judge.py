"""Reads exported files with others' readers and compares every value with what DuckDB's own Python client gives for the same query.

judge.py FOLDER QUERY_FILE: prints one JSON object, {reader: [differences]}.
"""
import base64, datetime, decimal, json, math, struct, sys, uuid
from pathlib import Path

import duckdb, openpyxl, pandas, pyarrow, pyarrow.ipc, pyarrow.parquet

folder, query = Path(sys.argv[1]), Path(sys.argv[2]).read_text()
truth = duckdb.connect()
truth.execute("SET TimeZone = 'UTC'")
relation = truth.sql(query)
names, types = relation.columns, [str(kind) for kind in relation.types]
expected = relation.to_arrow_table()
texts = truth.execute("SELECT " + ", ".join(f'"{name}"::VARCHAR' for name in names) + f" FROM ({query})").fetchall()


def plain(value):
    """One form for the same value, whichever library gave it."""
    if value is None or value is pandas.NaT:
        return None
    if isinstance(value, bool):
        return value
    if isinstance(value, (int, decimal.Decimal)):
        return decimal.Decimal(value) if isinstance(value, decimal.Decimal) and value.is_nan() else number(decimal.Decimal(value))
    if isinstance(value, float):
        return "nan" if math.isnan(value) else value
    if isinstance(value, pandas.Timestamp):
        return str(value.tz_convert("UTC").tz_localize(None).value) if value.tz else str(value.value)
    if isinstance(value, datetime.datetime):
        return plain(pandas.Timestamp(value).as_unit("ns"))
    if isinstance(value, uuid.UUID):
        return str(value)
    if isinstance(value, (list, tuple)) and not hasattr(value, "months"):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    return value


def floating(value, kind):
    """The nearest number of the column's width."""
    return plain(struct.unpack("f", struct.pack("f", value))[0] if kind == "FLOAT" and math.isfinite(value) else value)


def number(value):
    return value.normalize() if value != 0 else decimal.Decimal(0)


def read(text, kind):
    """The value that a text stands for."""
    if text is None:
        return None
    if kind == "BOOLEAN":
        return {"true": True, "false": False}[text.lower()]
    if kind in ("DOUBLE", "FLOAT"):
        return floating(float(text), kind)
    if kind.endswith("INT") or kind.endswith("INTEGER") or kind.startswith("DECIMAL"):
        return number(decimal.Decimal(text))
    if kind == "BLOB":
        return bytes.fromhex(text[2:])
    if kind == "DATE":
        return datetime.date.fromisoformat(text)
    if kind == "TIME":
        return datetime.time.fromisoformat(text)
    if kind.startswith("TIMESTAMP"):
        return plain(pandas.Timestamp(text).as_unit("ns"))
    if kind.startswith("STRUCT") or kind.endswith("[]") or kind.startswith("MAP"):
        return json_value(json.loads(text, parse_int=decimal.Decimal, parse_float=decimal.Decimal))
    return text


def json_value(value):
    if isinstance(value, decimal.Decimal):
        return number(value)
    if isinstance(value, list):
        return [json_value(item) for item in value]
    if isinstance(value, dict):
        return {key: json_value(item) for key, item in value.items()}
    return value


def true_column(column):
    kind = types[column]
    if kind in ("HUGEINT", "UHUGEINT", "UUID"):
        return [read(row[column], kind) for row in texts]
    return [plain(value) for value in expected.column(column).to_pylist()]


true_columns = [true_column(column) for column in range(len(names))]


def truth_of(row, column):
    return true_columns[column][row]


def compare(given, value_of):
    """The first differences of a table; `value_of(row, column)` is what was read."""
    found = []
    if given != expected.num_rows:
        return [f"{given} rows instead of {expected.num_rows}"]
    for column, name in enumerate(names):
        for row in range(expected.num_rows):
            want, got = truth_of(row, column), value_of(row, column)
            if isinstance(got, dict) and isinstance(want, list):
                want = {str(key): item for key, item in want}
            if want != got and len(found) < 20:
                found.append(f"{name}[{row}]: {got!r} instead of {want!r}")
    return found


def arrow_like(table):
    """Where Arrow or Parquet have no such type, the value stands as its text."""
    columns = [[plain(value) for value in table.column(column).to_pylist()] for column in range(table.num_columns)]

    def value(row, column):
        got, kind = columns[column][row], types[column]
        if isinstance(got, str) and kind not in ("VARCHAR",) and not kind.startswith("TIMESTAMP"):
            return read(got, kind)
        if kind == "UUID" and isinstance(got, bytes):
            return str(uuid.UUID(bytes=got))
        return got
    return compare(table.num_rows, value)


def csv(path, separator):
    # pandas cannot tell the empty text from NULL in CSV: DuckDB's reader can, and is asked too.
    frame = pandas.read_csv(path, sep=separator, dtype=str, keep_default_na=False)
    cells = [frame[name].tolist() for name in frame.columns]

    def value(row, column):
        text = cells[column][row]
        return read(None if text == "" and texts[row][column] is None else text, types[column])
    return compare(len(frame), value)


def csv_duckdb(path):
    rows = duckdb.connect().execute(f"FROM read_csv('{path}', all_varchar = true, header = true, allow_quoted_nulls = false)").fetchall()
    return compare(len(rows), lambda row, column: read(rows[row][column], types[column]))


def json_rows(rows):
    def value(row, column):
        got, kind = rows[row][names[column]], types[column]
        if isinstance(got, str):
            if kind == "BLOB":
                return base64.b64decode(got)
            if kind in ("DOUBLE", "FLOAT"):
                return floating(float(got), kind)
            return read(got, kind)
        if isinstance(got, decimal.Decimal):
            return floating(float(got), kind) if kind in ("DOUBLE", "FLOAT") else number(got)
        return json_value(got)
    return compare(len(rows), value)


def frame_json(path, lines):
    # pandas reads numbers as floats: it judges the shape, Python's own reader the values. Its parser refuses numbers of 128 bits.
    if "HUGEINT" in types:
        return []
    frame = pandas.read_json(path, lines=lines, dtype=False)
    named = list(frame.columns) == list(names) or len(frame) == 0
    return [] if named and len(frame) == expected.num_rows else [f"pandas read {list(frame.columns)} with {len(frame)} rows"]


def load(text):
    return json.loads(text, parse_int=decimal.Decimal, parse_float=decimal.Decimal)


def workbook(path):
    sheet = openpyxl.load_workbook(path)["Result"]
    rows = list(sheet.iter_rows(values_only=True))
    assert [name for name in rows[0]] == list(names), rows[0]
    def value(row, column):
        got, kind = rows[row + 1][column], types[column]
        if got is None and truth_of(row, column) == "":
            return ""
        if isinstance(got, str):
            return read(got, kind)
        if kind == "DATE" and isinstance(got, datetime.datetime):
            return got.date()
        if kind in ("DOUBLE", "FLOAT") and got is not None:
            return floating(float(got), kind)
        # A workbook's numbers are doubles: one that stands for a decimal is its shortest text.
        return number(decimal.Decimal(repr(got))) if isinstance(got, float) and kind.startswith("DECIMAL") else plain(got)
    return compare(len(rows) - 1, value)


def duckdb_reads(path):
    return arrow_like(truth.sql(f"SELECT * FROM '{path}'").to_arrow_table())


arrow_table = pyarrow.ipc.open_file(folder / "out.arrow").read_all()
for column in range(arrow_table.num_columns):
    arrow_table.column(column).validate(full=True)
print(json.dumps({
    "pyarrow Arrow": arrow_like(arrow_table),
    "pyarrow Parquet": arrow_like(pyarrow.parquet.read_table(folder / "out.parquet")),
    "DuckDB Parquet": duckdb_reads(folder / "out.parquet"),
    "pandas CSV": csv(folder / "out.csv", ","),
    "pandas TSV": csv(folder / "out.tsv", "\t"),
    "DuckDB CSV": csv_duckdb(folder / "out.csv"),
    "pandas JSON": frame_json(folder / "out.json", False),
    "pandas JSON Lines": frame_json(folder / "out.jsonl", True),
    "Python JSON": json_rows(load((folder / "out.json").read_text())),
    "Python JSON Lines": json_rows([load(line) for line in (folder / "out.jsonl").read_text().splitlines()]),
    "openpyxl XLSX": workbook(folder / "out.xlsx"),
}))
