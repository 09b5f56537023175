// The judge: a public client of ksqlDB asks what the first argument says, and what it got is written as JSON.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"sync"
	"time"

	"github.com/thmeitz/ksqldb-go"
	"github.com/thmeitz/ksqldb-go/net"
	"github.com/thmeitz/ksqldb-go/parser"
)

// Task is what to ask: statements for /ksql, then pull and push queries.
type Task struct {
	URL      string   `json:"url"`
	User     string   `json:"user"`
	Password string   `json:"password"`
	Execute  []string `json:"execute"`
	Pull     []string `json:"pull"`
	Push     []Push   `json:"push"`
	Parse    []string `json:"parse"`
}

// Push is a push query that is ended after so many rows.
type Push struct {
	SQL  string `json:"sql"`
	Rows int    `json:"rows"`
}

// Answer is what one question got.
type Answer struct {
	Error    string          `json:"error,omitempty"`
	Query    string          `json:"query,omitempty"`
	Columns  []ksqldb.Column `json:"columns,omitempty"`
	Rows     []ksqldb.Row    `json:"rows,omitempty"`
	Entities any             `json:"entities,omitempty"`
	// After a push query was closed, closing it again is refused.
	Closed bool `json:"closed,omitempty"`
}

// Report has the answers in the order of the questions.
type Report struct {
	Info       any      `json:"info"`
	Health     any      `json:"health"`
	Cluster    any      `json:"cluster"`
	Property   bool     `json:"property"`
	NoProperty string   `json:"noProperty"`
	Statuses   []string `json:"statuses"`
	Execute    []Answer `json:"execute"`
	Pull       []Answer `json:"pull"`
	Push       []Answer `json:"push"`
	Parse      []string `json:"parse"`
}

func main() {
	var task Task
	must(json.Unmarshal([]byte(os.Args[1]), &task))
	report := Report{}
	for _, text := range task.Parse {
		report.Parse = append(report.Parse, parsed(text))
	}
	if task.URL != "" {
		ask(task, &report)
	}
	text, err := json.Marshal(report)
	must(err)
	fmt.Printf("\n%s\n", text)
}

func parsed(text string) string {
	if found := parser.ParseSql(text); found != nil {
		return found.Error()
	}
	return ""
}

func ask(task Task, report *Report) {
	client, err := ksqldb.NewClientWithOptions(net.Options{BaseUrl: task.URL, AllowHTTP: true, Credentials: net.Credentials{Username: task.User, Password: task.Password}})
	must(err)
	ctx, cancel := context.WithTimeout(context.Background(), 60*time.Second)
	defer cancel()
	report.Info = orError(client.GetServerInfo(ctx))
	report.Health = orError(client.GetServerStatus(ctx))
	report.Cluster = orError(client.GetClusterStatus(ctx))
	if found, err := client.ValidateProperty(ctx, "auto.offset.reset"); err == nil {
		report.Property = *found
	}
	if _, err := client.ValidateProperty(ctx, "auto.offset.rest"); err != nil {
		report.NoProperty = err.Error()
	}
	for _, sql := range task.Execute {
		answer := Answer{}
		entities, err := client.Execute(ctx, ksqldb.ExecOptions{KSql: sql, StreamsProperties: ksqldb.PropertyMap{"auto.offset.reset": "earliest"}})
		if err != nil {
			answer.Error = err.Error()
		} else {
			answer.Entities = entities
			for _, entity := range *entities {
				if entity.CommandId != "" {
					status, err := client.GetQueryStatus(ctx, "/"+entity.CommandId)
					if err != nil {
						report.Statuses = append(report.Statuses, err.Error())
					} else {
						report.Statuses = append(report.Statuses, status.Status)
					}
				}
			}
		}
		report.Execute = append(report.Execute, answer)
	}
	for _, sql := range task.Pull {
		options := ksqldb.NewDefaultPullQueryOptions(sql)
		header, rows, err := client.Pull(ctx, options)
		answer := Answer{Query: header.QueryId, Columns: header.Columns}
		for _, row := range rows {
			answer.Rows = append(answer.Rows, row)
		}
		if err != nil {
			answer.Error = err.Error()
		}
		report.Pull = append(report.Pull, answer)
	}
	for _, push := range task.Push {
		report.Push = append(report.Push, pushed(ctx, client, push))
	}
}

func pushed(parent context.Context, client ksqldb.KsqldbClient, push Push) Answer {
	answer := Answer{}
	ctx, cancel := context.WithCancel(parent)
	defer cancel()
	rows := make(chan ksqldb.Row, 1)
	headers := make(chan ksqldb.Header, 1)
	options := ksqldb.NewDefaultPushQueryOptions(push.SQL)
	options.AutoOffsetReset(ksqldb.EARLIEST)
	done := make(chan error, 1)
	var once sync.Once
	go func() { done <- client.Push(ctx, options, rows, headers) }()
	for {
		select {
		case header, open := <-headers:
			if open {
				answer.Query = header.QueryId
				answer.Columns = header.Columns
			} else {
				headers = nil
			}
		case row, open := <-rows:
			if !open {
				rows = nil
				continue
			}
			answer.Rows = append(answer.Rows, row)
			if len(answer.Rows) >= push.Rows {
				// The client looks at its context between two rows only: the query is ended beside it.
				once.Do(func() {
					if err := client.ClosePushQuery(parent, answer.Query); err != nil {
						answer.Error = err.Error()
					}
					answer.Closed = client.ClosePushQuery(parent, answer.Query) != nil
				})
			}
		case err := <-done:
			if err != nil {
				answer.Error = err.Error()
			}
			return answer
		case <-parent.Done():
			answer.Error = "no end in time"
			return answer
		}
	}
}

func orError[T any](value T, err error) any {
	if err != nil {
		return err.Error()
	}
	return value
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}
