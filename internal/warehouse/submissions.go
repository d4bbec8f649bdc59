package warehouse

import "context"

// Submission is a file of Client Level Data that came in, as what etl/cld keeps of it.
type Submission struct {
	Digest string // of the bytes of the file
	Events []byte // nil where the file is kept already
}

// Keep notes the files that the batch was made from, in order, and keeps those that are new.
func (l *Loading) Keep(ctx context.Context, files []Submission) error {
	for i, f := range files {
		err := l.conn.Exec(ctx, "INSERT INTO main.batch_submission VALUES (?, ?, ?)", l.batch.Number, i, f.Digest)
		if err == nil && f.Events != nil {
			err = l.conn.Exec(ctx, "INSERT INTO record.submission VALUES (?, ?, ?) ON CONFLICT DO NOTHING", l.batch.Council, f.Digest, f.Events)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// Submissions are the files that a batch was made from, in order; none of a batch that was loaded before files were kept, or of records.
func (w *Warehouse) Submissions(ctx context.Context, batch int) ([]Submission, error) {
	rows, err := w.db.Query(ctx, statement("submissions"), batch)
	if err != nil {
		return nil, err
	}
	var out []Submission
	err = rows.Each(func() error {
		var s Submission
		err := rows.Scan(&s.Digest, &s.Events)
		out = append(out, s)
		return err
	})
	return out, err
}
