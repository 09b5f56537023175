package main

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/flight"
	"github.com/apache/arrow-go/v18/arrow/flight/flightsql"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// DoPutCommandStatementIngest appends the rows to a table, making or replacing it as the options say, all of it or nothing.
func (e *engine) DoPutCommandStatementIngest(ctx context.Context, cmd flightsql.StatementIngest, rows flight.MessageReader) (int64, error) {
	if len(cmd.GetTransactionId()) > 0 {
		return 0, status.Error(codes.Unimplemented, "ingest inside a transaction is not supported")
	}
	if cmd.GetCatalog() != "" && cmd.GetCatalog() != "main" || cmd.GetSchema() != "" {
		return 0, status.Error(codes.NotFound, "no such catalog or schema")
	}
	tx, err := e.db.BeginTx(ctx, nil)
	if err != nil {
		return 0, err
	}
	defer tx.Rollback()
	if err := prepareTable(ctx, tx, cmd, rows.Schema()); err != nil {
		return 0, err
	}
	count, err := insertAll(ctx, tx, cmd.GetTable(), rows)
	if err != nil {
		return 0, err
	}
	return count, tx.Commit()
}

func prepareTable(ctx context.Context, tx *sql.Tx, cmd flightsql.StatementIngest, schema *arrow.Schema) error {
	options := cmd.GetTableDefinitionOptions()
	ifMissing, ifThere := options.GetIfNotExist(), options.GetIfExists()
	if ifMissing == flightsql.TableDefinitionOptionsTableNotExistOptionUnspecified || ifThere == flightsql.TableDefinitionOptionsTableExistsOptionUnspecified {
		return status.Error(codes.InvalidArgument, "what to do with an existing and with a missing table must be specified")
	}
	var present int
	if err := tx.QueryRowContext(ctx, "SELECT count(*) FROM sqlite_master WHERE name = ?", cmd.GetTable()).Scan(&present); err != nil {
		return err
	}
	if present > 0 {
		switch ifThere {
		case flightsql.TableDefinitionOptionsTableExistsOptionAppend:
			return nil
		case flightsql.TableDefinitionOptionsTableExistsOptionReplace:
			if _, err := tx.ExecContext(ctx, "DROP TABLE "+quoted(cmd.GetTable())); err != nil {
				return err
			}
		default:
			return status.Errorf(codes.AlreadyExists, "table %s exists", cmd.GetTable())
		}
	} else if ifMissing == flightsql.TableDefinitionOptionsTableNotExistOptionFail {
		return status.Errorf(codes.NotFound, "no such table: %s", cmd.GetTable())
	}
	columns := make([]string, schema.NumFields())
	for i, field := range schema.Fields() {
		columns[i] = quoted(field.Name) + " " + declaredType(field.Type)
	}
	_, err := tx.ExecContext(ctx, fmt.Sprintf("CREATE TABLE %s (%s)", quoted(cmd.GetTable()), strings.Join(columns, ", ")))
	return err
}

func insertAll(ctx context.Context, tx *sql.Tx, table string, rows flight.MessageReader) (int64, error) {
	names, marks := []string{}, []string{}
	for _, field := range rows.Schema().Fields() {
		names, marks = append(names, quoted(field.Name)), append(marks, "?")
	}
	insert, err := tx.PrepareContext(ctx, fmt.Sprintf("INSERT INTO %s (%s) VALUES (%s)", quoted(table), strings.Join(names, ", "), strings.Join(marks, ", ")))
	if err != nil {
		return 0, err
	}
	defer insert.Close()
	var count int64
	for rows.Next() {
		batch := rows.RecordBatch()
		for row := range int(batch.NumRows()) {
			values := make([]any, batch.NumCols())
			for column := range values {
				values[column] = valueOf(batch.Column(column), row)
			}
			if _, err := insert.ExecContext(ctx, values...); err != nil {
				return 0, err
			}
			count++
		}
	}
	return count, rows.Err()
}

func valueOf(column arrow.Array, row int) any {
	if column.IsNull(row) {
		return nil
	}
	switch typed := column.(type) {
	case *array.Boolean:
		return typed.Value(row)
	case *array.Int64:
		return typed.Value(row)
	case *array.Float64:
		return typed.Value(row)
	case *array.Binary:
		return typed.Value(row)
	default:
		// The text of every other type is exact; SQLite makes numbers of it where the column is one of numbers.
		return column.ValueStr(row)
	}
}

// declaredType names only types that the example server can read back.
func declaredType(of arrow.DataType) string {
	switch of.ID() {
	case arrow.BOOL, arrow.INT8, arrow.INT16, arrow.INT32, arrow.INT64, arrow.UINT8, arrow.UINT16, arrow.UINT32:
		return "INTEGER"
	case arrow.FLOAT16, arrow.FLOAT32, arrow.FLOAT64:
		return "DOUBLE"
	case arrow.BINARY, arrow.LARGE_BINARY, arrow.FIXED_SIZE_BINARY, arrow.BINARY_VIEW:
		return "BLOB"
	default:
		return "TEXT"
	}
}

func quoted(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }
