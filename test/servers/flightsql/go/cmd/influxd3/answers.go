package main

import (
	"context"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/flight"
	"github.com/apache/arrow-go/v18/arrow/flight/flightsql"
	"github.com/apache/arrow-go/v18/arrow/flight/flightsql/schema_ref"
	pb "github.com/apache/arrow-go/v18/arrow/flight/gen/flight"
	"github.com/apache/arrow-go/v18/arrow/memory"
)

// batchOrError is a part of an answer. An error is the last one.
type batchOrError struct {
	batch arrow.RecordBatch
	err   error
}

// plan tells the columns of an answer.
func (s *service) plan(ctx context.Context, database *database, asked question) (*arrow.Schema, error) {
	switch command := asked.command.(type) {
	case nil:
		return database.planIn(ctx, asked)
	case *pb.CommandStatementQuery:
		if asked.influxQL {
			return database.planIn(ctx, asked)
		}
		return database.plan(ctx, command.GetQuery(), nil)
	case *pb.CommandPreparedStatementQuery:
		bound, err := readHandle(command.GetPreparedStatementHandle())
		if err != nil {
			return nil, err
		}
		return database.plan(ctx, bound.query, bound.params)
	case *pb.CommandGetCatalogs:
		return schema_ref.Catalogs, nil
	case *pb.CommandGetDbSchemas:
		return schema_ref.DBSchemas, nil
	case *pb.CommandGetTables:
		if command.GetIncludeSchema() {
			return schema_ref.TablesWithIncludedSchema, nil
		}
		return schema_ref.Tables, nil
	case *pb.CommandGetTableTypes:
		return schema_ref.TableTypes, nil
	case *pb.CommandGetPrimaryKeys:
		return schema_ref.PrimaryKeys, nil
	case *pb.CommandGetImportedKeys, *pb.CommandGetExportedKeys, *pb.CommandGetCrossReference:
		return schema_ref.ImportedExportedKeysAndCrossReference, nil
	case *pb.CommandGetXdbcTypeInfo:
		return schema_ref.XdbcTypeInfo, nil
	case *pb.CommandGetSqlInfo:
		return schema_ref.SqlInfo, nil
	default:
		return nil, unsupported(asked.command)
	}
}

// answer gives the rows of what was planned.
func (s *service) answer(ctx context.Context, database *database, asked question, schema *arrow.Schema, batches chan<- batchOrError) {
	give := func(next batchOrError) bool {
		select {
		case batches <- next:
			return next.err == nil
		case <-ctx.Done():
			return false
		}
	}
	rows := func(rows [][]string) { give(batchOrError{batch: textRows(schema, rows)}) }
	switch command := asked.command.(type) {
	case nil:
		database.runIn(ctx, asked, schema, give)
	case *pb.CommandStatementQuery:
		if asked.influxQL {
			database.runIn(ctx, asked, schema, give)
			return
		}
		database.run(ctx, command.GetQuery(), nil, schema, give)
	case *pb.CommandPreparedStatementQuery:
		bound, err := readHandle(command.GetPreparedStatementHandle())
		if err != nil {
			give(batchOrError{err: err})
			return
		}
		database.run(ctx, bound.query, bound.params, schema, give)
	case *pb.CommandGetCatalogs:
		rows([][]string{{"public"}})
	case *pb.CommandGetDbSchemas:
		rows(schemaRows(command))
	case *pb.CommandGetTables:
		rows(database.tableRows(command))
	case *pb.CommandGetTableTypes:
		rows([][]string{{"BASE TABLE"}, {"VIEW"}})
	case *pb.CommandGetSqlInfo:
		s.tellInfo(ctx, command, give)
	default:
		// There are no keys and no relations between tables.
		rows(nil)
	}
}

func schemaRows(command *pb.CommandGetDbSchemas) [][]string {
	rows := [][]string{}
	for _, name := range []string{"information_schema", "iox", "system"} {
		if inCatalog(command.Catalog) && like(name, command.DbSchemaFilterPattern) {
			rows = append(rows, []string{"public", name})
		}
	}
	return rows
}

func (d *database) tableRows(command *pb.CommandGetTables) [][]string {
	rows := [][]string{}
	if !inCatalog(command.Catalog) || !like("iox", command.DbSchemaFilterPattern) || !wantsTables(command.GetTableTypes()) {
		return rows
	}
	for _, name := range d.tableNames() {
		if !like(name, command.TableNameFilterPattern) {
			continue
		}
		row := []string{"public", "iox", name, "BASE TABLE"}
		if command.GetIncludeSchema() {
			row = append(row, string(flight.SerializeSchema(d.tableSchema(name), memory.DefaultAllocator)))
		}
		rows = append(rows, row)
	}
	return rows
}

func inCatalog(catalog *string) bool { return catalog == nil || *catalog == "public" }

func wantsTables(types []string) bool {
	for _, one := range types {
		if one == "BASE TABLE" || one == "TABLE" {
			return true
		}
	}
	return len(types) == 0
}

// like matches `%` and `_` as SQL does; no pattern matches all.
func like(name string, pattern *string) bool {
	if pattern == nil {
		return true
	}
	return likeRunes([]rune(name), []rune(*pattern))
}

func likeRunes(name, pattern []rune) bool {
	if len(pattern) == 0 {
		return len(name) == 0
	}
	if pattern[0] == '%' {
		return likeRunes(name, pattern[1:]) || len(name) > 0 && likeRunes(name[1:], pattern)
	}
	return len(name) > 0 && (pattern[0] == '_' || pattern[0] == name[0]) && likeRunes(name[1:], pattern[1:])
}

// textRows is a batch of rows of texts; a schema with other columns gets none.
func textRows(schema *arrow.Schema, rows [][]string) arrow.RecordBatch {
	builder := array.NewRecordBuilder(memory.DefaultAllocator, schema)
	for _, row := range rows {
		for column, text := range row {
			switch into := builder.Field(column).(type) {
			case *array.StringBuilder:
				into.Append(text)
			case *array.BinaryBuilder:
				into.Append([]byte(text))
			}
		}
	}
	return builder.NewRecordBatch()
}

// registerInfo tells what InfluxDB tells of itself.
func registerInfo(info *flightsql.BaseServer) error {
	for id, value := range map[flightsql.SqlInfo]any{
		flightsql.SqlInfoFlightSqlServerName:         "InfluxDB IOx",
		flightsql.SqlInfoFlightSqlServerVersion:      "2",
		flightsql.SqlInfoFlightSqlServerArrowVersion: "1.3",
		flightsql.SqlInfoFlightSqlServerReadOnly:     true,
		flightsql.SqlInfoFlightSqlServerSql:          true,
		flightsql.SqlInfoFlightSqlServerSubstrait:    false,
		flightsql.SqlInfoFlightSqlServerCancel:       false,
		flightsql.SqlInfoDDLCatalog:                  false,
		flightsql.SqlInfoDDLSchema:                   false,
		flightsql.SqlInfoDDLTable:                    false,
		flightsql.SqlInfoIdentifierQuoteChar:         `"`,
		flightsql.SqlInfoKeywords:                    []string{"SELECT", "FROM", "WHERE"},
	} {
		if err := info.RegisterSqlInfo(id, value); err != nil {
			return err
		}
	}
	return nil
}

func (s *service) tellInfo(ctx context.Context, command *pb.CommandGetSqlInfo, give func(batchOrError) bool) {
	_, chunks, err := s.info.DoGetSqlInfo(ctx, command)
	if err != nil {
		give(batchOrError{err: err})
		return
	}
	for chunk := range chunks {
		if !give(batchOrError{batch: chunk.Data, err: chunk.Err}) {
			return
		}
	}
}
