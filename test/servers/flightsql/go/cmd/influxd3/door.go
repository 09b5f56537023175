package main

import (
	"context"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
)

// databaseHeaders are the names by which a call says its database; `database` is the one to use.
var databaseHeaders = []string{"database", "bucket", "bucket-name", "iox-namespace-name"}

// door lets in who has the token; everybody where it has none.
type door struct{ token string }

// check refuses a call without a token as UNAUTHENTICATED, and one with a wrong token as PERMISSION_DENIED.
func (d door) check(authorization string) error {
	if d.token == "" {
		return nil
	}
	switch tokenIn(authorization) {
	case "":
		return status.Error(codes.Unauthenticated, "Unauthenticated")
	case d.token:
		return nil
	default:
		return status.Error(codes.PermissionDenied, "Permission denied")
	}
}

// tokenIn reads the schemes Bearer and Token, and Basic, where the token is the password of any user.
func tokenIn(authorization string) string {
	scheme, given, _ := strings.Cut(authorization, " ")
	switch scheme {
	case "Bearer", "Token":
		return given
	case "Basic":
		text, err := base64.StdEncoding.DecodeString(given)
		if err != nil {
			return ""
		}
		_, password, _ := strings.Cut(string(text), ":")
		return password
	default:
		return ""
	}
}

func headerOf(ctx context.Context, name string) string {
	headers, _ := metadata.FromIncomingContext(ctx)
	if values := headers.Get(name); len(values) > 0 {
		return values[0]
	}
	return ""
}

// databaseOf is the one database that the headers name; none and several are refused.
func databaseOf(ctx context.Context) (string, error) {
	headers, _ := metadata.FromIncomingContext(ctx)
	found, name := []string{}, ""
	for _, header := range databaseHeaders {
		for _, value := range headers.Get(header) {
			found, name = append(found, header), value
		}
	}
	switch len(found) {
	case 0:
		return "", status.Error(codes.InvalidArgument, "no 'database' header in request")
	case 1:
		return name, nil
	default:
		return "", status.Errorf(codes.InvalidArgument, "More than one headers are found in request: %s. Please include only one of them", quotedList(found))
	}
}

func quotedList(names []string) string {
	quoted := slices.Clone(names)
	for i, name := range quoted {
		quoted[i] = fmt.Sprintf("%q", name)
	}
	return "[" + strings.Join(quoted, ", ") + "]"
}
