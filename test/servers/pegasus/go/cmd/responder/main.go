// Answers every call of a Pegasus client with the same bytes, as fast as they can be sent: for measuring clients, not for testing them.
// One port is the meta server and the primary of all 8 partitions. It prints its address, and ends when its standard input does.
package main

import (
	"bufio"
	"encoding/binary"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
)

const partitions = 8

var (
	valueBytes = flag.Int("value", 100, "bytes of a value")
	multiRows  = flag.Int("multi", 100, "rows of a multi_get")
	batchRows  = flag.Int("batch", 1000, "rows of a scan's batch")
	batches    = flag.Int("batches", 100, "batches of a partition's scan")
)

func main() {
	flag.Parse()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	address := listener.Addr().(*net.TCPAddr)
	fmt.Println(address.String())
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		os.Exit(0)
	}()
	replies := prepare(uint16(address.Port))
	for {
		connection, err := listener.Accept()
		if err != nil {
			return
		}
		go serve(connection, replies)
	}
}

func serve(connection net.Conn, replies *replies) {
	defer connection.Close()
	in := bufio.NewReaderSize(connection, 1<<16)
	out := bufio.NewWriterSize(connection, 1<<16)
	for {
		request, err := read(in)
		if err != nil {
			return
		}
		if body, known := replies.of(request); known {
			write(out, request, body)
		}
		// What has arrived together is answered together.
		if in.Buffered() == 0 {
			if out.Flush() != nil {
				return
			}
		}
	}
}

type request struct {
	name     string
	sequence uint32
	args     []byte
}

func read(in *bufio.Reader) (request, error) {
	head := make([]byte, 16)
	if _, err := io.ReadFull(in, head); err != nil {
		return request{}, err
	}
	rest := 0
	skip := 0
	switch binary.BigEndian.Uint32(head[4:]) {
	case 0:
		more := make([]byte, 32)
		if _, err := io.ReadFull(in, more); err != nil {
			return request{}, err
		}
		rest = int(binary.BigEndian.Uint32(more))
	case 1:
		skip = int(binary.BigEndian.Uint32(head[8:]))
		rest = skip + int(binary.BigEndian.Uint32(head[12:]))
	default:
		return request{}, io.ErrUnexpectedEOF
	}
	body := make([]byte, rest)
	if _, err := io.ReadFull(in, body); err != nil {
		return request{}, err
	}
	body = body[skip:]
	length := int(binary.BigEndian.Uint32(body[4:]))
	return request{string(body[8 : 8+length]), binary.BigEndian.Uint32(body[8+length:]), body[12+length:]}, nil
}

func write(out *bufio.Writer, request request, body []byte) {
	const ok = "ERR_OK"
	name := request.name + "_ACK"
	total := 4 + 4 + len(ok) + 4 + 4 + len(name) + 4 + len(body)
	head := make([]byte, 0, total-len(body))
	head = binary.BigEndian.AppendUint32(head, uint32(total))
	head = appendText(head, ok)
	head = binary.BigEndian.AppendUint32(head, 0x80010002)
	head = appendText(head, name)
	head = binary.BigEndian.AppendUint32(head, request.sequence)
	_, _ = out.Write(head)
	_, _ = out.Write(body)
}
