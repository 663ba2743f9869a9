"""A product that is brought to environments: a fake AWS, stand-ins of programs, a service that says how it is. For tests/blackbox."""

import json
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import harness
from fake_aws import Aws
from loopback import Server

ARN = "arn:aws:apprunner:eu-west-1:123456789012:service/demo/8fe1e10304f84fd2b0df550fe98a71fa"
ECR = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/apim/gateway"
OLD, NEW = "sha256:" + "0" * 64, "sha256:" + "1" * 64
QUICK = {"good": 2, "every": "5ms", "within": "100ms"}  # of what is not healthy
PATIENT = {"good": 2, "every": "5ms", "within": "1m"}
APPRUNNER = {"name": "api", "kind": "apprunner", "environment": "demo", "service": ARN, "image": ECR + ":{version}", "poll": "5ms"}
ROUTE53 = {"name": "front", "kind": "route53", "environment": "demo", "zone": "Z1", "record": "demo.example.org", "poll": "5ms"}
KUBERNETES = {"name": "api", "kind": "kubernetes", "environment": "demo", "workload": "deployment/api", "image": "acme/api:{version}",
              "namespace": "demo", "context": "blue"}
PULUMI = {"name": "infra", "kind": "pulumi", "environment": "demo", "stack": "acme/demo", "output": "version",
          "values": {"app:image": "acme/api:{version}", "app:version": "{version}"}}

# Each records its arguments, and what it does is in files. KILL is "N before", "N after" or "N during": the Nth call
# kills who called it, and in the last case does its work when its caller is gone.
STAND_IN = r"""#!/bin/sh
cd "$STATE" || exit 9
echo "${0##*/} $*" >>calls
at=$(grep -c . calls)
[ "$KILL" = "$at before" ] && kill -9 $PPID && exit 1
[ "$KILL" = "$at during" ] && kill -9 $PPID && sleep 0.1
"""
KUBECTL = STAND_IN + r"""
set_image() { echo "$1" >image.new; mv image.new image; echo $(($(cat revision) + 1)) >revision.new; mv revision.new revision; }
case "$*" in
  *" get "*) image=$(cat image); revision=$(cat revision)
    echo "{\"metadata\":{\"annotations\":{\"deployment.kubernetes.io/revision\":\"$revision\"}},\"spec\":{\"template\":{\"spec\":{\"containers\":[{\"name\":\"app\",\"image\":\"$image\"}]}}}}" ;;
  *--dry-run=server*) echo "deployment.apps/api image updated (server dry run)" ;;
  *" set image "*) echo "$(cat image) $(cat revision)" >>history; set_image "${4#app=}"; [ "$3" = image ] || set_image "$(echo "$*" | sed 's/.*app=//')"; echo changed >>effects ;;
  *" rollout status "*) [ ! -e fails ] || { rm fails; echo "error: deployment exceeded its progress deadline" >&2; exit 1; } ;;
  *" rollout undo "*) revision=$(echo "$*" | sed 's/.*--to-revision=//')
    image=$(grep " $revision\$" history | tail -1 | cut -d' ' -f1); [ -n "$image" ] || { echo "error: unable to find specified revision $revision" >&2; exit 1; }
    set_image "$image"; echo undone >>effects ;;
esac
[ "$KILL" = "$at after" ] && kill -9 $PPID
exit 0
"""
PULUMI_PROGRAM = STAND_IN + r"""
case "$1" in
  stack) echo "{\"version\":\"$(cat version)\",\"url\":\"https://demo.example.org\",\"password\":\"[secret]\"}" ;;
  preview) echo "~ app:image acme/api (update)"; echo "Resources: ~ 1 to update" ;;
  up) [ ! -e fails ] || { rm fails; cat message >&2; exit 255; }
    echo "$*" | sed 's/.*app:version=\([^ ]*\).*/\1/' >version.new; mv version.new version; echo up >>effects ;;
esac
[ "$KILL" = "$at after" ] && kill -9 $PPID
exit 0
"""


class Site(Server):
    """A service that answers what `say` gives: a status and a body."""

    def __init__(self, say):
        self.say, self.asked = say, []
        super().__init__(self.answer)

    def answer(self, method, path, headers, body):
        self.asked.append(path)
        return self.say(path)


class Bench:
    """A product of version 3.1.0, and where it goes."""

    def __init__(self, *deployments, version="3.1.0", **config):
        self.ends = []
        self.at = harness.Workspace(harness.manifest(version, [["a"]]))
        self.ends.append(self.at.close)
        self.clone = self.at.clone
        self.env = harness.environment()
        self.configure(*deployments, **config)

    def configure(self, *deployments, **config):
        whole = {"product": "apim", "ci": {"patience": "50ms"}, "ledger": {"lease": "300ms"}, "deploy": list(deployments), **config}
        (self.clone / "release-action.json").write_text(json.dumps(whole))

    def aws(self, **options):
        aws = Aws(**options)
        self.ends.append(aws.stop)
        self.env.update(aws.environment())
        aws.tags["apim/gateway:3.1.0"] = NEW
        aws.add_service(ARN, f"{ECR}@{OLD}")
        return aws

    def site(self, say):
        site = Site(say)
        self.ends.append(site.stop)
        return site

    def stand_in(self, name, text, **files):
        self.state = self.at.folder / "state"
        self.state.mkdir(exist_ok=True)
        (self.at.folder / "bin").mkdir(exist_ok=True)
        program = self.at.folder / "bin" / name
        program.write_text(text)
        program.chmod(0o755)
        for file, content in files.items():
            (self.state / file).write_text(content)
        self.env.update(PATH=f"{program.parent}:{self.env['PATH']}", STATE=str(self.state))

    def told(self, name):
        file = self.state / name
        return file.read_text().splitlines() if file.exists() else []

    def run(self, *arguments, cwd=None, **more):
        return harness.run(["--json", "deploy", *arguments], cwd or self.clone, {**self.env, **more})

    def states(self, done):
        return {d["name"]: d["state"] for d in json.loads(done.stdout)["deployments"]}

    def close(self):
        for end in reversed(self.ends):
            end()


class Case(unittest.TestCase):
    def bench(self, *deployments, **config):
        bench = Bench(*deployments, **config)
        self.addCleanup(bench.close)
        return bench

    def expect(self, bench, code, *arguments, **more):
        done = bench.run(*arguments, **more)
        self.assertEqual(done.returncode, code, done.stderr)
        value = json.loads(done.stdout)
        self.assertEqual(value["schema"], "release-action/deployments/1")
        return value["deployments"], done.stderr

    def deploy(self, bench, code, *arguments, **more):
        return self.expect(bench, code, "--dry-run=false", *arguments, **more)


def weighted(aws):
    for side, weight in (("blue", 100), ("green", 0)):
        aws.add_record(f"<Name>demo.example.org</Name><Type>A</Type><SetIdentifier>{side}</SetIdentifier><Weight>{weight}</Weight><TTL>60</TTL>"
                       f"<ResourceRecords><ResourceRecord><Value>192.0.2.1</Value></ResourceRecord></ResourceRecords><HealthCheckId>h-{side}</HealthCheckId>")
    aws.add_record("<Name>www.example.org</Name><Type>A</Type><TTL>60</TTL><ResourceRecords><ResourceRecord><Value>192.0.2.9</Value></ResourceRecord></ResourceRecords>")
