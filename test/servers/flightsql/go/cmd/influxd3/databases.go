package main

import (
	"database/sql"
	"encoding/hex"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/apache/arrow-go/v18/arrow"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// databases are all that there are, each in a file of its own.
type databases struct {
	folder string
	mutex  sync.Mutex
	open   map[string]*database
}

// database holds the tables that lines were written to.
type database struct {
	db     *sql.DB
	mutex  sync.RWMutex
	tables map[string]table
}

// table is the kind of each of its columns but the time.
type table map[string]kind

// kind is what a column is to InfluxDB, and so in Arrow and in SQLite, which keeps the declared type and tells it with each result.
type kind struct {
	column   string
	declared string
	arrow    arrow.DataType
}

var (
	timeKind = kind{"timestamp", "IOX_TIME", &arrow.TimestampType{Unit: arrow.Nanosecond}}
	tagKind  = kind{"tag", "IOX_TAG_TEXT", arrow.BinaryTypes.String}
	kinds    = []kind{
		timeKind,
		tagKind,
		{"field::integer", "IOX_INTEGER", arrow.PrimitiveTypes.Int64},
		{"field::uinteger", "IOX_UINTEGER", arrow.PrimitiveTypes.Uint64},
		{"field::float", "IOX_FLOAT", arrow.PrimitiveTypes.Float64},
		{"field::string", "IOX_STRING_TEXT", arrow.BinaryTypes.String},
		{"field::boolean", "IOX_BOOLEAN", arrow.FixedWidthTypes.Boolean},
	}
)

func (k kind) name() string { return "iox::column_type::" + k.column }

func (k kind) field(name string) arrow.Field {
	metadata := arrow.NewMetadata([]string{"iox::column::type"}, []string{k.name()})
	return arrow.Field{Name: name, Type: k.arrow, Nullable: k.declared != timeKind.declared, Metadata: metadata}
}

func (d *databases) find(name string) (*database, error) {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	if found, known := d.open[name]; known {
		return found, nil
	}
	return nil, status.Errorf(codes.NotFound, "Database '%s' not found", name)
}

// make gives the database of this name; writing to one that is not there makes it.
func (d *databases) make(name string) (*database, error) {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	if found, known := d.open[name]; known {
		return found, nil
	}
	file := filepath.Join(d.folder, hex.EncodeToString([]byte(name))+".db")
	db, err := sql.Open("sqlite", "file:"+file+"?_pragma=journal_mode(WAL)&_pragma=busy_timeout(5000)")
	if err != nil {
		return nil, err
	}
	made := &database{db: db, tables: map[string]table{}}
	d.open[name] = made
	return made, nil
}

func (d *databases) names() []string {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	return slices.Sorted(maps.Keys(d.open))
}

func (d *databases) close() {
	for _, one := range d.open {
		_ = one.db.Close()
	}
}

func (d *database) tableNames() []string {
	d.mutex.RLock()
	defer d.mutex.RUnlock()
	return slices.Sorted(maps.Keys(d.tables))
}

// tableSchema has tags as dictionaries, as the catalog tells them; rows have them as plain texts.
func (d *database) tableSchema(name string) *arrow.Schema {
	d.mutex.RLock()
	defer d.mutex.RUnlock()
	fields := []arrow.Field{}
	for _, column := range slices.Sorted(maps.Keys(d.tables[name])) {
		field := d.tables[name][column].field(column)
		if d.tables[name][column] == tagKind {
			field.Type = &arrow.DictionaryType{IndexType: arrow.PrimitiveTypes.Int32, ValueType: arrow.BinaryTypes.String}
		}
		fields = append(fields, field)
	}
	return arrow.NewSchema(append(fields, timeKind.field("time")), nil)
}

// add writes one point. It says why a point does not fit its table.
func (d *database) add(one point) (string, error) {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	known := d.tables[one.table]
	for name, value := range one.values {
		if held, there := known[name]; there && held != value.kind {
			return fmt.Sprintf("invalid column type for column '%s', expected %s, got %s", name, held.name(), value.kind.name()), nil
		}
	}
	if known == nil {
		if _, err := d.db.Exec(fmt.Sprintf("CREATE TABLE %s (time %s NOT NULL)", quoted(one.table), timeKind.declared)); err != nil {
			return "", err
		}
		known = table{}
		d.tables[one.table] = known
	}
	for name, value := range one.values {
		if _, there := known[name]; there {
			continue
		}
		if _, err := d.db.Exec(fmt.Sprintf("ALTER TABLE %s ADD COLUMN %s %s", quoted(one.table), quoted(name), value.kind.declared)); err != nil {
			return "", err
		}
		known[name] = value.kind
	}
	return "", d.put(one, known)
}

// put changes the point of this time and these tags, or adds it where there is none.
func (d *database) put(one point, columns table) error {
	sets, places := []string{"time = ?"}, []string{"time = ?"}
	values, keys := []any{one.time}, []any{one.time}
	names, marks := []string{"time"}, []string{"?"}
	for name, column := range columns {
		given, there := one.values[name]
		if column == tagKind {
			places, keys = append(places, quoted(name)+" IS ?"), append(keys, given.value)
		}
		if there {
			sets, values = append(sets, quoted(name)+" = ?"), append(values, given.value)
			names, marks = append(names, quoted(name)), append(marks, "?")
		}
	}
	changed, err := d.db.Exec(fmt.Sprintf("UPDATE %s SET %s WHERE %s", quoted(one.table), strings.Join(sets, ", "), strings.Join(places, " AND ")), append(slices.Clone(values), keys...)...)
	if err != nil {
		return err
	}
	if count, err := changed.RowsAffected(); err != nil || count > 0 {
		return err
	}
	_, err = d.db.Exec(fmt.Sprintf("INSERT INTO %s (%s) VALUES (%s)", quoted(one.table), strings.Join(names, ", "), strings.Join(marks, ", ")), values...)
	return err
}

func quoted(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }
