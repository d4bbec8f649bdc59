// Package mirror keeps a directory of releases and an object store (S3 or what speaks like it) alike, so that many servers can serve what
// one publisher made.
//
// In the store, below the prefix of an address such as s3://bucket/prefix:
//
//	objects/<sha256>              a file's bytes, by digest
//	index/<id>.json               a release: its files, by name, size and digest; index/official/<id>.json an edition
//	markers/<file>                what lies beside releases: withdrawals and corrections
//	claims/<id>                   whose release an id is for: the digest of its manifest
//
// An index is written last and only if it is not there yet, so a release that is half uploaded does not exist, and of two publishers one
// is told. Whoever fetches checks every byte by its digest, under another name, and renames; so a directory holds whole releases only.
package mirror

import (
	"context"
	"crypto/x509"
	"net/http"
	"net/url"
	"os"
	"path"
	"regexp"
	"strings"
	"time"

	"github.com/careduty/careduty/internal/fault"
	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
)

const scheme = "s3://"

// IsAddress tells the address of a store from a directory.
func IsAddress(releases string) bool { return strings.HasPrefix(releases, scheme) }

// Store is a prefix of a bucket.
type Store struct {
	client *minio.Client
	bucket string
	prefix string
}

// Options say how a store is reached. Credentials come from the environment (AWS_ACCESS_KEY_ID and the like), the shared credentials file, or
// the platform the program runs on.
type Options struct {
	Endpoint string // URL of the service; empty is Amazon's of the region
	Region   string
	CA       string // file of the certificates that vouch for the service, in PEM; empty is those the system trusts
}

var bucketName = regexp.MustCompile(`^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$`)

// Open makes ready to reach a store; it asks nothing of it yet. An address that cannot be one is a usage fault.
func Open(address string, o Options) (*Store, error) {
	bucket, prefix, _ := strings.Cut(strings.TrimPrefix(address, scheme), "/")
	if !IsAddress(address) || !bucketName.MatchString(bucket) || strings.ContainsAny(prefix, "?#%") || strings.Contains(prefix, "..") {
		return nil, fault.New(fault.Usage, "This is not the address of an object store.", "Write it as s3://bucket/prefix.").At("--releases")
	}
	host, secure, err := endpoint(o)
	if err != nil {
		return nil, err
	}
	transport, err := transport(secure, o.CA)
	if err != nil {
		return nil, err
	}
	client, err := minio.New(host, &minio.Options{
		Creds: credentials.NewChainCredentials(providers()), Secure: secure, Region: o.Region, Transport: transport, MaxRetries: 3,
	})
	if err != nil {
		return nil, fault.New(fault.Usage, "The object store cannot be reached with these settings.", "Check --store-endpoint and --store-region.").Because(err)
	}
	return &Store{client: client, bucket: bucket, prefix: strings.Trim(prefix, "/")}, nil
}

// platformTime is how long the platform may take to hand out credentials: where there is none, nobody answers.
const platformTime = 2 * time.Second

// providers are where credentials are looked for, in this order. Without any, requests are not signed: a public bucket can be served from.
func providers() []credentials.Provider {
	out := []credentials.Provider{&credentials.EnvAWS{}, &credentials.FileAWSCredentials{}}
	if os.Getenv("AWS_EC2_METADATA_DISABLED") == "true" {
		return out
	}
	return append(out, &credentials.IAM{Client: &http.Client{Timeout: platformTime}})
}

// transport is the library's own, with the authority that a file names in place of the system's.
func transport(secure bool, ca string) (*http.Transport, error) {
	t, err := minio.DefaultTransport(secure)
	if err != nil {
		return nil, fault.New(fault.Usage, "The system's certificates cannot be read.", "Check the file that SSL_CERT_FILE names.").Because(err)
	}
	switch {
	case ca == "":
		return t, nil
	case !secure:
		return nil, fault.New(fault.Usage, "--store-ca goes with a storage service that speaks TLS.", "Begin --store-endpoint with https://, or leave --store-ca out.")
	}
	text, err := os.ReadFile(ca)
	pool := x509.NewCertPool()
	if err != nil || !pool.AppendCertsFromPEM(text) {
		return nil, fault.New(fault.Usage, "The file holds no certificate.", "Name a file of certificates in PEM.").At("--store-ca").Because(err)
	}
	t.TLSClientConfig.RootCAs = pool
	return t, nil
}

func endpoint(o Options) (host string, secure bool, err error) {
	if o.Endpoint == "" {
		if o.Region == "" {
			return "s3.amazonaws.com", true, nil
		}
		return "s3." + o.Region + ".amazonaws.com", true, nil
	}
	u, err := url.Parse(o.Endpoint)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.User != nil {
		return "", false, fault.New(fault.Usage, "This is not the address of a storage service.", "Write it as https://storage.example.org, without a path.").At("--store-endpoint")
	}
	return u.Host, u.Scheme == "https", nil
}

func (s *Store) key(parts ...string) string {
	return path.Join(append([]string{s.prefix}, parts...)...)
}

// The folders of a prefix.
const (
	objects = "objects"
	indexes = "index"
	markers = "markers"
	claims  = "claims"
)

// listed is what stands in the store: releases and editions by their directory (2026-03-31, official/ascof-2024-25), each with the tag of its
// index, and markers by file name.
type listed struct {
	directories map[string]string
	markers     map[string]bool
}

// What may be the name of a release, an edition, a file of theirs, or a marker: whatever else a store holds is not ours, and a name never
// leads out of a directory.
var (
	directoryName = regexp.MustCompile(`^(official/)?[A-Za-z0-9][A-Za-z0-9._-]{0,100}$`)
	fileName      = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,200}$`)
)

// listTime is how long a listing may take: one that hangs must not look like one that has not begun.
const listTime = 30 * time.Second

func (s *Store) list(ctx context.Context) (listed, error) {
	ctx, stop := context.WithTimeout(ctx, listTime)
	defer stop()
	out := listed{map[string]string{}, map[string]bool{}}
	err := s.each(ctx, indexes, func(name, tag string) {
		if name, ok := strings.CutSuffix(name, ".json"); ok && directoryName.MatchString(name) {
			out.directories[name] = tag
		}
	})
	if err != nil {
		return listed{}, err
	}
	err = s.each(ctx, markers, func(name, _ string) {
		if fileName.MatchString(name) {
			out.markers[name] = true
		}
	})
	return out, err
}

// each hands over the objects of a folder.
func (s *Store) each(ctx context.Context, folder string, take func(name, tag string)) error {
	root := s.key(folder) + "/"
	for o := range s.client.ListObjectsIter(ctx, s.bucket, minio.ListObjectsOptions{Prefix: root, Recursive: true}) {
		if o.Err != nil {
			return told(o.Err, "listing the store")
		}
		take(strings.TrimPrefix(o.Key, root), o.ETag)
	}
	return nil
}
