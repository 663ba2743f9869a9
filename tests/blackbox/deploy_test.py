#!/usr/bin/env python3
"""`deploy` from outside: to a fake AWS that checks signatures, through stand-ins of kubectl and pulumi that record their
arguments and fail on purpose, with a real local service asked for its health."""

import concurrent.futures
import http.server
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import threading
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import fake_aws
import harness
from fake_aws import Aws, Refused
from github_test import GITHUB_TOKEN, FakeGithub
from notify_test import ADDRESS, Hook

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


class Site:
    """A service that answers what `say` gives: a status and a body."""

    def __init__(self, say):
        site = self
        self.say = say
        self.asked = []

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                site.asked.append(self.path)
                status, body = site.say(self.path)
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body.encode())

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()


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


class AppRunner(Case):
    def test_an_image_is_brought_by_its_digest_once_what_runs_there_has_ended(self):
        bench = self.bench({**APPRUNNER, "url": "https://demo.example.org"})
        aws = bench.aws(busy=2)
        aws.begin_operation(ARN, "START_DEPLOYMENT")
        (one,), log = self.deploy(bench, 0)
        self.assertEqual((one["state"], one["before"], one["after"]), ("deployed", f"{ECR}@{OLD}", f"{ECR}@{NEW}"))
        self.assertEqual(one["outputs"], {"url": "https://demo.awsapprunner.example"})
        self.assertIn("App Runner is at work: START_DEPLOYMENT is IN_PROGRESS", log)
        sent, = aws.did("UpdateService")
        self.assertEqual(sent["SourceConfiguration"]["ImageRepository"]["ImageConfiguration"]["RuntimeEnvironmentVariables"], {"COLOUR": "teal"})
        self.assertEqual(sent["SourceConfiguration"]["AutoDeploymentsEnabled"], False)
        (again,), _ = self.deploy(bench, 0)
        self.assertEqual((again["state"], len(aws.did("UpdateService")), aws.defects()), ("present", 1, []))

    def test_a_dry_run_looks_and_a_plan_does_not_even_that(self):
        bench = self.bench(APPRUNNER, {**ROUTE53, "to": "green"})
        aws = bench.aws()
        weighted(aws)
        (planned, front), _ = self.expect(bench, 0)
        self.assertEqual((planned["state"], planned["before"], planned["after"]), ("planned", f"{ECR}@{OLD}", f"{ECR}@{NEW}"))
        self.assertEqual((front["before"], front["after"]), ("blue", "green"))
        self.assertEqual(aws.did("UpdateService") + aws.switches + aws.defects(), [])
        self.assertNotIn("deploy", " ".join(bench.at.refs()))
        before = len(aws.calls)
        done = harness.run(["--plan", "deploy"], bench.clone, bench.env)
        self.assertEqual((done.returncode, len(aws.calls)), (0, before), done.stderr)
        self.assertIn(f"updates {ARN} to {ECR}:3.1.0", done.stdout)

    def test_what_is_not_healthy_goes_back(self):
        bench = self.bench()
        aws = bench.aws()
        site = bench.site(lambda path: (200, "fine") if aws.image(ARN).endswith(OLD) else (503, "starting"))
        bench.configure({**APPRUNNER, "health": {"url": site.url + "/health", **QUICK}})
        (one,), log = self.deploy(bench, 4)
        self.assertEqual((one["state"], one["after"], aws.image(ARN)), ("returned", f"{ECR}@{OLD}", f"{ECR}@{OLD}"))
        self.assertIn("it answers 503, not 200", one["note"])
        self.assertIn(f"{ECR}@{OLD} is there again", log)
        automatic = [u["SourceConfiguration"]["AutoDeploymentsEnabled"] for u in aws.did("UpdateService")]
        self.assertEqual((automatic, aws.defects()), ([False, True], []))
        self.deploy(bench, 4)
        self.assertEqual(len(aws.did("UpdateService")), 4, "a new attempt, as it was asked for")

    def test_an_operation_that_fails_is_no_deployment(self):
        bench = self.bench(APPRUNNER)
        aws = bench.aws()
        aws.ends_as = lambda image: "ROLLBACK_SUCCEEDED"
        (one,), _ = self.deploy(bench, 4)
        self.assertEqual((one["state"], len(aws.did("UpdateService"))), ("returned", 1))
        self.assertIn("ended as ROLLBACK_SUCCEEDED", one["note"])

    def test_without_an_image_its_deployment_is_started(self):
        bench = self.bench({k: v for k, v in APPRUNNER.items() if k != "image"})
        aws = bench.aws()
        self.deploy(bench, 0)
        (again,), _ = self.deploy(bench, 0)
        self.assertEqual((again["state"], len(aws.did("StartDeployment"))), ("present", 1))

    def test_what_others_begin_in_between_is_waited_for(self):
        bench = self.bench(APPRUNNER)
        aws = bench.aws()
        begun = []

        def somebody_begins(operation, number):
            if operation == "UpdateService" and not begun:
                begun.append(aws.begin_operation(ARN, "START_DEPLOYMENT"))
        aws.fail = somebody_begins
        (one,), _ = self.deploy(bench, 0)
        self.assertEqual((one["state"], len(aws.did("UpdateService"))), ("deployed", 2))

    def test_errors_say_what_is_wrong(self):
        bench = self.bench(APPRUNNER)
        aws = bench.aws()
        for refusal, code, words in ((Refused("AccessDeniedException", "not authorized to perform apprunner:UpdateService", 400), 6, "AccessDeniedException"),
                                     (Refused("InvalidRequestException", "Bad image"), 3, "InvalidRequestException (Bad image)"),
                                     (Refused("InternalServiceErrorException", "oops", 500), 7, "InternalServiceErrorException")):
            aws.fail = lambda operation, number: refusal if operation == "UpdateService" else None
            _, log = self.deploy(bench, code)
            self.assertIn(words, log)
        aws.fail = lambda operation, number: None
        bench.configure({**APPRUNNER, "image": ECR + ":9.9.9"})
        _, log = self.deploy(bench, 1)
        self.assertIn("ECR has no image apim/gateway:9.9.9", log)
        _, log = self.deploy(bench, 6, AWS_SECRET_ACCESS_KEY="Wr0ng-Key-Of-The-Fake-AWS")
        self.assertIn("the secret key is not that of the access key", log)

    def test_a_service_that_is_away_is_gone_on_with(self):
        bench = self.bench(APPRUNNER)
        aws = bench.aws()
        aws.fail = lambda operation, number: Refused("Away", status=503) if aws.did("UpdateService") else None
        self.deploy(bench, 7)
        aws.fail = lambda operation, number: None
        (one,), log = self.deploy(bench, 0)
        self.assertEqual((one["state"], len(aws.did("UpdateService"))), ("deployed", 1))
        self.assertIn("api: goes on with what was begun at", log)


def weighted(aws):
    for side, weight in (("blue", 100), ("green", 0)):
        aws.add_record(f"<Name>demo.example.org</Name><Type>A</Type><SetIdentifier>{side}</SetIdentifier><Weight>{weight}</Weight><TTL>60</TTL>"
                       f"<ResourceRecords><ResourceRecord><Value>192.0.2.1</Value></ResourceRecord></ResourceRecords><HealthCheckId>h-{side}</HealthCheckId>")
    aws.add_record("<Name>www.example.org</Name><Type>A</Type><TTL>60</TTL><ResourceRecords><ResourceRecord><Value>192.0.2.9</Value></ResourceRecord></ResourceRecords>")


class Route53(Case):
    def test_traffic_goes_to_the_other_side_once_that_is_healthy(self):
        bench = self.bench()
        aws = bench.aws(busy=2)
        weighted(aws)
        site = bench.site(lambda path: (200, "version 3.1.0"))
        bench.configure({**ROUTE53, "ready": {"url": site.url + "/{side}", "body": "version {version}", **PATIENT}, "health": {"url": site.url + "/all", **PATIENT}})
        (one,), _ = self.deploy(bench, 0)
        self.assertEqual((one["state"], one["before"], one["after"]), ("deployed", "blue", "green"))
        self.assertEqual((aws.weights(), site.asked), ({"blue": 0, "green": 100}, ["/green", "/green", "/all", "/all"]))
        self.assertEqual(len(aws.did("GetChange")), 2, "until it is in sync")
        sent, = aws.did("ChangeResourceRecordSets")
        self.assertIn("<HealthCheckId>h-green</HealthCheckId>", sent)
        (again,), _ = self.deploy(bench, 0)
        self.assertEqual((again["state"], again["after"], len(aws.switches), aws.defects()), ("present", "green", 1, []))
        site.say = lambda path: (200, "version 3.1.1")
        (following,), _ = self.deploy(bench, 0, "--release-version", "3.1.1")
        self.assertEqual((following["after"], aws.weights()), ("blue", {"blue": 100, "green": 0}))

    def test_a_side_that_is_not_ready_gets_no_traffic(self):
        bench = self.bench()
        aws = bench.aws()
        weighted(aws)
        site = bench.site(lambda path: (200, "version 3.0.9"))
        bench.configure({**ROUTE53, "ready": {"url": site.url + "/{side}", "body": "version {version}", **QUICK}})
        (one,), log = self.deploy(bench, 4)
        self.assertEqual((one["state"], aws.switches), ("failed", []))
        self.assertIn("its answer does not contain `version 3.1.0`: version 3.0.9", one["note"])
        self.assertIn("nothing was changed", log)

    def test_an_alias_is_switched_and_goes_back(self):
        bench = self.bench()
        aws = bench.aws()
        aws.add_record("<Name>demo.example.org</Name><Type>A</Type><AliasTarget><HostedZoneId>Z2</HostedZoneId>"
                       "<DNSName>Blue.example.net</DNSName><EvaluateTargetHealth>true</EvaluateTargetHealth></AliasTarget>")
        site = bench.site(lambda path: (200, "ok") if "blue" in aws.records[0]["alias"] else (200, "no"))
        bench.configure({**ROUTE53, "blueAlias": "Z2/blue.example.net", "greenAlias": "Z3/green.example.net",
                         "health": {"url": site.url + "/", "body": "ok", **QUICK}})
        (one,), _ = self.deploy(bench, 4)
        self.assertEqual((one["state"], one["after"]), ("returned", "blue"))
        self.assertEqual((aws.switches, aws.defects()), ([["green.example.net."], ["blue.example.net."]], []))
        self.assertIn("<EvaluateTargetHealth>true</EvaluateTargetHealth>", aws.records[0]["xml"])


class Programs(Case):
    def kubernetes(self, **more):
        bench = self.bench({**KUBERNETES, **more})
        bench.stand_in("kubectl", KUBECTL, image="acme/api:3.0.0\n", revision="7\n")
        return bench

    def test_kubectl_sets_the_image_and_waits(self):
        bench = self.kubernetes()
        (planned,), log = self.expect(bench, 0)
        self.assertEqual((planned["state"], planned["before"], planned["after"]), ("planned", "acme/api:3.0.0", "acme/api:3.1.0"))
        self.assertIn("image updated (server dry run)", log)
        (one,), _ = self.deploy(bench, 0)
        self.assertEqual(one["state"], "deployed")
        begin = "kubectl --context=blue --namespace=demo "
        self.assertEqual(bench.told("calls")[-3:], [begin + "get deployment/api -o json", begin + "set image deployment/api app=acme/api:3.1.0",
                                                    begin + "rollout status deployment/api --timeout=1800s"])
        (again,), _ = self.deploy(bench, 0)
        self.assertEqual((again["state"], bench.told("effects")), ("present", ["changed"]))

    def test_a_rollout_that_fails_is_undone(self):
        bench = self.kubernetes()
        (bench.state / "fails").write_text("")
        (one,), log = self.deploy(bench, 4)
        self.assertEqual((one["state"], one["after"], bench.told("image")), ("returned", "acme/api:3.0.0", ["acme/api:3.0.0"]))
        self.assertIn("deployment exceeded its progress deadline", one["note"])
        self.assertIn("kubectl --context=blue --namespace=demo rollout undo deployment/api --to-revision=7", bench.told("calls"))

    def test_a_program_that_is_not_there_is_said(self):
        bench = self.bench(KUBERNETES)
        bin_folder = bench.at.folder / "bin"
        bin_folder.mkdir()
        (bin_folder / "git").symlink_to(shutil.which("git"))
        _, log = self.deploy(bench, 3, PATH=str(bin_folder))
        self.assertIn("there is no program `kubectl` on this machine", log)

    def test_pulumi_previews_goes_up_and_back(self):
        bench = self.bench(PULUMI)
        bench.stand_in("pulumi", PULUMI_PROGRAM, version="3.0.0\n", message="error: failed to create: quota\n")
        _, log = self.expect(bench, 0)
        self.assertIn("Resources: ~ 1 to update", log)
        self.assertEqual(bench.told("effects"), [])
        (one,), _ = self.deploy(bench, 0)
        self.assertEqual((one["before"], one["after"], one["outputs"]["password"]), ("3.0.0", "3.1.0", "[secret]"))
        self.assertIn("pulumi up --stack acme/demo --config app:image=acme/api:3.1.0 --config app:version=3.1.0 --yes --non-interactive "
                      "--skip-preview --color never --message release-action 3.1.0", bench.told("calls"))
        (bench.state / "fails").write_text("")
        (failed,), _ = self.deploy(bench, 4, "--release-version", "3.2.0")
        self.assertEqual((failed["state"], failed["after"]), ("returned", "3.1.0"))
        self.assertIn("failed to create: quota", failed["note"])
        site = bench.site(lambda path: (500, ""))
        bench.configure({**PULUMI, "health": {"url": site.url, **QUICK}})
        (back,), _ = self.deploy(bench, 4, "--release-version", "3.2.0")
        self.assertEqual((back["state"], bench.told("version")), ("returned", ["3.1.0"]))
        self.assertIn("--config app:image=acme/api:3.1.0", bench.told("calls")[-1])

    def test_a_stack_that_pulumi_has_locked_is_a_conflict(self):
        bench = self.bench(PULUMI)
        bench.stand_in("pulumi", PULUMI_PROGRAM, version="3.0.0\n", fails="",
                       message="error: [409] Conflict: another update is currently in progress\n")
        _, log = self.deploy(bench, 5)
        self.assertIn("pulumi cancel", log)
        (one,), _ = self.deploy(bench, 0)
        self.assertEqual((one["state"], bench.told("effects")), ("deployed", ["up"]))

    def test_a_command_is_told_what_it_needs(self):
        run = 'echo "$RA_ENVIRONMENT $RA_TARGET $RA_PREVIOUS → $RA_VERSION" >>log; echo "$RA_VERSION" >there'
        bench = self.bench({"name": "site", "kind": "command", "environment": "demo", "run": run, "look": "cat there"})
        (bench.clone / "there").write_text("3.0.0\n")
        (one,), _ = self.deploy(bench, 0)
        self.assertEqual((one["before"], one["after"]), ("3.0.0", "3.1.0"))
        self.assertEqual((bench.clone / "log").read_text(), "demo site 3.0.0 → 3.1.0\n")
        bench.configure({"name": "site", "kind": "command", "environment": "demo", "look": "cat there", "run": "echo broken >there; echo no room >&2; exit 3"})
        (failed,), log = self.deploy(bench, 4, "--release-version", "3.2.0")
        self.assertEqual(failed["state"], "failed", "what brings it back fails, too")
        self.assertIn("ended with exit code 3: no room", log)
        bench.configure({"name": "site", "kind": "command", "environment": "demo", "look": "cat there", "run": "exit 3", "return": 'echo "$RA_PREVIOUS" >there'})
        (back,), _ = self.deploy(bench, 4, "--release-version", "3.2.0")
        self.assertEqual((back["state"], (bench.clone / "there").read_text()), ("returned", "3.1.0\n"))


class Together(Case):
    def test_the_first_that_fails_ends_it_and_the_table_says_so(self):
        bench = self.bench({"name": "one", "kind": "command", "run": "true"}, {"name": "two", "kind": "command", "run": "exit 1"},
                           {"name": "three", "kind": "command", "run": "touch never"})
        done = harness.run(["deploy", "--dry-run=false", "--ledger=local"], bench.clone, bench.env)
        self.assertEqual(done.returncode, 4, done.stderr)
        self.assertRegex(done.stdout, r"^one    one    deployed     \? → 3\.1\.0\ntwo    two    failed +\? → 3\.1\.0  .*\nthree  three  not started\n$")
        self.assertFalse((bench.clone / "never").exists())
        self.assertEqual(bench.at.refs(), {"refs/heads/master"})
        (two,), _ = self.expect(bench, 0, "one")
        self.assertEqual(two["name"], "one")

    def test_one_deployment_of_an_environment_at_a_time(self):
        go = 'touch "$HERE/begun"; until test -e "$HERE/go"; do sleep 0.01; done'
        bench = self.bench({"name": "slow", "kind": "command", "environment": "demo", "run": go})
        here = str(bench.at.folder)
        program = harness.start(["deploy", "--dry-run=false"], bench.clone, {**bench.env, "HERE": here})
        self.addCleanup(program.communicate)
        while not (bench.at.folder / "begun").exists():
            self.assertIsNone(program.poll())
            time.sleep(0.01)
        done = bench.run("--dry-run=false", HERE=here)
        self.assertEqual(done.returncode, 5, done.stderr)
        self.assertIn("another deployment to demo is under way: in the same folder", done.stderr)
        other = bench.at.fresh_clone("other")
        shutil.copy(bench.clone / "release-action.json", other)
        done = bench.run("--dry-run=false", cwd=other, HERE=here)
        self.assertEqual(done.returncode, 5, done.stderr)
        self.assertRegex(done.stderr, "another deployment to demo is under way: .* process")
        (bench.at.folder / "go").write_text("")
        program.wait()
        self.assertEqual(program.returncode, 0)
        done = bench.run("--dry-run=false", cwd=other, HERE=here)
        self.assertEqual((done.returncode, bench.states(done)), (0, {"slow": "present"}), done.stderr)

    def test_the_forge_is_told(self):
        bench = self.bench({"name": "site", "kind": "command", "environment": "demo", "look": "cat there", "run": 'echo "$RA_VERSION" >there'})
        (bench.clone / "there").write_text("3.0.0")
        head = harness.git("rev-parse", "HEAD", cwd=bench.clone)
        github = FakeGithub(bench.at.folder, refs={"refs/heads/master": head})
        self.addCleanup(github.stop)
        event = bench.at.folder / "event.json"
        event.write_text(json.dumps({"repository": {"full_name": "acme/release"}, "inputs": {}}))
        bench.env.update(GITHUB_ACTIONS="true", GITHUB_EVENT_NAME="workflow_dispatch", GITHUB_EVENT_PATH=str(event), GITHUB_REPOSITORY="acme/release",
                         GITHUB_REF="refs/heads/master", GITHUB_SHA=head, GITHUB_RUN_ID="7512", GITHUB_RUN_ATTEMPT="1",
                         GITHUB_API_URL=github.url, GITHUB_TOKEN=GITHUB_TOKEN)
        self.deploy(bench, 0)
        made, = [r["body"] for r in github.writes("/deployments") if r["path"].endswith("/deployments")]
        self.assertEqual((made["environment"], made["ref"]), ("demo", head))
        self.assertEqual([r["body"]["state"] for r in github.writes("/statuses")], ["in_progress", "success"])
        self.deploy(bench, 0)
        self.assertEqual(len(github.writes("/statuses")), 2, "nothing new is nothing to tell")
        bench.configure({"name": "site", "kind": "command", "environment": "demo", "look": "cat there", "run": "exit 1", "return": "true"})
        self.deploy(bench, 4, "--release-version", "3.2.0")
        self.assertEqual([r["body"]["state"] for r in github.writes("/statuses")][2:], ["in_progress", "failure"])

    def test_those_who_want_to_know_are_told_and_the_page_of_the_job_shows_it(self):
        notice = {"name": "hook", "kind": "webhook", "urlEnv": "HOOK"}
        site = {"name": "site", "kind": "command", "environment": "demo", "look": "cat there", "url": "https://demo.example.org",
                "run": 'echo "$RA_VERSION" >there', "health": {"url": "http://127.0.0.1:1/", **QUICK, "within": "5ms"}}
        bench = self.bench({k: v for k, v in site.items() if k != "health"}, notify=[notice])
        (bench.clone / "there").write_text("3.0.0")
        hook = Hook()
        self.addCleanup(hook.stop)
        page = bench.at.folder / "summary.md"
        bench.env.update(HOOK=hook.url, GITHUB_ACTIONS="true", GITHUB_STEP_SUMMARY=str(page))
        self.expect(bench, 0, "--ledger=local")
        self.assertEqual(hook.told, [], "of a dry run nobody is told")
        self.deploy(bench, 0, "--ledger=local")
        self.deploy(bench, 0, "--ledger=local")
        told, = hook.events()
        self.assertEqual((told["event"], told["ok"], told["product"], told["version"], told["environment"], told["message"], told["link"]),
                         ("deployed", True, "apim", "3.1.0", "demo", "site: 3.0.0 → 3.1.0", "https://demo.example.org"))
        bench.configure(site, notify=[notice])
        self.deploy(bench, 4, "--ledger=local", "--release-version", "3.2.0")
        told = hook.events()[-1]
        self.assertEqual((len(hook.events()), told["ok"], told["version"], told["returned_to"]), (2, False, "3.2.0", "3.1.0"))
        self.assertIn("is not healthy", told["message"])
        self.assertIn("| site | demo | ✓ deployed | `3.0.0 → 3.1.0` |", page.read_text())
        self.assertIn("| site | demo | ✗ returned |", page.read_text())

    def test_a_signal_ends_the_waiting_and_what_is_at_work_goes_on_with_the_lock(self):
        go = 'touch "$HERE/begun"; until test -e "$HERE/go"; do sleep 0.01; done; echo "$RA_VERSION" >>"$HERE/effects"; echo "$RA_VERSION" >there'
        bench = self.bench({"name": "slow", "kind": "command", "environment": "demo", "look": "cat there", "run": go})
        (bench.clone / "there").write_text("3.0.0")
        here = bench.at.folder
        for number, how in ((signal.SIGTERM, "--ledger=local"), (signal.SIGINT, "--ledger=git")):
            with self.subTest(how):
                for name in ("begun", "go"):
                    (here / name).unlink(missing_ok=True)
                program = harness.start(["deploy", "--dry-run=false", how], bench.clone, {**bench.env, "HERE": str(here)})
                self.addCleanup(program.communicate)
                while not (here / "begun").exists():
                    self.assertIsNone(program.poll())
                    time.sleep(0.01)
                program.send_signal(number)
                _, log = program.communicate(timeout=60)
                self.assertEqual(program.returncode, 130, log)
                done = bench.run("--dry-run=false", how, HERE=str(here))
                self.assertEqual(done.returncode, 5, done.stderr)
                (here / "go").write_text("")
                for _ in range(600):
                    done = bench.run("--dry-run=false", how, HERE=str(here))
                    if done.returncode != 5:
                        break
                    time.sleep(0.02)
                self.assertEqual((done.returncode, bench.states(done)), (0, {"slow": "deployed"}), done.stderr)
                self.assertIn("goes on with what was begun", done.stderr)
                self.assertEqual((here / "effects").read_text(), "3.1.0\n")
                (here / "effects").unlink()
                (bench.clone / "there").write_text("3.0.0")

    def test_a_signal_ends_the_wait_for_health(self):
        bench = self.bench()
        site = bench.site(lambda path: (503, "starting"))
        bench.configure({"name": "site", "kind": "command", "environment": "demo", "look": "cat there", "run": 'echo "$RA_VERSION" >there',
                         "health": {"url": site.url, "good": 1, "every": "10ms", "within": "10m"}})
        (bench.clone / "there").write_text("3.0.0")
        program = harness.start(["deploy", "--dry-run=false"], bench.clone, bench.env)
        self.addCleanup(program.communicate)
        while len(site.asked) < 3:
            self.assertIsNone(program.poll())
            time.sleep(0.01)
        program.send_signal(signal.SIGTERM)
        program.communicate(timeout=60)
        self.assertEqual(program.returncode, 130)
        site.say = lambda path: (200, "fine")
        done = bench.run("--dry-run=false")
        self.assertEqual((done.returncode, bench.states(done)), (0, {"site": "deployed"}), done.stderr)

    def test_wrong_names_and_a_missing_section_are_said(self):
        bench = self.bench({"name": "site", "kind": "command", "run": "true"})
        done = bench.run("sit")
        self.assertEqual(done.returncode, 2)
        self.assertIn("did you mean site?", done.stderr)
        bench.configure()
        self.assertEqual(bench.run().returncode, 3)


class KilledAnywhere(Case):
    """Killed at each request and each program, the next run comes to the same end, and nothing is done twice."""

    def ends(self, bench, aws, *arguments):
        codes = []
        while len(codes) < 40 and (not codes or codes[-1] in (-9, 5)):
            program = harness.start(["deploy", "--dry-run=false", *arguments], bench.clone, bench.env)
            if aws:
                aws.pid = program.pid
                aws.has_pid.set()
            out, err = program.communicate()
            codes.append(program.returncode)
            bench.env.pop("KILL", None)
            if codes[-1] == 5:
                time.sleep(0.05)
        self.assertEqual((aws.defects() if aws else []), [], err)
        return codes, out

    def story(self, kill, healthy):
        bench = Bench()
        try:
            aws = bench.aws(busy=0)
            weighted(aws)
            site = bench.site(lambda path: (200, "ok") if healthy or aws.weights()["blue"] else (500, ""))
            bench.configure(APPRUNNER, {**ROUTE53, "health": {"url": site.url, **PATIENT, "good": 1, **({} if healthy else {"within": "10ms"})}})
            aws.kill = kill
            codes, _ = self.ends(bench, aws, "--ledger=local")
            return codes, aws.number, (codes[-1], len(aws.did("UpdateService")), aws.image(ARN), aws.switches, aws.weights())
        finally:
            bench.close()

    def check(self, healthy):
        codes, count, expected = self.story(None, healthy)
        self.assertEqual(codes, [0 if healthy else 4])
        self.assertEqual(expected[1:4], (1, f"{ECR}@{NEW}", [{"blue": 0, "green": 100}] + ([] if healthy else [{"blue": 100, "green": 0}])))
        points = [(n, when) for n in range(1, count + 1) for when in ("before", "after")]
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            for point, (codes, _, end) in zip(points, pool.map(lambda p: self.story(p, healthy), points)):
                with self.subTest(point):
                    self.assertEqual((codes.count(-9), end), (1, expected))

    def test_at_each_request_of_a_deployment(self):
        self.check(True)

    def test_at_each_request_of_one_that_goes_back(self):
        self.check(False)

    def programs(self, kill, fails):
        bench = Bench({**KUBERNETES, **({"health": {"url": "http://127.0.0.1:1/", **QUICK, "within": "5ms"}} if fails else {})})
        try:
            bench.stand_in("kubectl", KUBECTL, image="acme/api:3.0.0\n", revision="7\n")
            if kill:
                bench.env["KILL"] = kill
            codes, _ = self.ends(bench, None)
            return codes, len(bench.told("calls")), (codes[-1], bench.told("effects"), bench.told("image"))
        finally:
            bench.close()

    def test_at_each_program_even_when_it_outlives_us(self):
        for fails in (False, True):
            codes, count, expected = self.programs(None, fails)
            self.assertEqual(expected, (4, ["changed", "undone"], ["acme/api:3.0.0"]) if fails else (0, ["changed"], ["acme/api:3.1.0"]))
            points = [f"{n} {when}" for n in range(1, count + 1) for when in ("before", "after", "during")]
            with concurrent.futures.ThreadPoolExecutor(4) as pool:
                for point, (codes, _, end) in zip(points, pool.map(lambda p: self.programs(p, fails), points)):
                    with self.subTest(point):
                        self.assertEqual((codes.count(-9), end), (1, expected))


class Fake(unittest.TestCase):
    """The fake is one that AWS's own client believes, and that believes nobody else."""

    @unittest.skipIf(fake_aws.botocore is None, "skipped: python3-botocore is not installed")
    def test_aws_own_client_speaks_with_it(self):
        import botocore.config
        import botocore.exceptions
        import botocore.session
        aws = Aws()
        self.addCleanup(aws.stop)
        aws.add_service(ARN, f"{ECR}@{OLD}")
        weighted(aws)

        def client(name, secret=fake_aws.SECRET):
            return botocore.session.get_session().create_client(
                name, endpoint_url=aws.url, region_name="us-east-1" if name == "route53" else "eu-west-1", aws_access_key_id=fake_aws.KEY,
                aws_secret_access_key=secret, config=botocore.config.Config(retries={"max_attempts": 1}))
        service = client("apprunner").describe_service(ServiceArn=ARN)["Service"]
        self.assertEqual(service["SourceConfiguration"]["ImageRepository"]["ImageIdentifier"], f"{ECR}@{OLD}")
        self.assertEqual(client("apprunner").list_operations(ServiceArn=ARN)["OperationSummaryList"][0]["Status"], "SUCCEEDED")
        record = client("route53").list_resource_record_sets(HostedZoneId="Z1", StartRecordName="demo.example.org", StartRecordType="A")["ResourceRecordSets"][0]
        self.assertEqual((record["SetIdentifier"], record["Weight"]), ("blue", 100))
        record["Weight"] = 7
        change = client("route53").change_resource_record_sets(HostedZoneId="Z1", ChangeBatch={"Changes": [{"Action": "UPSERT", "ResourceRecordSet": record}]})["ChangeInfo"]
        self.assertEqual((change["Status"], aws.weights()["blue"]), ("PENDING", 7))
        self.assertEqual(client("route53").get_change(Id=change["Id"])["ChangeInfo"]["Status"], "INSYNC")
        with self.assertRaises(botocore.exceptions.ClientError):
            client("apprunner", "another secret").describe_service(ServiceArn=ARN)


class NoTokenAnywhere(harness.NoTokenAnywhere):
    secrets = (fake_aws.SECRET, "Wr0ng-Key-Of-The-Fake-AWS", GITHUB_TOKEN, ADDRESS)


if __name__ == "__main__":
    harness.main()
