package main

import (
	"syscall"

	"github.com/spf13/cobra"
)

// othersMask takes every permission from everyone but the owner.
const othersMask = 0o077

// private runs a command on a warehouse so that what it makes is its owner's alone: the engine makes its log and the folder it spills into
// with whatever the process allows, and both hold records. What is published sets its own permissions.
func private(run func(*cobra.Command, []string) error) func(*cobra.Command, []string) error {
	return func(c *cobra.Command, args []string) error {
		defer syscall.Umask(syscall.Umask(othersMask))
		return run(c, args)
	}
}
