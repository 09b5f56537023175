// Command lineprotocol reads line protocol from standard input with InfluxData's own decoder and prints what it understood: one line of JSON
// per point, {"measurement", "tags": [[key, value]], "fields": [[key, kind, text]], "time"} with the time in nanoseconds as text ("" where there
// is none), and {"error", "line"} for a line that it refuses.
package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"log"
	"os"
	"time"

	"github.com/influxdata/line-protocol/v2/lineprotocol"
)

type point struct {
	Measurement string      `json:"measurement"`
	Tags        [][2]string `json:"tags"`
	Fields      [][3]string `json:"fields"`
	Time        string      `json:"time"`
}

func main() {
	precisions := map[string]lineprotocol.Precision{"ns": lineprotocol.Nanosecond, "us": lineprotocol.Microsecond, "ms": lineprotocol.Millisecond, "s": lineprotocol.Second}
	name := flag.String("precision", "ns", "unit of the timestamps: ns, us, ms or s")
	flag.Parse()
	precision, known := precisions[*name]
	if !known {
		log.Fatalf("%s is no precision", *name)
	}
	decoder, out := lineprotocol.NewDecoder(os.Stdin), json.NewEncoder(os.Stdout)
	for decoder.Next() {
		read, err := readPoint(decoder, precision)
		if err != nil {
			refusal := map[string]any{"error": err.Error()}
			var place *lineprotocol.DecodeError
			if errors.As(err, &place) {
				refusal["line"] = place.Line
			}
			check(out.Encode(refusal))
			continue
		}
		check(out.Encode(read))
	}
}

func readPoint(decoder *lineprotocol.Decoder, precision lineprotocol.Precision) (point, error) {
	read := point{Tags: [][2]string{}, Fields: [][3]string{}}
	measurement, err := decoder.Measurement()
	if err != nil {
		return read, err
	}
	read.Measurement = string(measurement)
	for {
		key, value, err := decoder.NextTag()
		if err != nil {
			return read, err
		}
		if key == nil {
			break
		}
		read.Tags = append(read.Tags, [2]string{string(key), string(value)})
	}
	for {
		key, value, err := decoder.NextField()
		if err != nil {
			return read, err
		}
		if key == nil {
			break
		}
		read.Fields = append(read.Fields, [3]string{string(key), value.Kind().String(), fmt.Sprint(value.Interface())})
	}
	at, err := decoder.Time(precision, time.Time{})
	if err != nil {
		return read, err
	}
	if !at.IsZero() {
		read.Time = fmt.Sprint(at.UnixNano())
	}
	return read, nil
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
