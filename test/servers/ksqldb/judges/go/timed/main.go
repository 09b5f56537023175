// Reads a push query with a limit by the public Go client and prints how long that took: for benchmarks.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"syscall"
	"time"

	"github.com/thmeitz/ksqldb-go"
	"github.com/thmeitz/ksqldb-go/net"
)

func main() {
	client, err := ksqldb.NewClientWithOptions(net.Options{BaseUrl: os.Args[1], AllowHTTP: true})
	check(err)
	client.EnableParseSQL(false)
	read(client, os.Args[2]) // cold
	text, err := json.Marshal(read(client, os.Args[2]))
	check(err)
	fmt.Println(string(text))
}

func read(client ksqldb.KsqldbClient, sql string) map[string]any {
	// Without room of its own: what the client has sent has been counted when it returns.
	rows := make(chan ksqldb.Row)
	headers := make(chan ksqldb.Header, 1)
	options := ksqldb.NewDefaultPushQueryOptions(sql)
	options.AutoOffsetReset(ksqldb.EARLIEST)
	started, before := time.Now(), cpu()
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
	return map[string]any{"ms": float64(time.Since(started).Microseconds()) / 1000, "cpu": cpu() - before, "rows": count}
}

// cpu is the time in milliseconds that the processors have worked for this process.
func cpu() float64 {
	var usage syscall.Rusage
	check(syscall.Getrusage(syscall.RUSAGE_SELF, &usage))
	return float64(usage.Utime.Nano()+usage.Stime.Nano()) / 1e6
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
