// Package clients names what is taken of the official Go client. Its checksum is the one that upstream records in its own go.sum.
package clients

import (
	_ "github.com/apache/incubator-pegasus/go-client/admin"
	_ "github.com/apache/incubator-pegasus/go-client/pegasus"
)
