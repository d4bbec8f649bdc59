package mirror

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/xml"
	"errors"
	"net"
	"net/http"

	"github.com/careduty/careduty/internal/fault"
	"github.com/minio/minio-go/v7"
)

// told is what went wrong with a store, in a sentence; what the store says itself is kept as the cause and printed nowhere, since it may quote
// what was sent to it.
func told(err error, doing string) error {
	var ours *fault.Error
	if errors.As(err, &ours) {
		return err
	}
	var store minio.ErrorResponse
	if errors.As(err, &store) {
		return refused(store).At(doing).Because(err)
	}
	return unreached(err).At(doing).Because(err)
}

// refused is what a store answered, by its code.
func refused(r minio.ErrorResponse) *fault.Error {
	switch r.Code {
	case "NoSuchBucket":
		return fault.New(fault.NotFound, "The object store has no such bucket.", "Make the bucket, or mend --releases or --store-endpoint.")
	case "NoSuchKey", "NotFound":
		return fault.New(fault.Refused, "An object that the store's index names is not there.", "Put the release there again from where it was published.")
	case "AccessDenied", "InvalidAccessKeyId", "SignatureDoesNotMatch", "Forbidden", "403 Forbidden", "401 Unauthorized":
		return fault.New(fault.Usage, "The object store refuses these credentials.",
			"Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY of a user who may do this: serving needs reading and listing, publishing needs writing too.")
	case "ExpiredToken", "ExpiredTokenException", "InvalidToken", "TokenRefreshRequired":
		return fault.New(fault.Usage, "The session with the object store has expired.", "Renew the credentials.")
	case "RequestTimeTooSkewed":
		return fault.New(fault.Usage, "The object store says that this machine's clock is wrong.", "Set the clock.")
	case "AuthorizationHeaderMalformed", "PermanentRedirect", "IllegalLocationConstraintException":
		return fault.New(fault.Usage, "The bucket is in another region.", "Name its region with --store-region.")
	}
	return fault.New(fault.Unavailable, "The object store failed.", "Try again; why it failed is in its own log.")
}

// unreached is why no store answered, by the type of the failure.
func unreached(err error) *fault.Error {
	var (
		verify    *tls.CertificateVerificationError
		authority x509.UnknownAuthorityError
		host      x509.HostnameError
		invalid   x509.CertificateInvalidError
		record    tls.RecordHeaderError
		alert     *net.OpError
		syntax    *xml.SyntaxError
		wrong     *net.DNSError
	)
	switch {
	case errors.As(err, &verify), errors.As(err, &authority), errors.As(err, &host), errors.As(err, &invalid):
		return fault.New(fault.Usage, "The object store's certificate cannot be verified.", "Name the file of the authority that signed it with --store-ca, or mend --store-endpoint.")
	case errors.Is(err, http.ErrSchemeMismatch), errors.As(err, &record):
		return fault.New(fault.Usage, "The object store does not speak TLS here.", "Begin --store-endpoint with http:// if that is meant.")
	case errors.As(err, &alert) && (alert.Op == "remote error" || alert.Op == "local error"): // as crypto/tls calls an alert
		return fault.New(fault.Usage, "The object store broke the TLS connection off.", "Check --store-endpoint and which versions of TLS the store takes.")
	case errors.As(err, &syntax):
		return fault.New(fault.Usage, "What answers there is no object store.", "Mend --store-endpoint.")
	case errors.As(err, &wrong) && wrong.IsNotFound:
		return fault.New(fault.Unavailable, "There is no machine of the object store's name.", "Mend --store-endpoint, or the name service of this network.")
	}
	return fault.New(fault.Unavailable, "The object store does not answer.", "Check that it runs, and --store-endpoint.")
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
