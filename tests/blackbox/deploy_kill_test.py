#!/usr/bin/env python3
"""`deploy` killed at each request and at each program: the next run comes to the same end, and nothing is done twice."""

import concurrent.futures
import time

import harness
from deployments import APPRUNNER, ARN, ECR, KUBECTL, KUBERNETES, NEW, PATIENT, QUICK, ROUTE53, Bench, Case, weighted


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


if __name__ == "__main__":
    harness.main()
