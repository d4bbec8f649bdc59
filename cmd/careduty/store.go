package main

import (
	"context"
	"fmt"
	"os"

	"github.com/careduty/careduty/internal/fault"
	"github.com/careduty/careduty/internal/mirror"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// store are the flags of a command whose releases lie in a directory or in an object store.
type store struct {
	address string // a directory, or s3://bucket/prefix
	cache   string
	sizeMB  int
	o       mirror.Options
}

// defaultCacheMB is room for some years of releases of a whole nation.
const defaultCacheMB = 10_240

// reached adds the flags that say where releases are.
func (s *store) reached(f *pflag.FlagSet) {
	f.StringVar(&s.address, "releases", "releases", "the directory of releases, or s3://bucket/prefix of an object store")
	f.StringVar(&s.o.Endpoint, "store-endpoint", "", "address of the storage service, as https://storage.example.org (default: Amazon S3)")
	f.StringVar(&s.o.Region, "store-region", "", "region of the bucket, where the service has regions")
	f.StringVar(&s.o.CA, "store-ca", "", "file of the certificates that vouch for the storage service (default: the system's)")
}

// flags adds those, and where what lies in a store is kept here.
func (s *store) flags(f *pflag.FlagSet) {
	s.reached(f)
	f.StringVar(&s.cache, "cache", "", "directory for a copy of what lies in the object store; one program's own")
	f.IntVar(&s.sizeMB, "cache-size", defaultCacheMB, "how much may lie there in all, in MB")
}

// remote tells whether releases lie in an object store; flags of one that go with no store are refused.
func (s *store) remote(f *pflag.FlagSet) (bool, error) {
	if mirror.IsAddress(s.address) {
		return true, nil
	}
	for _, name := range []string{"cache", "cache-size", "sync-every", "store-endpoint", "store-region", "store-ca"} {
		if x := f.Lookup(name); x != nil && x.Changed {
			return false, fault.New(fault.Usage, fmt.Sprintf("--%s goes with releases in an object store.", name), "Write --releases s3://bucket/prefix, or leave it out.")
		}
	}
	return false, nil
}

// replica opens the store and a copy of it in the cache, which is empty or as it was left.
func (s *store) replica() (*mirror.Store, *mirror.Replica, error) {
	opened, err := mirror.Open(s.address, s.o)
	if err != nil {
		return nil, nil, err
	}
	switch {
	case s.cache == "":
		return nil, nil, fault.New(fault.Usage, "There is no directory for a copy of what lies in the object store.", "Name one with --cache DIR; it is kept from one run to the next.")
	case s.sizeMB < 1:
		return nil, nil, fault.New(fault.Usage, "--cache-size is below 1.", "Give a number from 1 up, or leave it out.")
	}
	r, err := mirror.NewReplica(opened, s.cache, int64(s.sizeMB)<<20)
	return opened, r, err
}

// reading runs what reads releases, on their directory or on a copy of what lies in the store, whole and as it is now.
func (s *store) reading(c *cobra.Command, do func(dir string) error) error {
	return s.with(c, func(_ *mirror.Store, dir string) error { return do(dir) })
}

// claim keeps a release's id before it is entered anywhere; nil where releases lie in a directory, which keeps it by itself.
type claim func(ctx context.Context, id, sealed string) error

// writing runs what adds to releases, and puts what it added into the store. A store that could lose a release by it is refused before any work.
func (s *store) writing(c *cobra.Command, do func(dir string, keep claim) error) error {
	return s.with(c, func(opened *mirror.Store, dir string) error {
		if opened == nil {
			return do(dir, nil)
		}
		if err := opened.Conditional(c.Context()); err != nil {
			return err
		}
		if err := do(dir, opened.Claim); err != nil {
			return err
		}
		_, err := opened.Put(c.Context(), dir)
		return err
	})
}

func (s *store) with(c *cobra.Command, do func(opened *mirror.Store, dir string) error) error {
	if remote, err := s.remote(c.Flags()); err != nil {
		return err
	} else if !remote {
		return do(nil, s.address)
	}
	opened, r, err := s.replica()
	if err != nil {
		return err
	}
	defer r.Close() //nolint:errcheck // the lock goes with the program at the latest
	if err := whole(c.Context(), r); err != nil {
		return err
	}
	return do(opened, r.Dir())
}

// whole brings a copy up to date; one of which something is missing must not be counted or audited against.
func whole(ctx context.Context, r *mirror.Replica) error {
	changes, err := r.Sync(ctx)
	if err == nil && len(changes.Faults) > 0 {
		err = changes.Faults[0]
	}
	return err
}

// marking runs what puts markers beside releases, on their directory or on an outline of what lies in the store, and puts the markers there.
// In an emergency nobody waits for data to be fetched, so manifests and checksums are enough.
func (s *store) marking(c *cobra.Command, do func(dir string) error) error {
	if remote, err := s.remote(c.Flags()); err != nil {
		return err
	} else if !remote {
		return do(s.address)
	}
	opened, err := mirror.Open(s.address, s.o)
	if err != nil {
		return err
	}
	temporary, err := os.MkdirTemp("", "careduty-")
	if err != nil {
		return fault.New(fault.Unavailable, "No temporary directory can be made.", "Check the disk, and TMPDIR.").Because(err)
	}
	defer os.RemoveAll(temporary) //nolint:errcheck // the system clears it in the end
	r, err := mirror.NewOutline(opened, temporary)
	if err != nil {
		return err
	}
	defer r.Close()                                //nolint:errcheck // the lock goes with the program at the latest
	if _, err := r.Sync(c.Context()); err != nil { // a broken neighbour must not stand in the way
		return err
	}
	if err := do(r.Dir()); err != nil {
		return err
	}
	_, err = opened.PutMarkers(c.Context(), r.Dir())
	return err
}
