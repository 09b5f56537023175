// Command flightsqld is a Flight SQL server for tests: the SQLite example server of Arrow's Go library over a file of its own, with what
// that example leaves out: handshake and tokens, TLS, bulk ingest, and generated results (see generate.go).
//
//	flightsqld [flags]                 serves until its standard input ends, so that no server outlives the test that started it
//	flightsqld certificates FOLDER     writes the PEM files that the TLS flags take
//
// Its first line of output is JSON: {"flight": "host:port", "control": "host:port"}.
package main

import (
	"database/sql"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"log"
	"net"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"

	"github.com/apache/arrow-go/v18/arrow/flight"
	"github.com/apache/arrow-go/v18/arrow/flight/flightsql"
	"google.golang.org/grpc"
	_ "google.golang.org/grpc/encoding/gzip" // for clients that compress what they send

	"headwater.test/flightsql/internal/watch"
)

// maxMessage is the largest message that the server takes, in bytes; the library's default of 4 MiB is less than one batch of an import.
const maxMessage = 1 << 30

func main() {
	if len(os.Args) == 3 && os.Args[1] == "certificates" {
		check(writeCertificates(os.Args[2]))
		return
	}
	address := flag.String("address", "127.0.0.1:0", "where to listen")
	user := flag.String("user", "", "user name that the handshake takes")
	password := flag.String("password", "", "its password")
	token := flag.String("token", "", "a bearer token that is valid without a handshake")
	certificate := flag.String("certificate", "", "PEM file: serve TLS")
	key := flag.String("key", "", "PEM file of the certificate's key")
	clientCA := flag.String("client-ca", "", "PEM file: ask clients for a certificate of this authority")
	tables := flag.Int("tables", 0, "how many empty tables table_0, table_1, … to add")
	sessions := flag.String("sessions", "", "keep session options: stateful (here) or stateless (in a cookie)")
	flag.Parse()

	folder, err := os.MkdirTemp("", "flightsqld-")
	check(err)
	defer os.RemoveAll(folder)
	db, err := openDatabase(filepath.Join(folder, "sample.db"), *tables)
	check(err)
	defer db.Close()

	watcher := watch.New()
	engine, err := newEngine(db, watcher)
	check(err)
	middleware := []flight.ServerMiddleware{watcher.Middleware()}
	if *user != "" || *token != "" {
		middleware = append(middleware, flight.CreateServerBasicAuthMiddleware(newDoor(*user, *password, *token)))
	}
	if *sessions != "" {
		middleware = append(middleware, sessionMiddleware(*sessions))
	}
	options := []grpc.ServerOption{grpc.MaxRecvMsgSize(maxMessage)}
	if *certificate != "" {
		credentials, err := serverCredentials(*certificate, *key, *clientCA)
		check(err)
		options = append(options, grpc.Creds(credentials))
	}
	server := flight.NewServerWithMiddleware(middleware, options...)
	server.RegisterFlightService(flightsql.NewFlightServer(engine))
	check(server.Init(*address))
	control, err := watcher.Listen()
	check(err)
	check(announce(server.Addr(), control))

	ended := make(chan error, 1)
	go func() { ended <- server.Serve() }()
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

func announce(flightAddress, control net.Addr) error {
	line, err := json.Marshal(map[string]string{"flight": flightAddress.String(), "control": control.String()})
	if err == nil {
		_, err = fmt.Println(string(line))
	}
	return err
}

// openDatabase makes a database in a file, since one in memory locks whole tables between its connections.
func openDatabase(file string, tables int) (*sql.DB, error) {
	db, err := sql.Open("sqlite", "file:"+file+"?_pragma=journal_mode(WAL)&_pragma=busy_timeout(5000)&_pragma=foreign_keys(1)")
	if err != nil {
		return nil, err
	}
	if _, err := db.Exec(sample); err != nil {
		return nil, err
	}
	for i := range tables {
		if _, err := db.Exec(fmt.Sprintf("CREATE TABLE table_%d (id INTEGER, name TEXT)", i)); err != nil {
			return nil, err
		}
	}
	return db, nil
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
