// The official Go client doing one thing many times: measure ADDRESS KIND IN_FLIGHT COUNT. It prints milliseconds, seconds of processor, and how many were done.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/apache/incubator-pegasus/go-client/pegalog"
	"github.com/apache/incubator-pegasus/go-client/pegasus"
)

type silent struct{}

func (silent) Fatal(args ...interface{})                   { panic(fmt.Sprint(args...)) }
func (silent) Fatalf(format string, args ...interface{})   { panic(fmt.Sprintf(format, args...)) }
func (silent) Fatalln(args ...interface{})                 { panic(fmt.Sprint(args...)) }
func (silent) Print(args ...interface{})                   {}
func (silent) Printf(format string, args ...interface{})   {}
func (silent) Println(args ...interface{})                 {}

type sample struct {
	Ms   float64 `json:"ms"`
	CPU  float64 `json:"cpu"`
	Done int64   `json:"done"`
}

func main() {
	pegalog.SetLogger(silent{})
	ctx := context.Background()
	kind := os.Args[2]
	inFlight, _ := strconv.Atoi(os.Args[3])
	count, _ := strconv.ParseInt(os.Args[4], 10, 64)
	client := pegasus.NewClient(pegasus.Config{MetaServers: []string{os.Args[1]}})
	table, err := client.OpenTable(ctx, "temp")
	check(err)
	samples := []sample{}
	for turn := 0; turn < 2; turn++ {
		cpu, started := processor(), time.Now()
		var done int64
		if kind == "scan" {
			done = scan(ctx, table)
		} else {
			done = calls(ctx, table, kind, inFlight, count)
		}
		samples = append(samples, sample{float64(time.Since(started).Microseconds()) / 1000, processor() - cpu, done})
	}
	text, _ := json.Marshal(samples)
	fmt.Println(string(text))
}

func calls(ctx context.Context, table pegasus.TableConnector, kind string, inFlight int, count int64) int64 {
	value := make([]byte, 100)
	var next, done int64
	var group sync.WaitGroup
	for worker := 0; worker < inFlight; worker++ {
		group.Add(1)
		go func() {
			defer group.Done()
			for {
				at := atomic.AddInt64(&next, 1)
				if at > count {
					return
				}
				hash := []byte("user" + strconv.FormatInt(at&1023, 10))
				switch kind {
				case "get":
					_, err := table.Get(ctx, hash, []byte("field"))
					check(err)
					atomic.AddInt64(&done, 1)
				case "set":
					check(table.Set(ctx, hash, []byte("field"), value))
					atomic.AddInt64(&done, 1)
				case "multi_get":
					rows, _, err := table.MultiGetRange(ctx, hash, []byte{}, []byte{})
					check(err)
					atomic.AddInt64(&done, int64(len(rows)))
				}
			}
		}()
	}
	group.Wait()
	return done
}

// All scanners at once, as our client has them.
func scan(ctx context.Context, table pegasus.TableConnector) int64 {
	scanners, err := table.GetUnorderedScanners(ctx, 8, &pegasus.ScannerOptions{BatchSize: 1000})
	check(err)
	var done int64
	var group sync.WaitGroup
	for _, scanner := range scanners {
		group.Add(1)
		go func(scanner pegasus.Scanner) {
			defer group.Done()
			for {
				completed, _, _, _, err := scanner.Next(ctx)
				check(err)
				if completed {
					return
				}
				atomic.AddInt64(&done, 1)
			}
		}(scanner)
	}
	group.Wait()
	return done
}

func processor() float64 {
	var usage syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &usage)
	seconds := func(at syscall.Timeval) float64 { return float64(at.Sec) + float64(at.Usec)/1e6 }
	return seconds(usage.Utime) + seconds(usage.Stime)
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}
