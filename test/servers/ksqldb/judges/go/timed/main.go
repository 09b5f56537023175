// Reads a push query with a limit by the public Go client and prints how long that took: for benchmarks.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"time"

	"github.com/thmeitz/ksqldb-go"
	"github.com/thmeitz/ksqldb-go/net"
)

func main() {
	client, err := ksqldb.NewClientWithOptions(net.Options{BaseUrl: os.Args[1], AllowHTTP: true})
	check(err)
	client.EnableParseSQL(false)
	// Without room of its own: what the client has sent has been counted when it returns.
	rows := make(chan ksqldb.Row)
	headers := make(chan ksqldb.Header, 1)
	options := ksqldb.NewDefaultPushQueryOptions(os.Args[2])
	options.AutoOffsetReset(ksqldb.EARLIEST)
	started := time.Now()
	done := make(chan error, 1)
	go func() { done <- client.Push(context.Background(), options, rows, headers) }()
	count := 0
	for done != nil {
		select {
		case _, open := <-headers:
			if !open {
				headers = nil
			}
		case _, open := <-rows:
			if !open {
				rows = nil
				continue
			}
			count++
		case err := <-done:
			check(err)
			done = nil
		}
	}
	text, err := json.Marshal(map[string]any{"ms": float64(time.Since(started).Microseconds()) / 1000, "rows": count})
	check(err)
	fmt.Println(string(text))
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
