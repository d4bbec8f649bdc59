package main

import (
	"cmp"
	"fmt"
	"io"
	"runtime"
	"runtime/debug"
	"text/tabwriter"

	"github.com/careduty/careduty/internal/release"
	"github.com/spf13/cobra"
)

func versionCommand() *cobra.Command {
	modules := false
	c := &cobra.Command{
		Use:   "version",
		Short: "Print what this program is: version, build, sources, what it was built with",
		Long: "version tells one program from another. The build is the beginning of the SHA-256 of the program's file, which SHA256SUMS beside a\n" +
			"download lists whole; releases and ETags name it.",
		Example: "  careduty version\n  careduty version --modules",
		Args:    cobra.NoArgs,
	}
	c.Flags().BoolVar(&modules, "modules", false, "also every module the program was built from, with its version and checksum")
	c.RunE = func(c *cobra.Command, _ []string) error {
		info, _ := debug.ReadBuildInfo() // nil where the build left it out
		w := tabwriter.NewWriter(c.OutOrStdout(), 0, 4, 2, ' ', 0)
		defer w.Flush()
		fmt.Fprintln(w, program())
		for _, line := range [][2]string{
			{"build", build()},
			{"commit", cmp.Or(commit, "not stated")},
			{"platform", runtime.GOOS + "/" + runtime.GOARCH},
			{"go", runtime.Version()},
			{"duckdb driver", moduleVersion(info, "github.com/duckdb/duckdb-go/v2")},
			{"release format", fmt.Sprint(release.Format)},
			{"licence", "MIT; of what it was built from: NOTICE beside a download"},
		} {
			fmt.Fprintf(w, "%s\t%s\n", line[0], line[1])
		}
		if modules && info != nil {
			listModules(w, info)
		}
		return nil
	}
	return c
}

func moduleVersion(info *debug.BuildInfo, path string) string {
	if info != nil {
		for _, m := range info.Deps {
			if m.Path == path {
				return m.Version
			}
		}
	}
	return "not stated"
}

func listModules(w io.Writer, info *debug.BuildInfo) {
	for _, m := range info.Deps {
		if m.Replace != nil {
			m = m.Replace
		}
		fmt.Fprintf(w, "module\t%s\t%s\t%s\n", m.Path, m.Version, m.Sum)
	}
}
