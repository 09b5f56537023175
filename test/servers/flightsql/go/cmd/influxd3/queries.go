package main

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"modernc.org/sqlite"
)

// batchRows is InfluxDB's batch size; longestError is where it cuts its messages.
const batchRows, longestError = 8192, 2000

func init() {
	sqlite.MustRegisterScalarFunction("now", 0, func(*sqlite.FunctionContext, []driver.Value) (driver.Value, error) {
		return time.Now().UnixNano(), nil
	})
	// pause_ms(n) makes a statement slow; while it is only planned, it is not.
	sqlite.MustRegisterScalarFunction("pause_ms", 1, func(_ *sqlite.FunctionContext, args []driver.Value) (driver.Value, error) {
		milliseconds, _ := args[0].(int64)
		time.Sleep(time.Duration(milliseconds) * time.Millisecond)
		return milliseconds, nil
	})
	sqlite.MustRegisterScalarFunction("planned_ms", 1, func(_ *sqlite.FunctionContext, args []driver.Value) (driver.Value, error) {
		return args[0], nil
	})
}

var (
	parameterPattern = regexp.MustCompile(`\$(\w+)`)
	intervalPattern  = regexp.MustCompile(`(?i)interval\s+'(\d+)\s+(second|minute|hour|day)s?'`)
	schemaPattern    = regexp.MustCompile(`(?i)("?\bpublic\b"?\s*\.\s*)?"?\biox\b"?\s*\.`)
	intervalUnits    = map[string]time.Duration{"second": time.Second, "minute": time.Minute, "hour": time.Hour, "day": 24 * time.Hour}
)

func parameterNames(query string) []string {
	names, known := []string{}, map[string]bool{}
	for _, found := range parameterPattern.FindAllStringSubmatch(query, -1) {
		if !known[found[1]] {
			known[found[1]] = true
			names = append(names, found[1])
		}
	}
	return names
}

// asSQLite writes the few things that its users write otherwise.
func asSQLite(query string) string {
	return intervalPattern.ReplaceAllStringFunc(schemaPattern.ReplaceAllString(query, ""), func(text string) string {
		parts := intervalPattern.FindStringSubmatch(text)
		count, _ := strconv.ParseInt(parts[1], 10, 64)
		return strconv.FormatInt(count*int64(intervalUnits[strings.ToLower(parts[2])]), 10)
	})
}

func failed(err error) error {
	text := fmt.Sprintf("Error while planning query: %v", err)
	return status.Error(codes.InvalidArgument, text[:min(len(text), longestError)])
}

// planIn and runIn answer a plain query, in SQL or InfluxQL.
func (d *database) planIn(ctx context.Context, asked question) (*arrow.Schema, error) {
	query, err := d.inSQL(asked)
	if err != nil {
		return nil, err
	}
	return d.plan(ctx, query, asked.params)
}

func (d *database) runIn(ctx context.Context, asked question, schema *arrow.Schema, give func(batchOrError) bool) {
	query, err := d.inSQL(asked)
	if err != nil {
		give(batchOrError{err: err})
		return
	}
	d.run(ctx, query, asked.params, schema, give)
}

// plan tells the columns of a query: their types are those of the tables' columns, or of the first value.
func (d *database) plan(ctx context.Context, query string, given params) (*arrow.Schema, error) {
	rows, err := d.query(ctx, strings.ReplaceAll(query, "pause_ms(", "planned_ms("), given)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	columns, err := rows.ColumnTypes()
	if err != nil {
		return nil, failed(err)
	}
	values, err := scanned(rows, len(columns))
	if err != nil {
		return nil, failed(err)
	}
	fields := make([]arrow.Field, len(columns))
	for i, column := range columns {
		fields[i] = fieldOf(column, values[i])
	}
	return arrow.NewSchema(fields, nil), nil
}

func fieldOf(column *sql.ColumnType, first any) arrow.Field {
	for _, kind := range kinds {
		if kind.declared == column.DatabaseTypeName() {
			return kind.field(column.Name())
		}
	}
	of := arrow.DataType(arrow.BinaryTypes.String)
	switch first.(type) {
	case int64:
		of = arrow.PrimitiveTypes.Int64
	case float64:
		of = arrow.PrimitiveTypes.Float64
	}
	return arrow.Field{Name: column.Name(), Type: of, Nullable: true}
}

// scanned is the next row, or nothing but nils behind the last.
func scanned(rows *sql.Rows, count int) ([]any, error) {
	values, places := make([]any, count), make([]any, count)
	for i := range values {
		places[i] = &values[i]
	}
	if !rows.Next() {
		return values, rows.Err()
	}
	return values, rows.Scan(places...)
}

func (d *database) run(ctx context.Context, query string, given params, schema *arrow.Schema, give func(batchOrError) bool) {
	rows, err := d.query(ctx, query, given)
	if err != nil {
		give(batchOrError{err: err})
		return
	}
	defer rows.Close()
	builder := array.NewRecordBuilder(memory.DefaultAllocator, schema)
	values, places := make([]any, schema.NumFields()), make([]any, schema.NumFields())
	for i := range values {
		places[i] = &values[i]
	}
	count := 0
	for rows.Next() {
		if err := rows.Scan(places...); err != nil {
			give(batchOrError{err: failed(err)})
			return
		}
		for i, value := range values {
			appendValue(builder.Field(i), value)
		}
		if count++; count%batchRows == 0 && !give(batchOrError{batch: builder.NewRecordBatch()}) {
			return
		}
	}
	if err := rows.Err(); err != nil {
		give(batchOrError{err: failed(err)})
		return
	}
	give(batchOrError{batch: builder.NewRecordBatch()})
}

func (d *database) query(ctx context.Context, query string, given params) (*sql.Rows, error) {
	arguments := []any{}
	// SQLite takes `$1`, `$2`, … by place and all others by name.
	for place := 1; ; place++ {
		value, there := given[strconv.Itoa(place)]
		if !there {
			break
		}
		arguments = append(arguments, value)
	}
	if len(arguments) == 0 {
		for name, value := range given {
			arguments = append(arguments, sql.Named(name, value))
		}
	}
	rows, err := d.db.QueryContext(ctx, asSQLite(query), arguments...)
	if err != nil {
		return nil, failed(err)
	}
	return rows, nil
}

func appendValue(builder array.Builder, value any) {
	switch into := builder.(type) {
	case *array.TimestampBuilder:
		if at, is := value.(int64); is {
			into.Append(arrow.Timestamp(at))
			return
		}
	case *array.Int64Builder:
		if number, is := value.(int64); is {
			into.Append(number)
			return
		}
	case *array.Uint64Builder:
		if bits, is := value.(int64); is {
			into.Append(uint64(bits))
			return
		}
	case *array.Float64Builder:
		switch number := value.(type) {
		case float64:
			into.Append(number)
			return
		case int64:
			into.Append(float64(number))
			return
		}
	case *array.BooleanBuilder:
		switch truth := value.(type) {
		case bool:
			into.Append(truth)
			return
		case int64:
			into.Append(truth != 0)
			return
		}
	case *array.StringBuilder:
		if value != nil {
			into.Append(fmt.Sprint(value))
			return
		}
	}
	builder.AppendNull()
}

// paramsOf reads the one row of a batch.
func paramsOf(batch arrow.RecordBatch) params {
	read := params{}
	for i, field := range batch.Schema().Fields() {
		name := strings.TrimPrefix(field.Name, "$")
		if name == "" {
			name = strconv.Itoa(i + 1)
		}
		read[name] = cellOf(batch.Column(i))
	}
	return read
}

func cellOf(column arrow.Array) any {
	if column.IsNull(0) {
		return nil
	}
	switch typed := column.(type) {
	case *array.Boolean:
		return typed.Value(0)
	case *array.Int64:
		return typed.Value(0)
	case *array.Float64:
		return typed.Value(0)
	default:
		return column.ValueStr(0)
	}
}

var (
	showMeasurements = regexp.MustCompile(`(?i)^show\s+measurements$`)
	selectPattern    = regexp.MustCompile(`(?is)^select\s+(.+?)\s+from\s+"?(\w+)"?(.*)$`)
)

// inSQL writes the few InfluxQL statements that the tests use as SQL.
func (d *database) inSQL(asked question) (string, error) {
	if !asked.influxQL {
		return asked.query, nil
	}
	words := strings.TrimSuffix(strings.TrimSpace(asked.query), ";")
	if showMeasurements.MatchString(words) {
		rows := []string{}
		for _, name := range d.tableNames() {
			rows = append(rows, fmt.Sprintf(`SELECT 'measurements' AS "iox::measurement", '%s' AS name`, strings.ReplaceAll(name, "'", "''")))
		}
		return strings.Join(rows, " UNION ALL "), nil
	}
	found := selectPattern.FindStringSubmatch(words)
	if found == nil || !d.has(found[2]) {
		return "", status.Errorf(codes.InvalidArgument, "Error while planning query: invalid InfluxQL statement: %.200s", words)
	}
	columns := "time, " + found[1]
	if found[1] == "*" {
		columns = "*"
	}
	return fmt.Sprintf(`SELECT '%s' AS "iox::measurement", %s FROM "%s"%s`, found[2], columns, found[2], found[3]), nil
}

func (d *database) has(name string) bool {
	d.mutex.RLock()
	defer d.mutex.RUnlock()
	_, known := d.tables[name]
	return known
}
