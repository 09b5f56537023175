package main

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/flight"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// Statements that begin so are not SQL: they name a kind of result and its sizes.
//
//	GENERATE numbers rows=10000000 batch=65536   four columns: id, value, at (ns), name (18 bytes)
//	GENERATE endless batch=1024 pause=10         the same without end, with a pause between batches, in milliseconds
//	GENERATE dictionary rows=30 batch=10         a dictionary column whose dictionary is another one in each batch
//	GENERATE wide columns=5000                   one row
//	GENERATE types                               one column for each Arrow type, at its extremes
//	GENERATE silent                              a schema, and then nothing until it is cancelled
//	GENERATE failing rows=20 batch=10            some rows, and then an error
const generated = "GENERATE "

// maxChunk bounds what a statement can ask for in one message, in rows.
const maxChunk = 16 << 20

func isGenerated(query string) bool { return strings.HasPrefix(query, generated) }

// request is a parsed statement.
type request struct {
	kind    string
	rows    int64
	batch   int64
	columns int64
	pause   time.Duration
}

func parseRequest(query string) (request, error) {
	words := strings.Fields(strings.TrimSuffix(strings.TrimPrefix(query, generated), ";"))
	if len(words) == 0 {
		return request{}, status.Error(codes.InvalidArgument, "GENERATE what?")
	}
	asked := request{kind: words[0], rows: 100, batch: 1024, columns: 10}
	for _, word := range words[1:] {
		name, text, _ := strings.Cut(word, "=")
		number, err := strconv.ParseInt(text, 10, 64)
		if err != nil || number < 0 {
			return request{}, status.Errorf(codes.InvalidArgument, "%s is not a size", word)
		}
		switch name {
		case "rows":
			asked.rows = number
		case "batch":
			asked.batch = max(1, min(number, maxChunk))
		case "columns":
			asked.columns = number
		case "pause":
			asked.pause = time.Duration(number) * time.Millisecond
		default:
			return request{}, status.Errorf(codes.InvalidArgument, "%s is unknown", name)
		}
	}
	return asked, nil
}

// source is a schema and its batches. `next` gives nil at the end, and may wait.
type source struct {
	schema *arrow.Schema
	total  int64
	next   func(ctx context.Context) (arrow.RecordBatch, error)
}

func sourceOf(query string) (source, error) {
	asked, err := parseRequest(query)
	if err != nil {
		return source{}, err
	}
	switch asked.kind {
	case "numbers":
		return numbers(asked, asked.rows), nil
	case "endless":
		return numbers(asked, -1), nil
	case "dictionary":
		return dictionaries(asked), nil
	case "wide":
		return wide(asked), nil
	case "types":
		return once(everyType()), nil
	case "silent":
		return source{schema: numbers(asked, 0).schema, total: -1, next: func(ctx context.Context) (arrow.RecordBatch, error) {
			<-ctx.Done()
			return nil, ctx.Err()
		}}, nil
	case "failing":
		good := numbers(asked, asked.rows)
		return source{schema: good.schema, total: -1, next: func(ctx context.Context) (arrow.RecordBatch, error) {
			batch, err := good.next(ctx)
			if batch == nil && err == nil {
				err = status.Error(codes.Internal, "the disk of the server broke in mid-stream")
			}
			return batch, err
		}}, nil
	default:
		return source{}, status.Errorf(codes.InvalidArgument, "GENERATE %s is unknown", asked.kind)
	}
}

func describeGenerated(query string, ticket []byte, desc *flight.FlightDescriptor, mem memory.Allocator) (*flight.FlightInfo, error) {
	rows, err := sourceOf(query)
	if err != nil {
		return nil, err
	}
	return &flight.FlightInfo{
		Schema:           flight.SerializeSchema(rows.schema, mem),
		Endpoint:         []*flight.FlightEndpoint{{Ticket: &flight.Ticket{Ticket: ticket}}},
		FlightDescriptor: desc,
		TotalRecords:     rows.total,
		TotalBytes:       -1,
	}, nil
}

func generate(ctx context.Context, query string) (*arrow.Schema, <-chan flight.StreamChunk, error) {
	rows, err := sourceOf(query)
	if err != nil {
		return nil, nil, err
	}
	chunks := make(chan flight.StreamChunk)
	go func() {
		defer close(chunks)
		for {
			batch, err := rows.next(ctx)
			if batch == nil && err == nil {
				return
			}
			select {
			case chunks <- flight.StreamChunk{Data: batch, Err: err}:
			case <-ctx.Done():
				return
			}
			if err != nil {
				return
			}
		}
	}()
	return rows.schema, chunks, nil
}

// start is the time of row 0; each row is a millisecond and a nanosecond later.
const start, step = int64(1_704_067_200_000_000_000), int64(1_000_001)

// numbers gives `total` rows, or without end where it is negative. Only the columns id and at differ between batches.
func numbers(asked request, total int64) source {
	at := &arrow.TimestampType{Unit: arrow.Nanosecond, TimeZone: "UTC"}
	schema := arrow.NewSchema([]arrow.Field{
		{Name: "id", Type: arrow.PrimitiveTypes.Int64},
		{Name: "value", Type: arrow.PrimitiveTypes.Float64},
		{Name: "at", Type: at},
		{Name: "name", Type: arrow.BinaryTypes.String},
	}, nil)
	mem := memory.DefaultAllocator
	values, names := array.NewFloat64Builder(mem), array.NewStringBuilder(mem)
	for i := range asked.batch {
		values.Append(float64(i) / 8)
		names.Append(fmt.Sprintf("name %013d", i))
	}
	value, name := values.NewArray(), names.NewArray()
	var done int64
	return source{schema: schema, total: total, next: func(ctx context.Context) (arrow.RecordBatch, error) {
		count := asked.batch
		if total >= 0 {
			count = min(count, total-done)
		}
		if count == 0 {
			return nil, nil
		}
		if asked.pause > 0 && done > 0 {
			select {
			case <-time.After(asked.pause):
			case <-ctx.Done():
				return nil, ctx.Err()
			}
		}
		ids, times := make([]int64, count), make([]int64, count)
		for i := range count {
			ids[i], times[i] = done+i, start+(done+i)*step
		}
		done += count
		columns := []arrow.Array{fixed(arrow.PrimitiveTypes.Int64, ids), array.NewSlice(value, 0, count), fixed(at, times), array.NewSlice(name, 0, count)}
		return array.NewRecordBatch(schema, columns, count), nil
	}}
}

func fixed(of arrow.DataType, values []int64) arrow.Array {
	buffer := memory.NewBufferBytes(arrow.Int64Traits.CastToBytes(values))
	return array.MakeFromData(array.NewData(of, len(values), []*memory.Buffer{nil, buffer}, nil, 0, 0))
}

// dictionaries gives words whose dictionary is replaced from batch to batch: the same index means another word each time.
func dictionaries(asked request) source {
	of := &arrow.DictionaryType{IndexType: arrow.PrimitiveTypes.Int32, ValueType: arrow.BinaryTypes.String}
	schema := arrow.NewSchema([]arrow.Field{{Name: "word", Type: of, Nullable: true}}, nil)
	var done, batches int64
	return source{schema: schema, total: asked.rows, next: func(context.Context) (arrow.RecordBatch, error) {
		count := min(asked.batch, asked.rows-done)
		if count == 0 {
			return nil, nil
		}
		words := array.NewDictionaryBuilder(memory.DefaultAllocator, of).(*array.BinaryDictionaryBuilder)
		for i := range count {
			if i%7 == 6 {
				words.AppendNull()
			} else if err := words.AppendString(fmt.Sprintf("word %d of batch %d", i%3, batches)); err != nil {
				return nil, err
			}
		}
		done += count
		batches++
		return array.NewRecordBatch(schema, []arrow.Array{words.NewArray()}, count), nil
	}}
}

func wide(asked request) source {
	fields, columns := make([]arrow.Field, asked.columns), make([]arrow.Array, asked.columns)
	for i := range fields {
		fields[i] = arrow.Field{Name: fmt.Sprintf("c%d", i), Type: arrow.PrimitiveTypes.Int64}
		columns[i] = fixed(arrow.PrimitiveTypes.Int64, []int64{int64(i)})
	}
	schema := arrow.NewSchema(fields, nil)
	return once(array.NewRecordBatch(schema, columns, 1))
}

func once(batch arrow.RecordBatch) source {
	given := false
	return source{schema: batch.Schema(), total: batch.NumRows(), next: func(context.Context) (arrow.RecordBatch, error) {
		if given {
			return nil, nil
		}
		given = true
		return batch, nil
	}}
}
