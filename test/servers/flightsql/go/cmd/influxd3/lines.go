package main

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/influxdata/line-protocol/v2/lineprotocol"
)

// units are nanoseconds by the names of precisions.
var units = map[string]int64{
	"ns": 1, "nanosecond": 1, "us": 1e3, "u": 1e3, "microsecond": 1e3, "ms": 1e6, "millisecond": 1e6, "s": 1e9, "second": 1e9,
}

// point is a line as read.
type point struct {
	table  string
	time   int64
	values map[string]value
}

type value struct {
	kind  kind
	value any
}

// refusal is a line that was not written; lines count from 1.
type refusal struct {
	Line string `json:"original_line"`
	At   int64  `json:"line_number"`
	Why  string `json:"error_message"`
}

// readLines reads line protocol by InfluxData's own decoder.
func readLines(text, precision string) (map[int64]point, []refusal) {
	lines := strings.Split(text, "\n")
	points, refusals := map[int64]point{}, []refusal{}
	decoder := lineprotocol.NewDecoderWithBytes([]byte(text))
	for at := int64(0); decoder.Next(); {
		// The decoder does not tell where a good line stands: the next one that is neither empty nor a comment. A text may hold line breaks.
		for at++; at < int64(len(lines)) && isBlank(lines[at-1]); at++ {
		}
		read, breaks, err := readPoint(decoder, precision)
		if err != nil {
			refusals = append(refusals, refusal{lines[at-1], at, fmt.Sprintf("invalid line protocol: %v", err)})
			continue
		}
		points[at] = read
		at += breaks
	}
	return points, refusals
}

func isBlank(line string) bool {
	trimmed := strings.TrimSpace(line)
	return trimmed == "" || strings.HasPrefix(trimmed, "#")
}

func readPoint(decoder *lineprotocol.Decoder, precision string) (point, int64, error) {
	read, breaks := point{values: map[string]value{}}, int64(0)
	name, err := decoder.Measurement()
	if err != nil {
		return read, 0, err
	}
	read.table = string(name)
	for {
		key, tag, err := decoder.NextTag()
		if err != nil {
			return read, 0, err
		}
		if key == nil {
			break
		}
		read.values[string(key)] = value{tagKind, string(tag)}
	}
	for {
		key, field, err := decoder.NextField()
		if err != nil {
			return read, 0, err
		}
		if key == nil {
			break
		}
		read.values[string(key)] = fieldValue(field)
		if field.Kind() == lineprotocol.String {
			breaks += int64(strings.Count(field.StringV(), "\n"))
		}
	}
	stamp, err := decoder.TimeBytes()
	if err != nil {
		return read, 0, err
	}
	read.time = time.Now().UnixNano()
	if stamp != nil {
		read.time, err = nanoseconds(string(stamp), precision)
	}
	return read, breaks, err
}

func fieldValue(field lineprotocol.Value) value {
	switch field.Kind() {
	case lineprotocol.Int:
		return value{kinds[2], field.IntV()}
	case lineprotocol.Uint:
		// SQLite has no such numbers: their bits are kept.
		return value{kinds[3], int64(field.UintV())}
	case lineprotocol.Float:
		return value{kinds[4], field.FloatV()}
	case lineprotocol.Bool:
		return value{kinds[6], field.BoolV()}
	default:
		return value{kinds[5], field.StringV()}
	}
}

func nanoseconds(text, precision string) (int64, error) {
	stamp, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return 0, fmt.Errorf("invalid timestamp: %w", err)
	}
	unit, known := units[precision]
	if !known {
		unit = guessedUnit(stamp)
	}
	if stamp > math.MaxInt64/unit || stamp < math.MinInt64/unit {
		return 0, fmt.Errorf("the timestamp %s is out of range", text)
	}
	return stamp * unit, nil
}

// guessedUnit is the one that makes a date of our time of it: what `auto` means.
func guessedUnit(stamp int64) int64 {
	size := max(stamp, -stamp)
	switch {
	case size < 5_000_000_000:
		return units["s"]
	case size < 5_000_000_000_000:
		return units["ms"]
	case size < 5_000_000_000_000_000:
		return units["us"]
	default:
		return units["ns"]
	}
}

// writeLines writes the lines that can be, and tells which cannot.
func (d *database) writeLines(text, precision string) ([]refusal, error) {
	points, refusals := readLines(text, precision)
	lines := strings.Split(text, "\n")
	for at, one := range points {
		why, err := d.add(one)
		if err != nil {
			return nil, err
		}
		if why != "" {
			refusals = append(refusals, refusal{lines[at-1], at, why})
		}
	}
	slices.SortFunc(refusals, func(a, b refusal) int { return int(a.At - b.At) })
	return refusals, nil
}

// sampleLines are the table `home`: two rooms, a point a minute up to now.
func sampleLines(now time.Time) string {
	var text strings.Builder
	for i := range 100 {
		for _, room := range []string{"Kitchen", `Living\ Room`} {
			fmt.Fprintf(&text, "home,room=%s,sensor=s%d temp=%g,humidity=%di,ok=%t,note=\"at %d\" %d\n", room, i%4, 20+float64(i%7)/2, 30+i%9, i%3 != 0, i, now.Add(-time.Duration(i)*time.Minute).UnixNano())
		}
	}
	return text.String()
}
