// The official Go client, one call a line of standard input, one result a line of standard output. Bytes are hexadecimal.
package main

import (
	"bufio"
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"regexp"
	"sort"
	"time"

	"github.com/apache/incubator-pegasus/go-client/admin"
	"github.com/apache/incubator-pegasus/go-client/idl/base"
	"github.com/apache/incubator-pegasus/go-client/pegalog"
	"github.com/apache/incubator-pegasus/go-client/pegasus"
	"github.com/apache/incubator-pegasus/go-client/session"
)

// How long one call may take: the client tries again and again where the place of a partition has changed.
const limit = 10 * time.Second

type call struct {
	Op             string      `json:"op"`
	Metas          []string    `json:"metas"`
	Table          string      `json:"table"`
	Hash           string      `json:"h"`
	Sort           string      `json:"s"`
	Value          string      `json:"v"`
	TTL            int         `json:"ttl"`
	Pairs          [][2]string `json:"kvs"`
	Keys           []string    `json:"keys"`
	Count          *int        `json:"count"`
	Size           *int        `json:"size"`
	NoValue        bool        `json:"no_value"`
	Start          string      `json:"start"`
	Stop           string      `json:"stop"`
	StartInclusive *bool       `json:"start_inclusive"`
	StopInclusive  bool        `json:"stop_inclusive"`
	Reverse        bool        `json:"reverse"`
	Filter         string      `json:"filter"`
	Pattern        string      `json:"pattern"`
	Batch          int         `json:"batch"`
	Split          int         `json:"split"`
	By             int64       `json:"by"`
	Check          int         `json:"check"`
	Operand        string      `json:"operand"`
	Set            string      `json:"set"`
	Return         bool        `json:"return"`
	Partitions     int         `json:"partitions"`
	What           string      `json:"what"`
	Text           string      `json:"text"`
	Number         int         `json:"number"`
	Kind           int         `json:"kind"`
}

type result map[string]any

type driver struct {
	client pegasus.Client
	admin  admin.Client
	metas  *session.MetaManager
	table  pegasus.TableConnector
}

func main() {
	pegalog.SetLogger(silent{})
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 64<<20)
	driver := &driver{}
	for lines.Scan() {
		var asked call
		if err := json.Unmarshal(lines.Bytes(), &asked); err != nil {
			panic(err)
		}
		answer, err := driver.run(asked)
		if err != nil {
			answer = failure(err)
		}
		line, err := json.Marshal(answer)
		if err != nil {
			panic(err)
		}
		fmt.Println(string(line))
	}
}

type silent struct{}

func (silent) Fatal(args ...any)                 { panic(fmt.Sprint(args...)) }
func (silent) Fatalf(format string, args ...any) { panic(fmt.Sprintf(format, args...)) }
func (silent) Fatalln(args ...any)               { panic(fmt.Sprintln(args...)) }
func (silent) Print(...any)                      {}
func (silent) Printf(string, ...any)             {}
func (silent) Println(...any)                    {}

var frameError = regexp.MustCompile(`ERR_[A-Z_]+`)

func failure(err error) result {
	var failed *pegasus.PError
	cause := err
	if errors.As(err, &failed) {
		cause = failed.Err
	}
	var storage base.RocksDBErrCode
	if errors.As(cause, &storage) {
		return result{"storage": int(storage)}
	}
	if name := frameError.FindString(err.Error()); name != "" {
		return result{"error": name}
	}
	return result{"raised": err.Error()}
}

func octets(text string) []byte {
	value, err := hex.DecodeString(text)
	if err != nil {
		panic(err)
	}
	return append([]byte{}, value...)
}

func each(texts []string) [][]byte {
	values := make([][]byte, 0, len(texts))
	for _, text := range texts {
		values = append(values, octets(text))
	}
	return values
}

func written(err error) (result, error) {
	return result{"ok": true}, err
}

func orNull(value []byte) any {
	if value == nil {
		return nil
	}
	return hex.EncodeToString(value)
}

func (d *driver) run(asked call) (result, error) {
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	hash, sortKey := octets(asked.Hash), octets(asked.Sort)
	switch asked.Op {
	case "init":
		d.client = pegasus.NewClient(pegasus.Config{MetaServers: asked.Metas})
		d.admin = admin.NewClient(admin.Config{MetaServers: asked.Metas})
		d.metas = session.NewMetaManager(asked.Metas, session.NewNodeSession)
		table, err := d.client.OpenTable(ctx, asked.Table)
		d.table = table
		return written(err)
	case "set":
		if asked.TTL > 0 {
			return written(d.table.SetTTL(ctx, hash, sortKey, octets(asked.Value), time.Duration(asked.TTL)*time.Second))
		}
		return written(d.table.Set(ctx, hash, sortKey, octets(asked.Value)))
	case "remove":
		return written(d.table.Del(ctx, hash, sortKey))
	case "multi_set":
		keys, values := [][]byte{}, [][]byte{}
		for _, pair := range asked.Pairs {
			keys, values = append(keys, octets(pair[0])), append(values, octets(pair[1]))
		}
		if asked.TTL > 0 {
			return written(d.table.MultiSetOpt(ctx, hash, keys, values, time.Duration(asked.TTL)*time.Second))
		}
		return written(d.table.MultiSet(ctx, hash, keys, values))
	case "multi_del":
		return written(d.table.MultiDel(ctx, hash, each(asked.Keys)))
	case "get":
		value, err := d.table.Get(ctx, hash, sortKey)
		return result{"value": orNull(value)}, err
	case "ttl":
		ttl, err := d.table.TTL(ctx, hash, sortKey)
		if ttl == -2 {
			return result{"ttl": nil}, err
		}
		return result{"ttl": ttl}, err
	case "exist":
		exists, err := d.table.Exist(ctx, hash, sortKey)
		return result{"exists": exists}, err
	case "sort_key_count":
		count, err := d.table.SortKeyCount(ctx, hash)
		return result{"count": fmt.Sprint(count)}, err
	case "incr":
		count, err := d.table.Incr(ctx, hash, sortKey, asked.By)
		return result{"count": fmt.Sprint(count)}, err
	case "check_and_set":
		checked, err := d.table.CheckAndSet(ctx, hash, sortKey, pegasus.CheckType(asked.Check), octets(asked.Operand), octets(asked.Set), octets(asked.Value), &pegasus.CheckAndSetOptions{ReturnCheckValue: asked.Return})
		if err != nil {
			return nil, err
		}
		answer := result{"passed": checked.SetSucceed}
		if checked.CheckValueReturned {
			answer["value"] = nil
			if checked.CheckValueExist {
				answer["value"] = hex.EncodeToString(checked.CheckValue)
			}
		}
		return answer, nil
	case "batch_get":
		keys := []pegasus.CompositeKey{}
		for _, pair := range asked.Pairs {
			keys = append(keys, pegasus.CompositeKey{HashKey: octets(pair[0]), SortKey: octets(pair[1])})
		}
		found, err := d.table.BatchGet(ctx, keys)
		values := []any{}
		for _, value := range found {
			values = append(values, orNull(value))
		}
		return result{"values": values}, err
	case "list_tables":
		tables, err := d.admin.ListTables(ctx)
		names := []string{}
		for _, table := range tables {
			names = append(names, table.Name)
		}
		sort.Strings(names)
		return result{"tables": names}, err
	case "create_table":
		return written(d.admin.CreateTable(ctx, asked.Table, asked.Partitions))
	case "drop_table":
		return written(d.admin.DropTable(ctx, asked.Table))
	case "operate":
		return d.operate(ctx, asked)
	default:
		return d.read(ctx, asked, hash)
	}
}
