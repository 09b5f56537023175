"""Every Arrow type that pyarrow can make, at its extremes: least, greatest, null."""

import decimal

import pyarrow as pa


def columns():
    text = ["", "naïve 日本 🦆", None]
    seconds = [-62135596800, 253402300799, None]
    longs = [-(2**63), 2**63 - 1, None]
    yield "null", pa.nulls(3)
    yield "bool", pa.array([False, True, None])
    for bits in (8, 16, 32, 64):
        yield f"int{bits}", pa.array([-(2 ** (bits - 1)), 2 ** (bits - 1) - 1, None], getattr(pa, f"int{bits}")())
        yield f"uint{bits}", pa.array([0, 2**bits - 1, None], getattr(pa, f"uint{bits}")())
    yield "float16", pa.array([-65504.0, 6e-8, None], pa.float16())
    yield "float32", pa.array([float("-inf"), 1e-45, None], pa.float32())
    yield "float64", pa.array([float("nan"), -1.7976931348623157e308, None], pa.float64())
    for name in ("string", "large_string", "string_view"):
        yield name, pa.array(["short", "longer than twelve bytes 🦆", None], getattr(pa, name)())
    for name in ("binary", "large_binary", "binary_view"):
        yield name, pa.array([b"", b"\x00\xff" * 10, None], getattr(pa, name)())
    yield "fixed_size_binary", pa.array([b"\x00" * 4, b"\xff" * 4, None], pa.binary(4))
    yield "date32", pa.array([-719162, 2932896, None], pa.date32())
    yield "date64", pa.array([-719162 * 86_400_000, 2932896 * 86_400_000, None], pa.date64())
    yield "time32_s", pa.array([0, 86_399, None], pa.time32("s"))
    yield "time32_ms", pa.array([0, 86_399_999, None], pa.time32("ms"))
    yield "time64_us", pa.array([0, 86_399_999_999, None], pa.time64("us"))
    yield "time64_ns", pa.array([0, 86_399_999_999_999, None], pa.time64("ns"))
    for unit, factor in (("s", 1), ("ms", 1000), ("us", 1_000_000)):
        yield f"timestamp_{unit}", pa.array([None if value is None else value * factor for value in seconds], pa.timestamp(unit))
    yield "timestamp_ns", pa.array(longs, pa.timestamp("ns"))
    yield "timestamp_ns_zone", pa.array([1_704_067_200_123_456_789, -1, None], pa.timestamp("ns", "Europe/Paris"))
    for unit in ("s", "ms", "us", "ns"):
        yield f"duration_{unit}", pa.array(longs, pa.duration(unit))
    yield "interval_mdn", pa.array([pa.MonthDayNano([-14, -3, -1]), pa.MonthDayNano([2**31 - 1, 2**31 - 1, 2**63 - 1]), None], pa.month_day_nano_interval())
    for name, of in (("decimal32", pa.decimal32(9, 3)), ("decimal64", pa.decimal64(18, 3)), ("decimal128", pa.decimal128(38, 6)), ("decimal256", pa.decimal256(76, 10))):
        with decimal.localcontext() as exact:
            exact.prec = 80
            most = decimal.Decimal("9" * of.precision).scaleb(-of.scale)
            yield name, pa.array([-most, most, None], of)
    lists = [[], [1, None, -(2**63)], None]
    yield "list", pa.array(lists, pa.list_(pa.int64()))
    yield "large_list", pa.array(lists, pa.large_list(pa.int64()))
    yield "list_view", pa.array(lists, pa.list_view(pa.int64()))
    yield "large_list_view", pa.array(lists, pa.large_list_view(pa.int64()))
    yield "fixed_size_list", pa.array([[1, 2], [None, 4], None], pa.list_(pa.int32(), 2))
    yield "struct", pa.array([{"a": None, "b": []}, {"a": 1, "b": ["x"]}, None], pa.struct([("a", pa.int64()), ("b", pa.list_(pa.string()))]))
    yield "map", pa.array([[], [("k", 1), ("k", None)], None], pa.map_(pa.string(), pa.int64()))
    yield "map_of_ints", pa.array([[(1, "x"), (-(2**63), "y")], [], None], pa.map_(pa.int64(), pa.string()))
    for index in ("int8", "int16", "int32", "int64", "uint8", "uint64"):
        yield f"dictionary_{index}", pa.DictionaryArray.from_arrays(pa.array([0, 1, None], getattr(pa, index)()), pa.array(text[:2]))
    yield "run_end_encoded", pa.RunEndEncodedArray.from_arrays(pa.array([2, 3], pa.int32()), pa.array(["twice", None]))
    kinds = pa.array([0, 1, 0], pa.int8())
    yield "dense_union", pa.UnionArray.from_dense(kinds, pa.array([0, 0, 1], pa.int32()), [pa.array([1, None], pa.int64()), pa.array(["x"])], ["number", "text"])
    yield "sparse_union", pa.UnionArray.from_sparse(kinds, [pa.array([1, None, None], pa.int64()), pa.array([None, "x", None])], ["number", "text"])
    yield "uuid", pa.array([b"\x00" * 16, bytes(range(16)), None], pa.uuid())
    yield "json", pa.array(['{"a": 1.10}', "null", None], pa.json_())
    yield "bool8", pa.array([0, 1, None], pa.bool8())


def batch():
    made = list(columns())
    return pa.record_batch([values for _, values in made], names=[name for name, _ in made])


def words(value):
    """The exact value as text, whatever Python's own types can hold: what a judge compares."""
    if value is None or not value.is_valid:
        return "NULL"
    of = value.type
    if isinstance(of, pa.BaseExtensionType):
        return words(value.value)
    if pa.types.is_dictionary(of):
        return words(value.dictionary[value.index.as_py()] if value.index.is_valid else None)
    if pa.types.is_run_end_encoded(of) or pa.types.is_union(of):
        return words(value.value)
    if pa.types.is_timestamp(of) or pa.types.is_duration(of) or pa.types.is_time(of) or pa.types.is_date(of):
        return str(value.value)
    if pa.types.is_decimal(of):
        return format(value.as_py(), "f")
    if pa.types.is_floating(of):
        return repr(float(value.as_py()))
    if isinstance(value.as_py(), bytes):
        return "0x" + value.as_py().hex()
    if pa.types.is_map(of):
        return "{" + ",".join(f"{words(entry['key'])}:{words(entry['value'])}" for entry in value.values or []) + "}"
    if pa.types.is_struct(of):
        return "{" + ",".join(f"{name}:{words(value[name])}" for name in value.keys()) + "}"
    if hasattr(value, "values"):
        return "[" + ",".join(words(one) for one in value.values) + "]"
    if pa.types.is_interval(of):
        return "/".join(str(part) for part in value.as_py())
    return str(value.as_py())
