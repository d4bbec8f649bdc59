package load_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/careduty/careduty/etl/check"
	"github.com/careduty/careduty/etl/load"
	"github.com/careduty/careduty/internal/fault"
	"github.com/careduty/careduty/internal/warehouse"
)

// TestMain lets a test start this program again as the load that is to be killed, starved of disk, or in the way of another.
func TestMain(m *testing.M) {
	if job := os.Getenv("LOAD_JOB"); job != "" {
		os.Exit(child(job))
	}
	os.Exit(m.Run())
}

func child(job string) int {
	syscall.Umask(0o077) // as the command does: what a killed load leaves is its owner's alone, or the next one refuses it
	o := load.Options{Warehouse: os.Getenv("LOAD_WAREHOUSE"), Paths: []string{os.Getenv("LOAD_PATH")}, MaxRejects: 100}
	name, number, _ := strings.Cut(job, " ")
	n, _ := strconv.ParseInt(number, 10, 64)
	switch name {
	case "die": // when n bytes have been read
		o.Progress = func(read, _ int64) {
			if read >= n {
				_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
			}
		}
	case "starve": // no file may grow beyond n bytes
		signal.Ignore(syscall.SIGXFSZ)
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: uint64(n), Max: uint64(n)}); err != nil {
			return 9
		}
	case "withdraw":
		w, err := warehouse.Open(context.Background(), o.Warehouse, warehouse.Options{})
		if err != nil {
			return 9
		}
		day := time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC)
		if w.Note(context.Background(), warehouse.Entry{At: day, Day: day, Batch: int(n), Act: warehouse.Withdraw, Reason: "a test"}) != nil || w.Close() != nil {
			return 9
		}
		return 0
	case "check":
		reports, err := check.Run(context.Background(), check.Options{Load: load.Options{Paths: o.Paths, MaxRejects: 100}})
		if err != nil || len(reports) != 1 || reports[0].Write(o.Warehouse+".check") != nil {
			return 9
		}
		return 0
	case "hold":
		w, err := warehouse.Open(context.Background(), o.Warehouse, warehouse.Options{})
		if err != nil {
			return 9
		}
		defer w.Close()
		fmt.Println("held")
		_, _ = os.Stdin.Read(make([]byte, 1))
		return 0
	}
	if _, err := load.Load(context.Background(), o); err != nil {
		fmt.Println(fault.Of(err), err)
		return 1
	}
	return 0
}

func again(t *testing.T, job, w, path string) *exec.Cmd {
	t.Helper()
	c := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^$")
	c.Env = append(os.Environ(), "LOAD_JOB="+job, "LOAD_WAREHOUSE="+w, "LOAD_PATH="+path)
	return c
}

// contents says what a warehouse holds, as a reader sees it: its batches, and how many records are in use.
func contents(t *testing.T, path string) string {
	t.Helper()
	w, err := warehouse.Open(t.Context(), path, warehouse.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	batches, err := w.Batches(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, x := range batches {
		fmt.Fprintln(&b, x.Number, x.Council, x.Kinds)
	}
	if len(batches) == 0 {
		return b.String()
	}
	r, err := w.AsOf(t.Context(), time.Time{})
	if fault.Is(err, fault.NotFound) {
		return b.String() // nothing of them stands
	}
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	var people, plans int
	err = errors.Join(r.Conn.One(t.Context(), "SELECT count(*) FROM people", nil, &people), r.Conn.One(t.Context(), "SELECT count(*) FROM plans", nil, &plans))
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprintln(&b, people, plans)
	return b.String()
}

// sizeOf is how many bytes of records are in a folder of extracts.
func sizeOf(t *testing.T, dir string) (size int64) {
	t.Helper()
	files, _ := filepath.Glob(filepath.Join(dir, "*", "*.csv"))
	more, _ := filepath.Glob(filepath.Join(dir, "*.csv"))
	for _, f := range append(files, more...) {
		info, err := os.Stat(f)
		if err != nil {
			t.Fatal(err)
		}
		size += info.Size()
	}
	return size
}

func TestKilledLoadLeavesTheWarehouseAsItWas(t *testing.T) {
	dir := t.TempDir()
	first, second := filepath.Join(dir, "first"), filepath.Join(dir, "second")
	extract(t, first, "E08000035", 200)
	extract(t, second, "E06000001", 1000)
	w := filepath.Join(dir, "w.duckdb")
	if _, err := load.Load(t.Context(), load.Options{Warehouse: w, Paths: []string{first}, MaxRejects: 100}); err != nil {
		t.Fatal(err)
	}
	want, all := contents(t, w), sizeOf(t, second)
	for _, at := range []int64{1, all / 2, all - 1, all} {
		err := again(t, fmt.Sprintf("die %d", at), w, second).Run()
		var exit *exec.ExitError
		if !errors.As(err, &exit) || exit.Sys().(syscall.WaitStatus).Signal() != syscall.SIGKILL {
			t.Fatalf("the load was not killed: %v", err)
		}
		if got := contents(t, w); got != want {
			t.Errorf("after a load killed at byte %d of %d the warehouse holds\n%swant\n%s", at, all, got, want)
		}
	}
	if _, err := load.Load(t.Context(), load.Options{Warehouse: w, Paths: []string{second}, MaxRejects: 100}); err != nil {
		t.Errorf("the load after the killed ones: %v", err)
	}
}

// TestKilledAtAnyMoment kills loads, withdrawals and checks at moments of chance: what stands is what stood before, or after, and what a check
// leaves is its owner's alone and not in the way of the next. CAREDUTY_KILLS says how often; make testkill does it two hundred times.
func TestKilledAtAnyMoment(t *testing.T) {
	kills := 6
	if n, err := strconv.Atoi(os.Getenv("CAREDUTY_KILLS")); err == nil {
		kills = n
	}
	dir := t.TempDir()
	first, second := filepath.Join(dir, "first"), filepath.Join(dir, "second")
	extract(t, first, "E08000035", 60)
	extract(t, second, "E06000001", 60)
	w := filepath.Join(dir, "w.duckdb")
	if _, err := load.Load(t.Context(), load.Options{Warehouse: w, Paths: []string{first}, MaxRejects: 100}); err != nil {
		t.Fatal(err)
	}
	// How long each takes when nobody kills it, so that moments of chance fall on all of it.
	jobs, takes := []string{"load", "withdraw 1", "check"}, map[string]time.Duration{}
	for _, job := range jobs {
		began := time.Now()
		if err := again(t, job, w, second).Run(); err != nil {
			t.Fatalf("%s: %v", job, err)
		}
		takes[job] = time.Since(began)
	}
	dice := rand.New(rand.NewPCG(18, 1)) //nolint:gosec // a test
	before, killed := contents(t, w), map[string]int{}
	for n := range kills {
		job := jobs[n%len(jobs)]
		if job == "load" && strings.Contains(before, "E06000001") {
			second = filepath.Join(dir, fmt.Sprintf("again%d", n)) // so that the load has something to do
			extract(t, second, "E06000001", 60+n+1)
		}
		c := again(t, job, w, second)
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(dice.Int64N(int64(takes[job]))))
		_ = c.Process.Kill()
		if c.Wait() != nil {
			killed[job]++
		}
		before = afterKill(t, n+1, job, w, before)
	}
	t.Logf("killed before their end: %v of %d", killed, kills)
	for _, job := range jobs {
		if killed[job] == 0 && kills >= 30 {
			t.Errorf("no %s was killed before it had ended", job)
		}
	}
	nothingIsInTheWay(t, w, first)
}

// afterKill says that what stands is what stood, or what the killed job was to make of it, and gives it.
func afterKill(t *testing.T, n int, job, w, before string) string {
	t.Helper()
	after := contents(t, w)
	known := strings.Contains(after, "E08000035") && (after == before || job != "check" && strings.HasPrefix(after, strings.SplitAfter(before, "\n")[0]))
	if !known {
		t.Fatalf("after kill %d of %s the warehouse holds\n%swas\n%s", n, job, after, before)
	}
	reportIsWhole(t, w+".check")
	return after
}

// nothingIsInTheWay says that a load and a check after killed ones do what they should.
func nothingIsInTheWay(t *testing.T, w, extract string) {
	t.Helper()
	if _, err := load.Load(t.Context(), load.Options{Warehouse: w, Paths: []string{extract}, MaxRejects: 100, Restore: true}); err != nil {
		t.Errorf("the load after the killed ones: %v", err)
	}
	if err := again(t, "check", w, extract).Run(); err != nil {
		t.Errorf("the check after the killed ones: %v", err)
	}
	if entries, _ := os.ReadDir(w + ".check"); len(entries) != 4 {
		t.Errorf("the report's folder holds %d files", len(entries))
	}
}

// reportIsWhole says that whatever is in a report's folder is its owner's alone, and that a page that is there is whole.
func reportIsWhole(t *testing.T, dir string) {
	t.Helper()
	info, err := os.Stat(dir)
	if err != nil {
		return // it was not made yet
	}
	entries, _ := os.ReadDir(dir)
	for _, e := range entries {
		if file, err := e.Info(); err != nil || file.Mode().Perm()&0o077 != 0 || info.Mode().Perm() != 0o700 {
			t.Errorf("%s is for others too", e.Name())
		}
	}
	page, err := os.ReadFile(filepath.Join(dir, "report.html"))
	if err == nil && (!strings.HasSuffix(strings.TrimSpace(string(page)), "</html>") || len(entries) < 4) {
		t.Errorf("half a report is left: %d files, a page of %d bytes", len(entries), len(page))
	}
}

func TestFullDiskIsSaid(t *testing.T) {
	dir := t.TempDir()
	first, second := filepath.Join(dir, "first"), filepath.Join(dir, "second")
	extract(t, first, "E08000035", 20)
	extract(t, second, "E06000001", 20_000)
	w := filepath.Join(dir, "w.duckdb")
	if _, err := load.Load(t.Context(), load.Options{Warehouse: w, Paths: []string{first}, MaxRejects: 100}); err != nil {
		t.Fatal(err)
	}
	want := contents(t, w)
	info, err := os.Stat(w)
	if err != nil {
		t.Fatal(err)
	}
	said, err := again(t, fmt.Sprintf("starve %d", info.Size()+100_000), w, second).Output()
	if err == nil || !strings.HasPrefix(string(said), "unavailable") || !strings.Contains(string(said), "space") {
		t.Errorf("a load without disk says %q (%v)", said, err)
	}
	if got := contents(t, w); got != want {
		t.Errorf("after it the warehouse holds\n%swant\n%s", got, want)
	}
}

func TestOneWriterAtATime(t *testing.T) {
	dir := t.TempDir()
	w := filepath.Join(dir, "w.duckdb")
	c := again(t, "hold", w, dir)
	in, _ := c.StdinPipe()
	out, _ := c.StdoutPipe()
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := out.Read(make([]byte, 5)); err != nil {
		t.Fatal(err)
	}
	extract(t, filepath.Join(dir, "a"), "E08000035", 5)
	_, err := load.Load(t.Context(), load.Options{Warehouse: w, Paths: []string{filepath.Join(dir, "a")}, MaxRejects: 100})
	if !fault.Is(err, fault.Conflict) {
		t.Errorf("a second writer: %v", err)
	}
	_ = in.Close()
	_ = c.Wait()
}

func TestCancelledLoadLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	extract(t, filepath.Join(dir, "a"), "E08000035", 2000)
	w := filepath.Join(dir, "w.duckdb")
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	half := sizeOf(t, filepath.Join(dir, "a")) / 2
	_, err := load.Load(ctx, load.Options{Warehouse: w, Paths: []string{filepath.Join(dir, "a")}, MaxRejects: 100, Progress: func(read, _ int64) {
		if read > half {
			stop()
		}
	}})
	if !fault.Is(err, fault.Canceled) {
		t.Errorf("a cancelled load: %v", err)
	}
	if got := contents(t, w); got != "" {
		t.Errorf("it left %s", got)
	}
}

func TestProgressReachesTheEnd(t *testing.T) {
	dir := t.TempDir()
	generate(t, dir, 600)
	var last, total int64
	report, err := load.Load(t.Context(), load.Options{
		Warehouse: filepath.Join(t.TempDir(), "w"), Paths: []string{dir}, MaxRejects: 100,
		Progress: func(read, all int64) {
			if read < last {
				t.Error("progress goes back")
			}
			last, total = read, all
		},
	})
	if err != nil || len(report.Extracts) != 153 {
		t.Fatalf("%d extracts (%v)", len(report.Extracts), err)
	}
	if last != total || total != sizeOf(t, dir) {
		t.Errorf("%d of %d bytes are told of, want %d", last, total, sizeOf(t, dir))
	}
}

// canary stands for a person: wherever it is planted, it must not come out.
const canary = "Zzcanary"

func TestNothingOfARecordComesOut(t *testing.T) {
	dir := t.TempDir()
	declare := func(folder, council, kinds string) {
		write(t, filepath.Join(dir, folder, "extract.json"), []byte(strings.NewReplacer("E08000035", council, `["people"]`, kinds).Replace(declared)))
	}
	put := func(file, text string) {
		write(t, filepath.Join(dir, file), []byte(strings.ReplaceAll(text, "@", canary)))
	}
	declare("a", "E08000035", `["people", "plans", "complaints"]`)
	put("a/people.csv", "person_ref,birth_year,sex,died_on,left_on,notes,@1\n@1,1950,@,@,,@,\n@2,@,,,,,\n@3,,,,,@,\n@4,,,,,\n@ 5,,,,,,\n@3,,,,,,\n")
	put("a/plans.csv", "plan_ref,person_ref,for,assessment_ref,started_on,term,setting\n@L1,@3,adult,@A,2024-01-01,long,community\n@L2,@9,adult,,2024-01-01,long,@\n@L3,@1,adult,,,,\n")
	put("a/complaints.csv", "complaint_ref,person_ref,received_on,about,details\n@C1,@3,2024-01-01,plan,\"@ @\"\n")
	put("a/"+canary+".docx", "x")
	declare("b", "E06000001", `["people"]`)
	put("b/people.csv", "person_ref,notes\n@1,@ 07700900123 @\n9434765919,@@example.org\n")
	declare("c", "E06000002", `["people"]`)
	put("c/people.csv", "@,1950,@\n@,1960,@\n")
	declare("d", "E06000003", `["people"]`)
	put("d/people.csv", "person_ref,name,@ 07700900123\n@,@,@\n")
	put("e/extract.json", `{"specification": "@", "council": "@", "from": "@", "to": "@", "produced_on": "@", "kinds": ["@"], "synthetic": "@"}`)
	put("f/extract.json", "{@")
	declare("g", "E06000004", `["people"]`)
	put("g/people.csv", "person_ref,notes\n@1,\"@\n")
	declare("h", "E06000005", `["people"]`)
	put("h/people.parquet", "PAR1@")

	path := filepath.Join(t.TempDir(), "w.duckdb")
	report, err := load.Load(t.Context(), load.Options{Warehouse: path, Paths: []string{dir}, MaxRejects: 100})
	if report.Extracts[0].Status != load.Loaded || !fault.Is(err, fault.Refused) {
		t.Fatalf("the case does not do what it should: %v, %v", report.Extracts[0].Fault, err)
	}
	var said bytes.Buffer
	if err := errors.Join(report.WriteCSV(&said), report.WriteJSON(&said)); err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(&said, "%v %+v %#v", err, report, report)
	kept := "" // of the warehouse, its log and its keys
	files, _ := filepath.Glob(path + "*")
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		kept += string(text)
	}
	keys, err := os.ReadFile(warehouse.KeyPath(path))
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range append(strings.Split(string(keys), `"`), canary, "9434765919", "07700900123") {
		if len(secret) >= 8 && secret != "careduty_keys" && secret != "reference" && secret != "warehouse" && strings.Contains(said.String(), secret) {
			t.Errorf("the report or a fault holds a secret of %d characters", len(secret))
		}
	}
	if strings.Contains(strings.ToLower(kept), strings.ToLower(canary)) || strings.Contains(kept, "9434765919") {
		t.Error("the warehouse holds something of a record as it was sent")
	}
}
