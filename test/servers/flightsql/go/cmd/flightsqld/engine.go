package main

import (
	"context"
	"database/sql"
	"strings"
	"sync"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/flight"
	"github.com/apache/arrow-go/v18/arrow/flight/flightsql"
	"github.com/apache/arrow-go/v18/arrow/flight/flightsql/example"

	"headwater.test/flightsql/internal/watch"
)

// engine is the example server, with generated results and ingest, and with an account of what clients left open.
type engine struct {
	*example.SQLiteFlightSQLServer
	db    *sql.DB
	watch *watch.Watcher
	// transactions are those that clients have begun; the example keeps its own table of them to itself.
	transactions sync.Map
}

func newEngine(db *sql.DB, watcher *watch.Watcher) (*engine, error) {
	base, err := example.NewSQLiteFlightSQLServer(db)
	if err != nil {
		return nil, err
	}
	for id, value := range map[flightsql.SqlInfo]bool{flightsql.SqlInfoFlightSqlServerBulkIngestion: true, flightsql.SqlInfoFlightSqlServerIngestTransactionsSupported: false} {
		if err := base.RegisterSqlInfo(id, value); err != nil {
			return nil, err
		}
	}
	return &engine{SQLiteFlightSQLServer: base, db: db, watch: watcher}, nil
}

func (e *engine) GetFlightInfoStatement(ctx context.Context, cmd flightsql.StatementQuery, desc *flight.FlightDescriptor) (*flight.FlightInfo, error) {
	if !isGenerated(cmd.GetQuery()) {
		return e.SQLiteFlightSQLServer.GetFlightInfoStatement(ctx, cmd, desc)
	}
	// The example's tickets are "transaction:query"; ours keep to that.
	ticket, err := flightsql.CreateStatementQueryTicket([]byte(":" + cmd.GetQuery()))
	if err != nil {
		return nil, err
	}
	return describeGenerated(cmd.GetQuery(), ticket, desc, e.Alloc)
}

func (e *engine) DoGetStatement(ctx context.Context, cmd flightsql.StatementQueryTicket) (*arrow.Schema, <-chan flight.StreamChunk, error) {
	if query := strings.TrimPrefix(string(cmd.GetStatementHandle()), ":"); isGenerated(query) {
		return generate(ctx, query)
	}
	return e.SQLiteFlightSQLServer.DoGetStatement(ctx, cmd)
}

// A generated statement needs no preparing: its own text is the handle.

func (e *engine) CreatePreparedStatement(ctx context.Context, req flightsql.ActionCreatePreparedStatementRequest) (flightsql.ActionCreatePreparedStatementResult, error) {
	e.watch.Statements.Add(1)
	if isGenerated(req.GetQuery()) {
		return flightsql.ActionCreatePreparedStatementResult{Handle: []byte(req.GetQuery())}, nil
	}
	result, err := e.SQLiteFlightSQLServer.CreatePreparedStatement(ctx, req)
	if err != nil {
		e.watch.Statements.Add(-1)
	}
	return result, err
}

func (e *engine) ClosePreparedStatement(ctx context.Context, req flightsql.ActionClosePreparedStatementRequest) error {
	if isGenerated(string(req.GetPreparedStatementHandle())) {
		e.watch.Statements.Add(-1)
		return nil
	}
	err := e.SQLiteFlightSQLServer.ClosePreparedStatement(ctx, req)
	if err == nil {
		e.watch.Statements.Add(-1)
	}
	return err
}

func (e *engine) GetFlightInfoPreparedStatement(ctx context.Context, cmd flightsql.PreparedStatementQuery, desc *flight.FlightDescriptor) (*flight.FlightInfo, error) {
	if query := string(cmd.GetPreparedStatementHandle()); isGenerated(query) {
		return describeGenerated(query, desc.Cmd, desc, e.Alloc)
	}
	return e.SQLiteFlightSQLServer.GetFlightInfoPreparedStatement(ctx, cmd, desc)
}

func (e *engine) DoGetPreparedStatement(ctx context.Context, cmd flightsql.PreparedStatementQuery) (*arrow.Schema, <-chan flight.StreamChunk, error) {
	if query := string(cmd.GetPreparedStatementHandle()); isGenerated(query) {
		return generate(ctx, query)
	}
	return e.SQLiteFlightSQLServer.DoGetPreparedStatement(ctx, cmd)
}

func (e *engine) BeginTransaction(ctx context.Context, req flightsql.ActionBeginTransactionRequest) ([]byte, error) {
	id, err := e.SQLiteFlightSQLServer.BeginTransaction(ctx, req)
	if err == nil {
		e.watch.Transactions.Add(1)
		e.transactions.Store(string(id), true)
	}
	return id, err
}

func (e *engine) EndTransaction(ctx context.Context, req flightsql.ActionEndTransactionRequest) error {
	err := e.SQLiteFlightSQLServer.EndTransaction(ctx, req)
	// The example forgets a transaction also where its end fails.
	if _, open := e.transactions.LoadAndDelete(string(req.GetTransactionId())); open && req.GetAction() != flightsql.EndTransactionUnspecified {
		e.watch.Transactions.Add(-1)
	}
	return err
}
