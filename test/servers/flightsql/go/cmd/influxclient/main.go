// Command influxclient is InfluxData's own Go client against a server: it writes two lines of the table `written`, reads them back by SQL with a
// parameter and by InfluxQL, and tells what it saw.
//
//	influxclient URL TOKEN DATABASE
//
// Prints one line of JSON.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log"
	"os"
	"time"

	"github.com/InfluxCommunity/influxdb3-go/v2/influxdb3"
)

const lines = "written,room=a\\ b n=9007199254740993i,ok=true 1700000000000000001\nwritten,room=c n=1i,note=\"says \\\"hi\\\"\" 1700000000000000002"

func main() {
	if len(os.Args) != 4 {
		log.Fatal("influxclient URL TOKEN DATABASE")
	}
	url, token, database := os.Args[1], os.Args[2], os.Args[3]
	ctx, end := context.WithTimeout(context.Background(), time.Minute)
	defer end()
	own := connect(url, token, database)
	defer own.Close()
	version, err := own.GetServerVersion()
	check(err)
	check(own.Write(ctx, []byte(lines)))
	told := map[string]any{
		"version":        version,
		"sql":            rows(own.QueryWithParameters(ctx, "SELECT room, n, ok, note, time FROM written WHERE room = $room", influxdb3.QueryParameters{"room": "a b"})),
		"all":            rows(own.Query(ctx, "SELECT room, n, ok, note, time FROM written ORDER BY time")),
		"influxql":       rows(own.Query(ctx, "SELECT n FROM written", influxdb3.WithQueryType(influxdb3.InfluxQL))),
		"wrongLine":      words(own.Write(ctx, []byte("written n=nonsense 1"))),
		"wrongStatement": failure(own.Query(ctx, "SELEC 1")),
	}
	stranger := connect(url, "wrong", database)
	defer stranger.Close()
	told["wrongToken"] = failure(stranger.Query(ctx, "SELECT 1"))
	lost := connect(url, token, "absent")
	defer lost.Close()
	told["wrongDatabase"] = failure(lost.Query(ctx, "SELECT 1"))
	line, err := json.Marshal(told)
	check(err)
	fmt.Println(string(line))
}

func connect(url, token, database string) *influxdb3.Client {
	client, err := influxdb3.New(influxdb3.ClientConfig{Host: url, Token: token, Database: database})
	check(err)
	return client
}

// rows are the values of each column as texts; times in nanoseconds.
func rows(found *influxdb3.QueryIterator, err error) map[string][]string {
	check(err)
	columns := map[string][]string{}
	for found.Next() {
		for name, value := range found.Value() {
			columns[name] = append(columns[name], text(value))
		}
	}
	check(found.Err())
	return columns
}

func text(value any) string {
	switch typed := value.(type) {
	case nil:
		return "NULL"
	case time.Time:
		return fmt.Sprint(typed.UnixNano())
	default:
		return fmt.Sprint(typed)
	}
}

func failure(found *influxdb3.QueryIterator, err error) string {
	if err != nil {
		return err.Error()
	}
	for found.Next() {
	}
	return words(found.Err())
}

func words(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
