// Command flightclient does with the client of Arrow's Go library what Python's clients have no calls for.
//
//	flightclient ADDRESS poll STATEMENT      asks by PollFlightInfo until the statement is done, then reads all endpoints
//	flightclient ADDRESS cancel STATEMENT    reads the first rows, then asks by CancelFlightInfo to stop
//	flightclient ADDRESS renew STATEMENT     asks by RenewFlightEndpoint for more time for the first endpoint
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

	"github.com/apache/arrow-go/v18/arrow/flight"
	"github.com/apache/arrow-go/v18/arrow/flight/flightsql"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/status"
)

func main() {
	if len(os.Args) != 4 {
		log.Fatal("flightclient ADDRESS poll|cancel|renew STATEMENT")
	}
	client, err := flightsql.NewClient(os.Args[1], nil, nil, grpc.WithTransportCredentials(insecure.NewCredentials()))
	check(err)
	ctx, end := context.WithTimeout(context.Background(), time.Minute)
	defer end()
	answer, err := map[string]func(context.Context, *flightsql.Client, string) (any, error){"poll": poll, "cancel": cancel, "renew": renew}[os.Args[2]](ctx, client, os.Args[3])
	check(err)
	line, err := json.Marshal(answer)
	check(err)
	fmt.Println(string(line))
}

func poll(ctx context.Context, client *flightsql.Client, statement string) (any, error) {
	progress := []float64{}
	var next *flight.FlightDescriptor
	for {
		answer, err := client.ExecutePoll(ctx, statement, next)
		if err != nil {
			return nil, err
		}
		if next = answer.GetFlightDescriptor(); next != nil {
			progress = append(progress, answer.GetProgress())
			continue
		}
		var rows int64
		for _, endpoint := range answer.GetInfo().GetEndpoint() {
			reader, err := client.DoGet(ctx, endpoint.GetTicket())
			if err != nil {
				return nil, err
			}
			for reader.Next() {
				rows += reader.RecordBatch().NumRows()
			}
			if reader.Err() != nil {
				return nil, reader.Err()
			}
		}
		return map[string]any{"progress": progress, "endpoints": len(answer.GetInfo().GetEndpoint()), "rows": rows}, nil
	}
}

func cancel(ctx context.Context, client *flightsql.Client, statement string) (any, error) {
	info, err := client.Execute(ctx, statement)
	if err != nil {
		return nil, err
	}
	reader, err := client.DoGet(ctx, info.GetEndpoint()[0].GetTicket())
	if err != nil {
		return nil, err
	}
	reader.Next()
	result, err := client.CancelFlightInfo(ctx, &flight.CancelFlightInfoRequest{Info: info})
	if err != nil {
		return nil, err
	}
	for reader.Next() {
	}
	return map[string]any{"status": result.GetStatus().String(), "ended": status.Code(reader.Err()).String()}, nil
}

func renew(ctx context.Context, client *flightsql.Client, statement string) (any, error) {
	info, err := client.Execute(ctx, statement)
	if err != nil {
		return nil, err
	}
	endpoint, err := client.RenewFlightEndpoint(ctx, &flight.RenewFlightEndpointRequest{Endpoint: info.GetEndpoint()[0]})
	if err != nil {
		return nil, err
	}
	return map[string]any{"ticket": string(endpoint.GetTicket().GetTicket()), "later": endpoint.GetExpirationTime().AsTime().After(info.GetEndpoint()[0].GetExpirationTime().AsTime())}, nil
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
