package house_test

import (
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"
)

// composed is what the rules below read of docker-compose.yml.
type composed struct {
	Services map[string]struct {
		ReadOnly bool     `yaml:"read_only"`
		Network  string   `yaml:"network_mode"`
		Networks []string `yaml:"networks"`
		Profiles []string `yaml:"profiles"`
		CapDrop  []string `yaml:"cap_drop"`
		Security []string `yaml:"security_opt"`
		Command  []string `yaml:"command"`
		Ports    []string `yaml:"ports"`
		Volumes  []string `yaml:"volumes"`
		Tmpfs    []string `yaml:"tmpfs"`
		Env      any      `yaml:"environment"`
		EnvFile  any      `yaml:"env_file"`
		Secrets  any      `yaml:"secrets"`
		Configs  any      `yaml:"configs"`
		From     any      `yaml:"volumes_from"`
		Extends  any      `yaml:"extends"`
		Host     bool     `yaml:"privileged"`
	} `yaml:"services"`
	Volumes  map[string]any `yaml:"volumes"`
	Networks map[string]struct {
		Internal bool `yaml:"internal"`
	} `yaml:"networks"`
}

func compose(t *testing.T) composed {
	t.Helper()
	var c composed
	if err := yaml.Unmarshal([]byte(read(t, "docker-compose.yml")), &c); err != nil {
		t.Fatal(err)
	}
	return c
}

// TestServeSeesReleasesOnly holds the boundary where it is drawn by mounts.
func TestServeSeesReleasesOnly(t *testing.T) {
	serve, ok := compose(t).Services["serve"]
	if !ok {
		t.Fatal("docker-compose.yml has no service serve")
	}
	if diff := cmp.Diff([]string{"releases:/releases:ro", "spool:/spool"}, serve.Volumes); diff != "" {
		t.Errorf("serve must mount the releases, read-only, room for answers under way, and nothing else (-want +got):\n%s", diff)
	}
	for name, v := range map[string]any{
		"env_file": serve.EnvFile, "environment": serve.Env, "secrets": serve.Secrets, "configs": serve.Configs,
		"volumes_from": serve.From, "extends": serve.Extends,
	} {
		if v != nil {
			t.Errorf("serve has %s: nothing may bring it a credential", name)
		}
	}
	if len(serve.Tmpfs) > 0 {
		t.Error("serve has room to write")
	}
	for _, p := range serve.Ports {
		if !strings.HasPrefix(p, "127.0.0.1:") {
			t.Errorf("serve publishes %s: putting it before the world is for whoever sets a proxy before it", p)
		}
	}
}

// TestContainersCanDoLittle holds all services to what they need.
func TestContainersCanDoLittle(t *testing.T) {
	c := compose(t)
	for _, want := range []string{"load", "publish", "serve"} {
		s, ok := c.Services[want]
		if !ok {
			t.Errorf("docker-compose.yml has no service %s", want)
			continue
		}
		if len(s.Command) == 0 || s.Command[0] != want {
			t.Errorf("%s runs %v", want, s.Command)
		}
	}
	for name, s := range c.Services {
		if !s.ReadOnly || s.Host || !slices.Contains(s.CapDrop, "ALL") || !slices.Contains(s.Security, "no-new-privileges") {
			t.Errorf("%s is not read_only, or may more than it needs", name)
		}
		if private := slices.ContainsFunc(s.Volumes, func(v string) bool { return strings.HasPrefix(v, "warehouse:") }); private && s.Network != "none" {
			if !slices.Equal(s.Networks, []string{"store"}) || !c.Networks["store"].Internal || len(s.Ports) > 0 {
				t.Errorf("%s reaches more than an object store; the private side needs no network, and to publish into a store that alone", name)
			}
		}
		for _, v := range s.Volumes {
			if source, _, _ := strings.Cut(v, ":"); !strings.HasPrefix(source, "./") {
				if _, ok := c.Volumes[source]; !ok {
					t.Errorf("%s mounts %s, which is not declared", name, v)
				}
			}
		}
	}
}

// TestImageIsBuiltFromSourcesAlone reads Dockerfile and .dockerignore: no user root, no secret, every package of ours let in.
func TestImageIsBuiltFromSourcesAlone(t *testing.T) {
	file := read(t, "Dockerfile")
	users := regexp.MustCompile(`(?m)^USER (\S+)`).FindAllStringSubmatch(file, -1)
	if len(users) == 0 || !regexp.MustCompile(`^[1-9]\d*(:\d+)?$`).MatchString(users[len(users)-1][1]) {
		t.Errorf("the image does not end with a user by number who is not root: %v", users)
	}
	if n := strings.Count(file, "\nFROM "); n != 2 {
		t.Errorf("the image has %d stages; compilers stay in the first of two", n)
	}
	for _, not := range []string{"ARG ", "ADD ", "--mount=type=secret"} {
		if strings.Contains(file, not) {
			t.Errorf("the Dockerfile has %s", not)
		}
	}
	ignore := strings.Split(read(t, ".dockerignore"), "\n")
	if !slices.Contains(ignore, "*") {
		t.Error(".dockerignore does not begin by leaving everything out")
	}
	for _, p := range packages(t) {
		if top := strings.Split(p.path, "/")[0]; !slices.Contains(ignore, "!"+top) {
			t.Errorf(".dockerignore keeps %s out, which the program needs", path.Clean(top))
		}
	}
}

// TestReplicasSeeReleasesOnly holds a server over an object store to what it needs: credentials that read, and room for a copy.
func TestReplicasSeeReleasesOnly(t *testing.T) {
	c := compose(t)
	replica, ok := c.Services["replica"]
	if !ok {
		t.Fatal("docker-compose.yml has no service replica")
	}
	if diff := cmp.Diff([]string{"copy:/copy", "spool:/spool"}, replica.Volumes); diff != "" {
		t.Errorf("replica must mount room for a copy, room for answers under way, and nothing else (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]any{"./store/reader.env"}, replica.EnvFile); diff != "" {
		t.Errorf("replica has other credentials than a reader's (-want +got):\n%s", diff)
	}
	for name, s := range c.Services {
		if !slices.Contains([]string{"load", "publish", "serve"}, name) && len(s.Profiles) == 0 {
			t.Errorf("%s has no profile: it would start with all the others", name)
		}
	}
}

// TestTheProxyTellsWhoAsks holds the public server to the network of the one proxy it trusts.
func TestTheProxyTellsWhoAsks(t *testing.T) {
	c := compose(t)
	public, proxy := c.Services["public"], c.Services["proxy"]
	for name, s := range map[string][]string{"public": public.Networks, "proxy": proxy.Networks} {
		if !slices.Equal(s, []string{"front"}) {
			t.Errorf("%s is on %v: whoever else is there could claim to be anybody", name, s)
		}
	}
	i := slices.Index(public.Command, "--trusted-proxies")
	if i < 0 || !strings.Contains(read(t, "docker-compose.yml"), "subnet: "+public.Command[i+1]) {
		t.Error("public does not trust the network of the proxy, and no other")
	}
	if len(public.Ports) > 0 || public.EnvFile != nil || public.Env != nil || !slices.Equal(public.Volumes, []string{"releases:/releases:ro", "spool:/spool"}) {
		t.Error("public may do more than serve")
	}
	for _, v := range proxy.Volumes {
		if strings.HasPrefix(v, "warehouse") || strings.HasPrefix(v, "releases") {
			t.Errorf("the proxy mounts %s", v)
		}
	}
}
