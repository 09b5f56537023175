// Command lakefs runs the lakeFS server from its public Go module.
package main

import (
	"github.com/treeverse/lakefs/cmd/lakefs/cmd"
	"github.com/treeverse/lakefs/pkg/version"
)

func main() {
	// The release's own build sets it with a linker flag.
	version.Version = "1.84.0"
	cmd.Execute()
}
