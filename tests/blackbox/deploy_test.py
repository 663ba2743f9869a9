#!/usr/bin/env python3
"""`deploy` to a fake AWS that checks signatures: App Runner and Route 53, asked for their health."""

import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import fake_aws
import harness
from deployments import APPRUNNER, ARN, ECR, NEW, OLD, PATIENT, QUICK, ROUTE53, Case, weighted
from fake_aws import Aws, Refused


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
        bench.configure({**APPRUNNER, "health": {"url": site.url + "/health", **QUICK, "within": "1s"}})
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
    secrets = (fake_aws.SECRET, "Wr0ng-Key-Of-The-Fake-AWS")


if __name__ == "__main__":
    harness.main()
