// Package mirror keeps a directory of releases and an object store (S3 or what speaks like it) alike, so that many servers can serve what
// one publisher made.
//
// In the store, below the prefix of an address such as s3://bucket/prefix:
//
//	objects/<sha256>              a file's bytes, by digest
//	index/<id>.json               a release: its files, by name, size and digest; index/official/<id>.json an edition
//	markers/<file>                what lies beside releases: withdrawals and corrections
//
// An index is written last and only if it is not there yet, so a release that is half uploaded does not exist, and of two publishers one
// is told. Whoever fetches checks every byte by its digest, under another name, and renames; so a directory holds whole releases only.
package mirror

import (
	"context"
	"net/http"
	"net/url"
	"os"
	"path"
	"regexp"
	"strings"

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
	client, err := minio.New(host, &minio.Options{
		Creds: credentials.NewChainCredentials([]credentials.Provider{
			&credentials.EnvAWS{}, &credentials.FileAWSCredentials{}, &credentials.IAM{Client: &http.Client{Transport: http.DefaultTransport}},
		}),
		Secure: secure, Region: o.Region, MaxRetries: 3,
	})
	if err != nil {
		return nil, fault.New(fault.Usage, "The object store cannot be reached with these settings.", "Check --store-endpoint and --store-region.").Because(err)
	}
	return &Store{client: client, bucket: bucket, prefix: strings.Trim(prefix, "/")}, nil
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
)

// listed is what stands in the store: releases and editions by their directory (2026-03-31, official/ascof-2024-25), and markers by file name.
type listed struct {
	directories map[string]bool
	markers     map[string]bool
}

// What may be the name of a release, an edition, a file of theirs, or a marker: whatever else a store holds is not ours, and a name never
// leads out of a directory.
var (
	directoryName = regexp.MustCompile(`^(official/)?[A-Za-z0-9][A-Za-z0-9._-]{0,100}$`)
	fileName      = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,200}$`)
)

func (s *Store) list(ctx context.Context) (listed, error) {
	out := listed{map[string]bool{}, map[string]bool{}}
	for folder, take := range map[string]func(name string){
		indexes: func(name string) {
			if name, ok := strings.CutSuffix(name, ".json"); ok && directoryName.MatchString(name) {
				out.directories[name] = true
			}
		},
		markers: func(name string) {
			if fileName.MatchString(name) {
				out.markers[name] = true
			}
		},
	} {
		root := s.key(folder) + "/"
		for o := range s.client.ListObjectsIter(ctx, s.bucket, minio.ListObjectsOptions{Prefix: root, Recursive: true}) {
			if o.Err != nil {
				return listed{}, told(o.Err, "listing the store")
			}
			take(strings.TrimPrefix(o.Key, root))
		}
	}
	return out, nil
}

// told is what went wrong with a store, in a sentence; what the store says itself is kept as the cause.
func told(err error, doing string) error {
	kind, what, fix := fault.Unavailable, "The object store does not answer.", "Check that it runs and --store-endpoint; nothing was changed."
	switch r := minio.ToErrorResponse(err); {
	case r.Code == "NoSuchBucket":
		kind, what, fix = fault.NotFound, "The object store has no such bucket.", "Make the bucket, or mend the address."
	case r.Code == "AccessDenied", r.Code == "InvalidAccessKeyId", r.Code == "SignatureDoesNotMatch", r.Code == "AuthorizationHeaderMalformed":
		kind, what, fix = fault.Usage, "The object store refuses these credentials.", "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY of a user who may do this; serving needs reading and listing, publishing needs writing."
	case r.Code == "ExpiredToken", r.Code == "InvalidToken":
		kind, what, fix = fault.Usage, "The session with the object store has expired.", "Renew the credentials."
	case r.Code == "RequestTimeTooSkewed":
		kind, what, fix = fault.Usage, "The object store says that this machine's clock is wrong.", "Set the clock."
	case strings.Contains(err.Error(), "x509:"), strings.Contains(err.Error(), "tls:"):
		kind, what, fix = fault.Usage, "The object store's certificate cannot be verified.", "Trust its authority (SSL_CERT_FILE names a file of certificates), or mend --store-endpoint."
	case strings.Contains(err.Error(), "HTTP response to HTTPS"):
		kind, what, fix = fault.Usage, "The object store does not speak TLS here.", "Begin --store-endpoint with http:// if that is meant."
	case os.IsTimeout(err), r.Code == "":
	default:
		kind, what, fix = fault.Unavailable, "The object store failed.", "Try again; what the store says is in its own log."
	}
	return fault.New(kind, what, fix).At(doing).Because(err)
}

// missing tells whether the store says that an object is not there.
func missing(err error) bool {
	code := minio.ToErrorResponse(err).Code
	return code == "NoSuchKey" || code == "NotFound"
}

// taken tells whether the store says that an object is there already.
func taken(err error) bool {
	r := minio.ToErrorResponse(err)
	return r.Code == "PreconditionFailed" || r.Code == "ConditionalRequestConflict" || r.StatusCode == http.StatusPreconditionFailed
}
