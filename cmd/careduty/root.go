package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/careduty/careduty/internal/fault"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// version of the program; releases carry it, and so do ETags. What builds a release of the program sets both.
var (
	version = "0.1.0"
	commit  = "" // of the sources, where the build was told
)

// Exit codes.
const (
	exitOK      = 0
	exitFailure = 1
	exitUsage   = 2
	exitRefused = 3
)

const prefix = "CAREDUTY_"

// run is the whole program: it never exits by itself, so that tests can call it.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	root := command(stdout, stderr)
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	if err == nil {
		return exitOK
	}
	fmt.Fprintln(stderr, "careduty:", sentence(err))
	return code(err)
}

// sentence is what a person is told: our own faults as they are, anything else as the command line's.
func sentence(err error) string {
	var f *fault.Error
	if errors.As(err, &f) {
		return err.Error()
	}
	return err.Error() + ". See careduty --help."
}

// code is the exit code of a failure: what is no fault of ours comes from reading the command line.
func code(err error) int {
	var f *fault.Error
	if !errors.As(err, &f) {
		return exitUsage
	}
	switch f.Kind {
	case fault.Usage, fault.TooLarge:
		return exitUsage
	case fault.Refused:
		return exitRefused
	default:
		return exitFailure
	}
}

func command(stdout, stderr io.Writer) *cobra.Command {
	root := &cobra.Command{
		Use:   "careduty",
		Short: "Open statistics on whether Care Act duties are kept, from which nobody can learn a thing about one person",
		Long: "careduty loads anonymised council records on Care Act planning, counts how duties are kept, protects the counts and serves them.\n" +
			"Every flag can also be given as an environment variable: --as-of as " + prefix + "AS_OF.\n" +
			"Exit codes: 0 done, 1 failed, 2 the command line is wrong, 3 input was refused.",
		Example:           "  careduty demo",
		SilenceErrors:     true,
		SilenceUsage:      true,
		PersistentPreRunE: func(c *cobra.Command, _ []string) error { return fromEnvironment(c.Flags()) },
	}
	root.SetOut(stdout)
	root.SetErr(stderr)
	root.AddCommand(synthCommand(), loadCommand(), checkCommand(), batchesCommand(), officialCommand(), evaluateCommand(), publishCommand(), serveCommand(),
		demoCommand(), templateCommand(), measuresCommand(), checkMeasuresCommand(), auditCommand(),
		keysCommand(), ledgerCommand(), withdrawCommand(), versionCommand())
	root.AddCommand(mappingCommand())
	return root
}

// fromEnvironment sets the flags that were not given from CAREDUTY_… variables.
func fromEnvironment(flags *pflag.FlagSet) error {
	var failed error
	flags.VisitAll(func(f *pflag.Flag) {
		name := prefix + strings.ToUpper(strings.ReplaceAll(f.Name, "-", "_"))
		value, ok := os.LookupEnv(name)
		if !ok || f.Changed || failed != nil {
			return
		}
		if err := flags.Set(f.Name, value); err != nil {
			failed = fault.New(fault.Usage, fmt.Sprintf("The environment variable %s has a value that --%s cannot take.", name, f.Name), "Correct or unset it.")
		}
	})
	return failed
}

func program() string { return "careduty " + version }
