package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"math"
	"strings"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/anypb"
)

// Types of InfluxDB's own messages, which stand in an Any: the ticket that GetFlightInfo gives is none of Flight SQL's.
const (
	readInfoType = "type.googleapis.com/influxdata.iox.querier.v1.ReadInfo"
	handleType   = "type.googleapis.com/influxdata.iox.querier.v1.FlightSqlPreparedStatementHandle"
)

// Numbers of the fields of ReadInfo and its query types, and of the handle of a prepared statement.
const (
	readInfoDatabase, readInfoQuery, readInfoKind, readInfoCommand, readInfoParams = 1, 2, 3, 4, 6
	kindSQL, kindInfluxQL, kindFlightSQL                                           = 1, 2, 3
	handleQuery, handleParams                                                      = 1, 2
	paramName, paramNull, paramBool, paramUint, paramInt, paramFloat, paramText    = 1, 2, 3, 4, 5, 6, 7
)

// question is what a ticket asks.
type question struct {
	database string
	// query is set for plain queries, command for commands of Flight SQL.
	query    string
	influxQL bool
	command  proto.Message
	params   params
}

// params are the values of `$name`: nil, bool, int64, uint64, float64 or string.
type params map[string]any

var errTicket = status.Error(codes.InvalidArgument, "Invalid ticket. Error: Invalid ticket")

// readTicket reads an Any of ReadInfo, a bare ReadInfo or JSON, in this order. Why it is none of these is not told.
func readTicket(ticket []byte) (question, error) {
	var wrapped anypb.Any
	if proto.Unmarshal(ticket, &wrapped) == nil && wrapped.GetTypeUrl() == readInfoType {
		asked, err := readReadInfo(wrapped.GetValue())
		if err != nil {
			return question{}, errTicket
		}
		return asked, nil
	}
	if asked, err := readReadInfo(ticket); err == nil {
		return asked, nil
	}
	if asked, err := readJSON(ticket); err == nil {
		return asked, nil
	}
	return question{}, errTicket
}

func commandTicket(database string, command []byte, influxQL string) ([]byte, error) {
	info := protowire.AppendString(protowire.AppendTag(nil, readInfoDatabase, protowire.BytesType), database)
	kind, field, body := uint64(kindFlightSQL), protowire.Number(readInfoCommand), command
	if influxQL != "" {
		kind, field, body = kindInfluxQL, readInfoQuery, []byte(influxQL)
	}
	info = protowire.AppendVarint(protowire.AppendTag(info, readInfoKind, protowire.VarintType), kind)
	info = protowire.AppendBytes(protowire.AppendTag(info, field, protowire.BytesType), body)
	return proto.Marshal(&anypb.Any{TypeUrl: readInfoType, Value: info})
}

func readReadInfo(message []byte) (question, error) {
	fields, err := fieldsOf(message)
	if err != nil {
		return question{}, err
	}
	asked := question{database: string(fields.last(readInfoDatabase)), query: string(fields.last(readInfoQuery)), params: params{}}
	command := fields.last(readInfoCommand)
	switch fields.number(readInfoKind) {
	case 0, kindSQL:
	case kindInfluxQL:
		asked.influxQL = true
	case kindFlightSQL:
		if asked.query != "" {
			return question{}, errors.New("a query beside a command")
		}
		asked.command, err = readCommand(command)
		return asked, err
	default:
		return question{}, errors.New("unknown query type")
	}
	if len(command) > 0 {
		return question{}, errors.New("a command beside a query")
	}
	return asked, asked.params.read(fields[readInfoParams])
}

// readJSON reads the form that InfluxData's clients send.
func readJSON(ticket []byte) (question, error) {
	var read struct {
		Database      *string `json:"database"`
		NamespaceName *string `json:"namespace_name"`
		Bucket        *string `json:"bucket"`
		BucketName    *string `json:"bucket-name"`
		Query         *string `json:"sql_query"`
		Type          *string `json:"query_type"`
		Params        params  `json:"params"`
	}
	decoder := json.NewDecoder(bytes.NewReader(ticket))
	decoder.UseNumber()
	if err := decoder.Decode(&read); err != nil {
		return question{}, err
	}
	asked := question{params: params{}}
	named := 0
	for _, name := range []*string{read.Database, read.NamespaceName, read.Bucket, read.BucketName} {
		if name != nil {
			asked.database = *name
			named++
		}
	}
	if named != 1 || read.Query == nil {
		return question{}, errors.New("a database and a query are needed, once")
	}
	asked.query = *read.Query
	if read.Type != nil {
		if *read.Type != "sql" && *read.Type != "influxql" {
			return question{}, errors.New("unknown query type")
		}
		asked.influxQL = *read.Type == "influxql"
	}
	for name, value := range read.Params {
		if number, is := value.(json.Number); is {
			value = numberOf(number)
		}
		asked.params[name] = value
	}
	return asked, nil
}

func numberOf(number json.Number) any {
	if whole, err := number.Int64(); err == nil {
		return whole
	}
	fraction, err := number.Float64()
	if err != nil {
		return number.String()
	}
	return fraction
}

// handle is a prepared statement: all of it goes to the client and back, with the values once they are bound.
type handle struct {
	query  string
	params params
}

func (h handle) encode() ([]byte, error) {
	message := protowire.AppendString(protowire.AppendTag(nil, handleQuery, protowire.BytesType), h.query)
	for name, value := range h.params {
		message = protowire.AppendBytes(protowire.AppendTag(message, handleParams, protowire.BytesType), paramMessage(name, value))
	}
	return proto.Marshal(&anypb.Any{TypeUrl: handleType, Value: message})
}

func readHandle(encoded []byte) (handle, error) {
	invalid := status.Error(codes.InvalidArgument, "Error while planning Flight SQL : Invalid handle")
	var wrapped anypb.Any
	if proto.Unmarshal(encoded, &wrapped) != nil || wrapped.GetTypeUrl() != handleType {
		return handle{}, invalid
	}
	fields, err := fieldsOf(wrapped.GetValue())
	if err != nil {
		return handle{}, invalid
	}
	read := handle{query: string(fields.last(handleQuery)), params: params{}}
	return read, read.params.read(fields[handleParams])
}

func paramMessage(name string, value any) []byte {
	message := protowire.AppendString(protowire.AppendTag(nil, paramName, protowire.BytesType), name)
	varint := func(field protowire.Number, value uint64) []byte {
		return protowire.AppendVarint(protowire.AppendTag(message, field, protowire.VarintType), value)
	}
	switch typed := value.(type) {
	case bool:
		return varint(paramBool, protowire.EncodeBool(typed))
	case int64:
		return varint(paramInt, uint64(typed))
	case uint64:
		return varint(paramUint, typed)
	case float64:
		return protowire.AppendFixed64(protowire.AppendTag(message, paramFloat, protowire.Fixed64Type), math.Float64bits(typed))
	case string:
		return protowire.AppendString(protowire.AppendTag(message, paramText, protowire.BytesType), typed)
	default:
		return varint(paramNull, 0)
	}
}

func (p params) read(messages [][]byte) error {
	for _, message := range messages {
		fields, err := fieldsOf(message)
		if err != nil {
			return err
		}
		name := string(fields.last(paramName))
		switch {
		case fields[paramBool] != nil:
			p[name] = fields.number(paramBool) != 0
		case fields[paramInt] != nil:
			p[name] = int64(fields.number(paramInt))
		case fields[paramUint] != nil:
			p[name] = fields.number(paramUint)
		case fields[paramFloat] != nil:
			p[name] = math.Float64frombits(fields.number(paramFloat))
		case fields[paramText] != nil:
			p[name] = string(fields.last(paramText))
		default:
			p[name] = nil
		}
	}
	return nil
}

// wireFields are the fields of a message by number; numbers stand as varints.
type wireFields map[protowire.Number][][]byte

func fieldsOf(message []byte) (wireFields, error) {
	found := wireFields{}
	for len(message) > 0 {
		number, kind, length := protowire.ConsumeTag(message)
		if length < 0 {
			return nil, protowire.ParseError(length)
		}
		message = message[length:]
		var value []byte
		switch kind {
		case protowire.BytesType:
			value, length = protowire.ConsumeBytes(message)
		case protowire.VarintType:
			var plain uint64
			plain, length = protowire.ConsumeVarint(message)
			value = protowire.AppendVarint(nil, plain)
		case protowire.Fixed64Type:
			var plain uint64
			plain, length = protowire.ConsumeFixed64(message)
			value = protowire.AppendVarint(nil, plain)
		default:
			return nil, errors.New("a field of a type that these messages do not have")
		}
		if length < 0 {
			return nil, protowire.ParseError(length)
		}
		message = message[length:]
		found[number] = append(found[number], value)
	}
	return found, nil
}

func (f wireFields) last(number protowire.Number) []byte {
	if values := f[number]; len(values) > 0 {
		return values[len(values)-1]
	}
	return nil
}

func (f wireFields) number(number protowire.Number) uint64 {
	value, _ := protowire.ConsumeVarint(f.last(number))
	return value
}

// readCommand reads a command of Flight SQL.
func readCommand(encoded []byte) (proto.Message, error) {
	var wrapped anypb.Any
	if err := proto.Unmarshal(encoded, &wrapped); err != nil {
		return nil, status.Errorf(codes.InvalidArgument, "Error while planning Flight SQL : Error decoding FlightSQL: %v", err)
	}
	command, err := wrapped.UnmarshalNew()
	if err != nil || !strings.Contains(wrapped.GetTypeUrl(), "arrow.flight.protocol.sql.") {
		return nil, status.Errorf(codes.InvalidArgument, "Error while planning Flight SQL : Unsupported FlightSQL message type: %s", wrapped.GetTypeUrl())
	}
	return command, nil
}
