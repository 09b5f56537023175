package main

import (
	"context"

	"github.com/apache/arrow-go/v18/arrow/flight"
	"github.com/apache/arrow-go/v18/arrow/flight/session"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// sessionMiddleware is Arrow's own, with the options kept here ("stateful") or in the client's cookie ("stateless").
func sessionMiddleware(kind string) flight.ServerMiddleware {
	if kind == "stateless" {
		return flight.CreateServerMiddleware(session.NewServerSessionMiddleware(session.NewStatelessServerSessionManager()))
	}
	return flight.CreateServerMiddleware(session.NewServerSessionMiddleware(nil))
}

// SetSessionOptions keeps any option; a catalog must be one that there is.
func (e *engine) SetSessionOptions(ctx context.Context, req *flight.SetSessionOptionsRequest) (*flight.SetSessionOptionsResult, error) {
	kept, err := sessionOf(ctx)
	if err != nil {
		return nil, err
	}
	refused := map[string]*flight.SetSessionOptionsResultError{}
	for name, value := range req.GetSessionOptions() {
		switch {
		case value.GetOptionValue() == nil:
			kept.EraseSessionOption(name)
		case name == "catalog" && value.GetStringValue() != "main":
			refused[name] = &flight.SetSessionOptionsResultError{Value: flight.SetSessionOptionsResultErrorInvalidValue}
		default:
			kept.SetSessionOption(name, value)
		}
	}
	return &flight.SetSessionOptionsResult{Errors: refused}, nil
}

func (e *engine) GetSessionOptions(ctx context.Context, _ *flight.GetSessionOptionsRequest) (*flight.GetSessionOptionsResult, error) {
	kept, err := sessionOf(ctx)
	if err != nil {
		return nil, err
	}
	return &flight.GetSessionOptionsResult{SessionOptions: kept.GetSessionOptions()}, nil
}

func (e *engine) CloseSession(ctx context.Context, _ *flight.CloseSessionRequest) (*flight.CloseSessionResult, error) {
	kept, err := sessionOf(ctx)
	if err != nil {
		return nil, err
	}
	if err := kept.Close(); err != nil {
		return nil, err
	}
	return &flight.CloseSessionResult{Status: flight.CloseSessionResultClosed}, nil
}

// Without its flag the server has no sessions, as the example that it is made of.
func sessionOf(ctx context.Context) (session.ServerSession, error) {
	kept, err := session.GetSessionFromContext(ctx)
	if err != nil {
		return nil, status.Error(codes.Unimplemented, "this server keeps no sessions")
	}
	return kept, nil
}
