// Package watch keeps account of what clients have open and what they sent, for tests to ask.
package watch

import (
	"context"
	"encoding/json"
	"net"
	"net/http"
	"path"
	"sync"
	"sync/atomic"

	"github.com/apache/arrow-go/v18/arrow/flight"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
)

// maxCalls bounds the memory of what was called.
const maxCalls = 1000

// Watcher answers GET open with {"streams", "statements", "transactions"} and GET calls with [{"method", "headers"}], the newest last.
type Watcher struct {
	Streams, Statements, Transactions atomic.Int64

	mutex sync.Mutex
	calls []call
}

type call struct {
	Method  string              `json:"method"`
	Headers map[string][]string `json:"headers"`
}

// New knows of no call yet.
func New() *Watcher { return &Watcher{calls: []call{}} }

// Middleware counts streams and notes calls.
func (w *Watcher) Middleware() flight.ServerMiddleware {
	return flight.ServerMiddleware{
		Unary: func(ctx context.Context, req any, info *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (answer any, err error) {
			w.note(ctx, info.FullMethod)
			defer recovered(&err)
			return handler(ctx, req)
		},
		Stream: func(srv any, stream grpc.ServerStream, info *grpc.StreamServerInfo, handler grpc.StreamHandler) (err error) {
			w.note(stream.Context(), info.FullMethod)
			w.Streams.Add(1)
			defer w.Streams.Add(-1)
			defer recovered(&err)
			return handler(srv, stream)
		},
	}
}

// recovered turns a panic of the example server, which has one for each declared type that it does not know, into an error of that call.
func recovered(err *error) {
	if cause := recover(); cause != nil {
		*err = status.Errorf(codes.Internal, "%v", cause)
	}
}

func (w *Watcher) note(ctx context.Context, method string) {
	headers, _ := metadata.FromIncomingContext(ctx)
	w.mutex.Lock()
	defer w.mutex.Unlock()
	if len(w.calls) == maxCalls {
		w.calls = w.calls[1:]
	}
	w.calls = append(w.calls, call{Method: path.Base(method), Headers: headers})
}

// Listen answers on an address of its own.
func (w *Watcher) Listen() (net.Addr, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	routes := http.NewServeMux()
	w.Serve(routes, "/")
	go http.Serve(listener, routes)
	return listener.Addr(), nil
}

// Serve answers below `prefix` of others' routes.
func (w *Watcher) Serve(routes *http.ServeMux, prefix string) {
	routes.HandleFunc("GET "+prefix+"open", func(out http.ResponseWriter, _ *http.Request) {
		answer(out, map[string]int64{"streams": w.Streams.Load(), "statements": w.Statements.Load(), "transactions": w.Transactions.Load()})
	})
	routes.HandleFunc("GET "+prefix+"calls", func(out http.ResponseWriter, _ *http.Request) {
		w.mutex.Lock()
		defer w.mutex.Unlock()
		answer(out, w.calls)
	})
}

func answer(out http.ResponseWriter, value any) {
	out.Header().Set("content-type", "application/json")
	_ = json.NewEncoder(out).Encode(value)
}
