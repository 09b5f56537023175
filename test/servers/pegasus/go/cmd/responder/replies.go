package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
)

const (
	stopType   = 0
	boolType   = 2
	i32Type    = 8
	i64Type    = 10
	structType = 12
	listType   = 15
)

// Results as they stand behind the message's head.
type replies struct {
	config, get, update, multi []byte
	batches                    [][]byte
}

func (r *replies) of(request request) ([]byte, bool) {
	switch request.name {
	case "RPC_CM_QUERY_PARTITION_CONFIG_BY_INDEX":
		return r.config, true
	case "RPC_RRDB_RRDB_GET":
		return r.get, true
	case "RPC_RRDB_RRDB_PUT":
		return r.update, true
	case "RPC_RRDB_RRDB_MULTI_GET":
		return r.multi, true
	case "RPC_RRDB_RRDB_GET_SCANNER":
		return r.batches[0], true
	case "RPC_RRDB_RRDB_SCAN":
		// The context is the number of the next batch: struct header, field header, then the number.
		context := binary.BigEndian.Uint64(request.args[6:])
		return r.batches[context%uint64(len(r.batches))], true
	default:
		return nil, false
	}
}

func prepare(port uint16) *replies {
	value := bytes.Repeat([]byte("v"), *valueBytes)
	r := &replies{
		config: result(config(port)),
		get:    result(append(append(i32Field(nil, 1, 0), blobField(2, value)...), tail(3, 4)...)),
		update: result(append(i32Field(nil, 1, 0), tail(2, 3)...)),
	}
	r.multi = result(append(append(i32Field(nil, 1, 0), rows(2, *multiRows, func(row int) []byte { return []byte(fmt.Sprintf("sort%08d", row)) }, value)...), tail(3, 4)...))
	for batch := 0; batch < *batches; batch++ {
		next := int64(batch + 1)
		if batch == *batches-1 {
			next = -1
		}
		body := append(i32Field(nil, 1, 0), rows(2, *batchRows, func(row int) []byte { return fullKey(batch**batchRows + row) }, value)...)
		body = i64Field(body, 3, next)
		r.batches = append(r.batches, result(append(body, tail(4, 5)...)))
	}
	return r
}

func fullKey(row int) []byte {
	hash := fmt.Sprintf("user%08d", row)
	return append([]byte{0, byte(len(hash))}, []byte(hash+"field")...)
}

func config(port uint16) []byte {
	address := uint64(0x7f000001)<<32 | uint64(port)<<16 | 1
	body := textAs(nil, structType, 1, "ERR_OK")
	body = i32Field(body, 2, 2)
	body = i32Field(body, 3, partitions)
	body = append(head(body, boolType, 4), 1)
	body = binary.BigEndian.AppendUint32(append(head(body, listType, 5), structType), partitions)
	for index := uint64(0); index < partitions; index++ {
		body = binary.BigEndian.AppendUint64(head(body, structType, 1), index<<32|2)
		body = i64Field(body, 2, 3)
		body = i32Field(body, 3, 3)
		body = binary.BigEndian.AppendUint64(head(body, structType, 4), address)
		for _, id := range []int16{5, 6} {
			body = binary.BigEndian.AppendUint32(append(head(body, listType, id), structType), 0)
		}
		body = i64Field(body, 7, 0)
		body = i32Field(body, 8, 0)
		body = append(body, stopType)
	}
	return body
}

// The fields app_id and partition_index, which every answer has.
func tail(app int16, partition int16) []byte {
	body := i32Field(nil, app, 2)
	return i32Field(body, partition, 0)
}

func rows(id int16, count int, key func(int) []byte, value []byte) []byte {
	body := binary.BigEndian.AppendUint32(append(head(nil, listType, id), structType), uint32(count))
	for row := 0; row < count; row++ {
		body = append(body, blobField(1, key(row))...)
		body = append(append(body, blobField(2, value)...), stopType)
	}
	return body
}

// A struct as field 0 of the reply.
func result(fields []byte) []byte {
	body := append(head(nil, structType, 0), fields...)
	return append(body, stopType, stopType)
}

func head(to []byte, kind byte, id int16) []byte {
	return binary.BigEndian.AppendUint16(append(to, kind), uint16(id))
}

func i32Field(to []byte, id int16, value int32) []byte {
	return binary.BigEndian.AppendUint32(head(to, i32Type, id), uint32(value))
}

func i64Field(to []byte, id int16, value int64) []byte {
	return binary.BigEndian.AppendUint64(head(to, i64Type, id), uint64(value))
}

func blobField(id int16, value []byte) []byte {
	return append(binary.BigEndian.AppendUint32(head(nil, structType, id), uint32(len(value))), value...)
}

func textAs(to []byte, kind byte, id int16, text string) []byte {
	return appendText(head(to, kind, id), text)
}

func appendText(to []byte, text string) []byte {
	return append(binary.BigEndian.AppendUint32(to, uint32(len(text))), text...)
}
