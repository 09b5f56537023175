package main

import (
	"crypto/rand"
	"sync"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// door lets in who has a token: the one it was given, or one that a handshake with user name and password got.
type door struct {
	user, password string
	tokens         sync.Map
}

func newDoor(user, password, token string) *door {
	d := &door{user: user, password: password}
	if token != "" {
		d.tokens.Store(token, true)
	}
	return d
}

func (d *door) Validate(user, password string) (string, error) {
	if d.user == "" || user != d.user || password != d.password {
		return "", status.Error(codes.Unauthenticated, "wrong user name or password")
	}
	token := rand.Text()
	d.tokens.Store(token, true)
	return token, nil
}

func (d *door) IsValid(token string) (any, error) {
	if _, known := d.tokens.Load(token); !known {
		return nil, status.Error(codes.Unauthenticated, "invalid bearer token")
	}
	return d.user, nil
}
