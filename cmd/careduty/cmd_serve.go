package main

import (
	"fmt"
	"log/slog"
	"time"

	"github.com/careduty/careduty/api"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/queries"
	"github.com/spf13/cobra"
)

func serveCommand() *cobra.Command {
	var o api.Options
	var s store
	c := &cobra.Command{
		Use:   "serve --releases DIR",
		Short: "Serve the releases of a directory over HTTP",
		Long: "serve answers questions about the releases in a directory and can reach nothing else. A new release is noticed and taken in without\n" +
			"dropping a request.\n\n" +
			"Releases may lie in an object store (S3 or what speaks like it). Any number of servers then answer from copies of it, with the same bytes and\n" +
			"ETags; each limits requests for itself, and gives no figures once the store could not be listed for 15 minutes. Credentials that may read\n" +
			"and list are enough; they come from AWS_ACCESS_KEY_ID and the like, the shared credentials file or the platform.",
		Example: "  careduty serve --releases releases --addr 127.0.0.1:8080\n" +
			"  careduty serve --releases s3://open-data/care --store-endpoint https://storage.example.org --cache /var/cache/careduty",
		Args: cobra.NoArgs,
	}
	f := c.Flags()
	s.flags(f)
	every := f.Duration("sync-every", 10*time.Second, "how often an object store is asked for what is new")
	f.StringVar(&o.Addr, "addr", "127.0.0.1:8080", "address to listen on")
	f.StringVar(&o.BaseURL, "base-url", "", "where the public sees the service, for citations and links: https://example.org, without a path")
	f.StringVar(&o.Operator, "operator", "", "who runs the service, as its pages name them")
	f.StringVar(&o.Contact, "contact", "", "how they are reached: an e-mail address or https://…")
	f.StringSliceVar(&o.AllowHosts, "allow-host", nil, "host names the service may be asked by, where there is no --base-url")
	f.IntVar(&o.CacheMB, "answers", 64, "memory for finished answers, in MB")
	f.StringVar(&o.Spool, "spool", "", "directory for what slow readers have not taken yet (default: the system's for temporary files)")
	f.IntVar(&o.SpoolMB, "spool-size", 2048, "how much may lie there in all, in MB")
	f.IntVar(&o.MemoryMB, "memory", 1024, "memory the database may use for each release, in MB")
	f.IntVar(&o.RatePerMinute, "rate", 300, "requests a client may send in a minute; -1 for no limit")
	f.IntVar(&o.AtOnce, "at-once", 8, "queries that run at once; more wait a little, then get 503")
	f.StringSliceVar(&o.TrustedProxies, "trusted-proxies", nil, "proxies in front, as addresses or networks: their X-Forwarded-For is believed")
	f.StringVar(&o.MetricsAddr, "metrics-addr", "", "address of the Prometheus metrics (default: none)")
	f.BoolVar(&o.LogClients, "log-clients", false, "write clients' addresses into the access log")
	c.RunE = func(c *cobra.Command, _ []string) error {
		// What is served was defined when it was published; a program whose own definitions are broken is not started all the same.
		if _, err := measure.Load(queries.Files); err != nil {
			return err
		}
		if err := given(f); err != nil {
			return err
		}
		o.Version = version + "+" + build()
		out := newLines(c.ErrOrStderr())
		defer out.close()
		o.Log = slog.New(slog.NewJSONHandler(out, nil))
		o.Ready = func(addr string) {
			fmt.Fprintf(c.OutOrStdout(), "Serving %s on http://%s/ (stop with Ctrl-C)\n", s.address, addr)
		}
		closed, err := s.serving(f, &o, *every)
		if err != nil {
			return err
		}
		defer closed()
		return api.Serve(c.Context(), o)
	}
	return c
}
