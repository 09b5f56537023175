package main

import (
	"compress/gzip"
	"encoding/json"
	"io"
	"net/http"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"headwater.test/flightsql/internal/watch"
)

// api is the HTTP API, as far as editors and InfluxData's clients use it, and what tests ask beside it: /_calls and /_open.
type api struct {
	door      door
	databases *databases
}

func newAPI(door door, databases *databases, watcher *watch.Watcher) http.Handler {
	a := &api{door, databases}
	routes := http.NewServeMux()
	watcher.Serve(routes, "/_")
	for _, path := range []string{"/health", "/api/v1/health", "/ready"} {
		routes.HandleFunc("GET "+path, func(out http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(out, "OK") })
	}
	routes.HandleFunc("GET /ping", a.ping)
	for _, path := range []string{"/api/v3/write_lp", "/api/v2/write", "/write"} {
		routes.HandleFunc("POST "+path, a.entered(a.write))
	}
	routes.HandleFunc("GET /api/v3/configure/database", a.entered(a.list))
	return routes
}

func (a *api) entered(next http.HandlerFunc) http.HandlerFunc {
	return func(out http.ResponseWriter, request *http.Request) {
		err := a.door.check(request.Header.Get("authorization"))
		switch status.Code(err) {
		case codes.OK:
			next(out, request)
		case codes.Unauthenticated:
			tell(out, http.StatusUnauthorized, map[string]any{"error": status.Convert(err).Message()})
		default:
			tell(out, http.StatusForbidden, map[string]any{"error": status.Convert(err).Message()})
		}
	}
}

func (a *api) ping(out http.ResponseWriter, _ *http.Request) {
	out.Header().Set("x-influxdb-version", "3.10.0")
	out.Header().Set("x-influxdb-build", "Core")
	tell(out, http.StatusOK, map[string]any{"version": "3.10.0", "revision": "double"})
}

func (a *api) list(out http.ResponseWriter, _ *http.Request) {
	rows := []map[string]any{}
	for _, name := range a.databases.names() {
		rows = append(rows, map[string]any{"iox::database": name, "retention_period": nil, "deleted": false})
	}
	tell(out, http.StatusOK, rows)
}

// write answers 204, or 400 with the lines that were refused: the others are written, unless all or nothing was asked for.
func (a *api) write(out http.ResponseWriter, request *http.Request) {
	asked := request.URL.Query()
	name, precision := asked.Get("db"), asked.Get("precision")
	if request.URL.Path == "/api/v2/write" {
		name = asked.Get("bucket")
	}
	if name == "" {
		tell(out, http.StatusBadRequest, map[string]any{"error": "missing query parameter `db`"})
		return
	}
	if precision == "" {
		precision = map[bool]string{true: "auto", false: "ns"}[request.URL.Path == "/api/v3/write_lp"]
	}
	if _, known := units[precision]; !known && precision != "auto" {
		tell(out, http.StatusBadRequest, map[string]any{"error": "invalid precision: " + precision})
		return
	}
	text, err := bodyOf(request)
	if err != nil {
		tell(out, http.StatusBadRequest, map[string]any{"error": err.Error()})
		return
	}
	if _, refusals := readLines(text, precision); asked.Get("accept_partial") == "false" && len(refusals) > 0 {
		tell(out, http.StatusBadRequest, map[string]any{"error": "parsing failed for write_lp endpoint", "data": refusals[0]})
		return
	}
	into, err := a.databases.make(name)
	var refusals []refusal
	if err == nil {
		refusals, err = into.writeLines(text, precision)
	}
	switch {
	case err != nil:
		tell(out, http.StatusInternalServerError, map[string]any{"error": err.Error()})
	case len(refusals) > 0:
		tell(out, http.StatusBadRequest, map[string]any{"error": "partial write of line protocol occurred", "data": refusals})
	default:
		out.WriteHeader(http.StatusNoContent)
	}
}

func bodyOf(request *http.Request) (string, error) {
	body := io.Reader(request.Body)
	if request.Header.Get("content-encoding") == "gzip" {
		unpacked, err := gzip.NewReader(body)
		if err != nil {
			return "", err
		}
		body = unpacked
	}
	text, err := io.ReadAll(body)
	return string(text), err
}

func tell(out http.ResponseWriter, code int, value any) {
	out.Header().Set("content-type", "application/json")
	out.WriteHeader(code)
	_ = json.NewEncoder(out).Encode(value)
}
