package main

import (
	"strings"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
)

// everyType has a column for each Arrow type that this library can send: its least value, its greatest, and null.
func everyType() arrow.RecordBatch {
	columns := []struct {
		name string
		of   arrow.DataType
		json string
	}{
		{"bool", arrow.FixedWidthTypes.Boolean, `[false, true, null]`},
		{"int8", arrow.PrimitiveTypes.Int8, `[-128, 127, null]`},
		{"int16", arrow.PrimitiveTypes.Int16, `[-32768, 32767, null]`},
		{"int32", arrow.PrimitiveTypes.Int32, `[-2147483648, 2147483647, null]`},
		{"int64", arrow.PrimitiveTypes.Int64, `[-9223372036854775808, 9223372036854775807, null]`},
		{"uint8", arrow.PrimitiveTypes.Uint8, `[0, 255, null]`},
		{"uint16", arrow.PrimitiveTypes.Uint16, `[0, 65535, null]`},
		{"uint32", arrow.PrimitiveTypes.Uint32, `[0, 4294967295, null]`},
		{"uint64", arrow.PrimitiveTypes.Uint64, `[0, 18446744073709551615, null]`},
		{"float32", arrow.PrimitiveTypes.Float32, `[-3.4028235e38, 1e-45, null]`},
		{"float64", arrow.PrimitiveTypes.Float64, `[-1.7976931348623157e308, 5e-324, null]`},
		{"utf8", arrow.BinaryTypes.String, `["", "naïve 日本 🦆", null]`},
		{"large_utf8", arrow.BinaryTypes.LargeString, `["", "naïve 日本 🦆", null]`},
		{"utf8_view", arrow.BinaryTypes.StringView, `["short", "longer than twelve bytes", null]`},
		{"binary", arrow.BinaryTypes.Binary, `["", "AP8=", null]`},
		{"date32", arrow.FixedWidthTypes.Date32, `["1582-10-15", "9999-12-31", null]`},
		{"date64", arrow.FixedWidthTypes.Date64, `["1582-10-15", "9999-12-31", null]`},
		{"time32_ms", arrow.FixedWidthTypes.Time32ms, `["00:00:00", "23:59:59.999", null]`},
		{"time64_ns", arrow.FixedWidthTypes.Time64ns, `["00:00:00", "23:59:59.999999999", null]`},
		{"timestamp_s", &arrow.TimestampType{Unit: arrow.Second}, `["0001-01-01T00:00:00", "9999-12-31T23:59:59", null]`},
		{"timestamp_us_utc", &arrow.TimestampType{Unit: arrow.Microsecond, TimeZone: "UTC"}, `["0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z", null]`},
		{"timestamp_ns", &arrow.TimestampType{Unit: arrow.Nanosecond}, `["1677-09-21T00:12:44", "2262-04-11T23:47:16.854775807", null]`},
		{"duration_ns", arrow.FixedWidthTypes.Duration_ns, `["-1ns", "9223372036854775807ns", null]`},
		{"decimal128", &arrow.Decimal128Type{Precision: 38, Scale: 6}, `["-99999999999999999999999999999999.999999", "99999999999999999999999999999999.999999", null]`},
		{"decimal256", &arrow.Decimal256Type{Precision: 76, Scale: 10}, `["-999999999999999999999999999999999999999999999999999999999999999999.9999999999", "999999999999999999999999999999999999999999999999999999999999999999.9999999999", null]`},
		{"interval_mdn", arrow.FixedWidthTypes.MonthDayNanoInterval, `[{"months": -14, "days": -3, "nanoseconds": -1}, {"months": 2147483647, "days": 2147483647, "nanoseconds": 9223372036854775807}, null]`},
		{"list", arrow.ListOf(arrow.PrimitiveTypes.Int64), `[[], [1, null, -9223372036854775808], null]`},
		{"fixed_list", arrow.FixedSizeListOf(2, arrow.PrimitiveTypes.Int32), `[[1, 2], [null, 4], null]`},
		{"struct", arrow.StructOf(arrow.Field{Name: "a", Type: arrow.PrimitiveTypes.Int64, Nullable: true}, arrow.Field{Name: "b", Type: arrow.ListOf(arrow.BinaryTypes.String), Nullable: true}), `[{"a": null, "b": []}, {"a": 1, "b": ["x"]}, null]`},
		{"map", arrow.MapOf(arrow.BinaryTypes.String, arrow.PrimitiveTypes.Int64), `[[], [{"key": "k", "value": 1}, {"key": "l", "value": null}], null]`},
		{"null", arrow.Null, `[null, null, null]`},
	}
	fields, arrays := make([]arrow.Field, len(columns)), make([]arrow.Array, len(columns))
	for i, column := range columns {
		values, _, err := array.FromJSON(memory.DefaultAllocator, column.of, strings.NewReader(column.json), array.WithUseNumber())
		if err != nil {
			panic(column.name + ": " + err.Error())
		}
		fields[i], arrays[i] = arrow.Field{Name: column.name, Type: column.of, Nullable: true}, values
	}
	return array.NewRecordBatch(arrow.NewSchema(fields, nil), arrays, 3)
}
