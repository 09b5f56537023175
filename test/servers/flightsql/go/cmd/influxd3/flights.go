package main

import (
	"context"
	"fmt"
	"time"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/flight"
	"github.com/apache/arrow-go/v18/arrow/flight/flightsql"
	pb "github.com/apache/arrow-go/v18/arrow/flight/gen/flight"
	"github.com/apache/arrow-go/v18/arrow/ipc"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/anypb"
)

// service answers Handshake, GetFlightInfo, DoGet, DoPut and DoAction; InfluxDB has no more.
type service struct {
	flight.BaseFlightServer
	info      flightsql.BaseServer
	door      door
	databases *databases
	keepAlive time.Duration
}

func newService(door door, databases *databases, keepAlive time.Duration) (*service, error) {
	s := &service{door: door, databases: databases, keepAlive: keepAlive}
	return s, registerInfo(&s.info)
}

// Handshake checks nothing: it gives back the token, or the password, as the token of the calls to come.
func (s *service) Handshake(stream flight.FlightService_HandshakeServer) error {
	request, err := stream.Recv()
	if err != nil {
		return status.Error(codes.InvalidArgument, "Invalid handshake. No payload provided")
	}
	if token := tokenIn(headerOf(stream.Context(), "authorization")); token != "" {
		if err := stream.SetHeader(metadata.Pairs("authorization", "Bearer "+token)); err != nil {
			return err
		}
	}
	return stream.Send(&flight.HandshakeResponse{ProtocolVersion: request.GetProtocolVersion(), Payload: request.GetPayload()})
}

// enter is what all calls with a command do first, in InfluxDB's order: the header, the token, then the database.
func (s *service) enter(ctx context.Context, encoded []byte) (proto.Message, *database, string, error) {
	name, err := databaseOf(ctx)
	if err != nil {
		return nil, nil, "", err
	}
	command, err := readCommand(encoded)
	if err != nil {
		return nil, nil, "", err
	}
	if err := s.door.check(headerOf(ctx, "authorization")); err != nil {
		return nil, nil, "", err
	}
	found, err := s.databases.find(name)
	return command, found, name, err
}

func (s *service) GetFlightInfo(ctx context.Context, descriptor *flight.FlightDescriptor) (*flight.FlightInfo, error) {
	if descriptor.GetType() != flight.DescriptorCMD {
		return nil, status.Error(codes.Unimplemented, "Unsupported message type: FlightInfo with Path")
	}
	command, database, name, err := s.enter(ctx, descriptor.GetCmd())
	if err != nil {
		return nil, err
	}
	influxQL := ""
	if statement, is := command.(*pb.CommandStatementQuery); is && headerOf(ctx, "x-influxdata-query-language") == "influxql" {
		influxQL = statement.GetQuery()
	}
	asked := question{database: name, query: influxQL, influxQL: influxQL != "", command: command}
	schema, err := s.plan(ctx, database, asked)
	if err != nil {
		return nil, err
	}
	ticket, err := commandTicket(name, descriptor.GetCmd(), influxQL)
	if err != nil {
		return nil, err
	}
	return &flight.FlightInfo{
		Schema:           flight.SerializeSchema(schema, memory.DefaultAllocator),
		FlightDescriptor: descriptor,
		Endpoint:         []*flight.FlightEndpoint{{Ticket: &flight.Ticket{Ticket: ticket}}},
		TotalRecords:     -1,
		TotalBytes:       -1,
	}, nil
}

func (s *service) DoGet(ticket *flight.Ticket, stream flight.FlightService_DoGetServer) error {
	ctx := stream.Context()
	asked, err := readTicket(ticket.GetTicket())
	if err != nil {
		return err
	}
	if err := s.door.check(headerOf(ctx, "authorization")); err != nil {
		return err
	}
	database, err := s.databases.find(asked.database)
	if err != nil {
		return err
	}
	begun := time.Now()
	schema, err := s.plan(ctx, database, asked)
	if err != nil {
		return err
	}
	planned := time.Since(begun)
	batches := make(chan batchOrError)
	go func() {
		defer close(batches)
		s.answer(ctx, database, asked, schema, batches)
	}()
	if err := s.send(stream, schema, batches); err != nil {
		return err
	}
	stream.SetTrailer(statistics(planned, time.Since(begun)-planned))
	return nil
}

// send writes the batches, and an empty one whenever nothing has come for a while; the schema comes once.
func (s *service) send(stream flight.FlightService_DoGetServer, schema *arrow.Schema, batches <-chan batchOrError) error {
	writer := flight.NewRecordWriter(stream, ipc.WithSchema(schema))
	defer writer.Close()
	empty := array.NewRecordBuilder(memory.DefaultAllocator, schema).NewRecordBatch()
	quiet := time.NewTicker(s.keepAlive)
	defer quiet.Stop()
	for {
		select {
		case <-stream.Context().Done():
			return status.FromContextError(stream.Context().Err()).Err()
		case <-quiet.C:
			if err := writer.Write(empty); err != nil {
				return err
			}
		case next, more := <-batches:
			if !more {
				return nil
			}
			if next.err != nil {
				return next.err
			}
			if err := writer.Write(next.batch); err != nil {
				return err
			}
			quiet.Reset(s.keepAlive)
		}
	}
}

// statistics are the trailers of a query; a double has nothing to tell but times.
func statistics(planning, execution time.Duration) metadata.MD {
	seconds := func(of time.Duration) string { return fmt.Sprintf("%.9f", of.Seconds()) }
	return metadata.New(map[string]string{
		"x-influxdata-queue-duration-seconds":             seconds(0),
		"x-influxdata-planning-duration-seconds":          seconds(planning),
		"x-influxdata-logical-planning-duration-seconds":  seconds(planning / 2),
		"x-influxdata-physical-planning-duration-seconds": seconds(planning / 2),
		"x-influxdata-execution-duration-seconds":         seconds(execution),
		"x-influxdata-compute-duration-seconds":           seconds(execution),
		"x-influxdata-partitions":                         "1",
		"x-influxdata-parquet-files":                      "0",
		"x-influxdata-max-memory-bytes":                   "1048576",
	})
}

// DoAction makes prepared statements, and forgets them, of which it keeps nothing.
func (s *service) DoAction(action *flight.Action, stream flight.FlightService_DoActionServer) error {
	command, database, _, err := s.enter(stream.Context(), action.GetBody())
	if err != nil {
		return err
	}
	switch asked := command.(type) {
	case *pb.ActionCreatePreparedStatementRequest:
		prepared, err := s.prepare(stream.Context(), database, asked.GetQuery())
		if err != nil {
			return err
		}
		wrapped, err := anypb.New(prepared)
		if err != nil {
			return err
		}
		body, err := proto.Marshal(wrapped)
		if err != nil {
			return err
		}
		return stream.Send(&flight.Result{Body: body})
	case *pb.ActionClosePreparedStatementRequest:
		return stream.Send(&flight.Result{})
	default:
		return unsupported(command)
	}
}

func (s *service) prepare(ctx context.Context, database *database, query string) (*pb.ActionCreatePreparedStatementResult, error) {
	encoded, err := handle{query: query}.encode()
	if err != nil {
		return nil, err
	}
	prepared := &pb.ActionCreatePreparedStatementResult{PreparedStatementHandle: encoded}
	names := parameterNames(query)
	fields := make([]arrow.Field, len(names))
	for i, name := range names {
		fields[i] = arrow.Field{Name: "$" + name, Type: arrow.BinaryTypes.String, Nullable: true}
	}
	prepared.ParameterSchema = flight.SerializeSchema(arrow.NewSchema(fields, nil), memory.DefaultAllocator)
	if len(names) > 0 {
		return prepared, nil
	}
	schema, err := database.plan(ctx, query, nil)
	if err != nil {
		return nil, err
	}
	prepared.DatasetSchema = flight.SerializeSchema(schema, memory.DefaultAllocator)
	return prepared, nil
}

// DoPut binds one row of values to a prepared statement; they come back in its new handle. Nothing can be written.
func (s *service) DoPut(stream flight.FlightService_DoPutServer) error {
	reader, err := flight.NewRecordReader(stream)
	if err != nil {
		return status.Errorf(codes.InvalidArgument, "No FlightDescriptor in Flight SQL request: %v", err)
	}
	defer reader.Release()
	command, _, _, err := s.enter(stream.Context(), reader.LatestFlightDescriptor().GetCmd())
	if err != nil {
		return err
	}
	prepared, is := command.(*pb.CommandPreparedStatementQuery)
	if !is {
		return unsupported(command)
	}
	bound, err := readHandle(prepared.GetPreparedStatementHandle())
	if err != nil {
		return err
	}
	if !reader.Next() || reader.RecordBatch().NumRows() != 1 {
		return status.Error(codes.InvalidArgument, "Error while planning Flight SQL : Prepared statement parameters must have exactly one row")
	}
	bound.params = paramsOf(reader.RecordBatch())
	encoded, err := bound.encode()
	if err != nil {
		return err
	}
	told, err := proto.Marshal(&pb.DoPutPreparedStatementResult{PreparedStatementHandle: encoded})
	if err != nil {
		return err
	}
	return stream.Send(&flight.PutResult{AppMetadata: told})
}

func unsupported(command proto.Message) error {
	return status.Errorf(codes.InvalidArgument, "Error while planning Flight SQL : Protocol error: unexpected message %s", command.ProtoReflect().Descriptor().Name())
}
