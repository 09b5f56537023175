// Command influxd3 is a double of InfluxDB 3: its rules of Flight SQL (headers, tokens, tickets, handles, keep-alive, trailers) and of its HTTP API, as
// its source and documentation tell them, over SQLite. It cannot prove anything about storage, quotas, DataFusion's SQL or real InfluxQL.
//
//	influxd3 [-token TOKEN] [-database NAME] [-keep-alive 5s]      serves until its standard input ends
//
// Its first line of output is JSON: {"flight": "host:port", "http": "host:port"}.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	pb "github.com/apache/arrow-go/v18/arrow/flight/gen/flight"
	"google.golang.org/grpc"
	_ "google.golang.org/grpc/encoding/gzip" // for clients that compress what they send

	"headwater.test/flightsql/internal/watch"
)

func main() {
	token := flag.String("token", "", "the token that calls need; everybody is let in where there is none")
	name := flag.String("database", "sample", "the database that is there from the start, with the table home")
	keepAlive := flag.Duration("keep-alive", 5*time.Second, "after how long without rows an empty batch is sent")
	flag.Parse()

	folder, err := os.MkdirTemp("", "influxd3-")
	check(err)
	defer os.RemoveAll(folder)
	databases := &databases{folder: folder, open: map[string]*database{}}
	defer databases.close()
	sample, err := databases.make(*name)
	check(err)
	_, err = sample.writeLines(sampleLines(time.Now()), "ns")
	check(err)

	watcher := watch.New()
	seen := watcher.Middleware()
	server := grpc.NewServer(grpc.UnaryInterceptor(seen.Unary), grpc.StreamInterceptor(seen.Stream))
	flights, err := newService(door{token: *token}, databases, *keepAlive)
	check(err)
	pb.RegisterFlightServiceServer(server, flights)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	check(err)
	line, err := json.Marshal(map[string]string{"flight": listener.Addr().String(), "http": listener.Addr().String()})
	check(err)
	fmt.Println(string(line))

	ended := make(chan error, 1)
	go func() { ended <- serve(listener, server, newAPI(door{token: *token}, databases, watcher)) }()
	go func() { _, err := io.Copy(io.Discard, os.Stdin); ended <- err }()
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	select {
	case err := <-ended:
		if err != nil {
			log.Print(err)
		}
	case <-signals:
	}
}

// serve answers gRPC and HTTP at one address, as InfluxDB does.
func serve(listener net.Listener, flights, api http.Handler) error {
	protocols := &http.Protocols{}
	protocols.SetHTTP1(true)
	protocols.SetUnencryptedHTTP2(true)
	both := http.HandlerFunc(func(out http.ResponseWriter, request *http.Request) {
		if strings.HasPrefix(request.Header.Get("content-type"), "application/grpc") {
			flights.ServeHTTP(out, request)
			return
		}
		api.ServeHTTP(out, request)
	})
	return (&http.Server{Handler: both, Protocols: protocols}).Serve(listener)
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
