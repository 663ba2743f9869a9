#!/usr/bin/env python3
"""Our signatures beside botocore's (Debian's python3-botocore) on 5,000 generated requests: headers and presigned URLs."""

import datetime
import hashlib
import json
import os
import random
import subprocess
import sys
import urllib.parse

OURS = os.environ["RA_AWS_MAIN"]
REQUESTS = 5_000

try:
    import botocore.auth
    import botocore.awsrequest
    import botocore.credentials
except ImportError:
    print("skipped: python3-botocore is not installed")
    sys.exit(77)

LETTERS = list("abcXYZ019-._~") * 3 + list(" +/=&%?#@:,;'()*!$[]{}|\\^`\"<>äሴ😀")


def word(rng, most):
    return "".join(rng.choice(LETTERS) for _ in range(rng.randint(1, most)))


def segment(rng):
    return rng.choice(["..", ".", "", "dist", word(rng, 12)]) if rng.random() < 0.3 else word(rng, 12)


def request(rng):
    service = rng.choice(["s3", "s3", "sts", "ecr"])
    path = "/" + "/".join(urllib.parse.quote(segment(rng), safe="-._~") for _ in range(rng.randint(0, 4)))
    # Names that differ: botocore keeps the last of equal ones where it presigns.
    query = {word(rng, 6): word(rng, 8) if rng.random() < 0.8 else "" for _ in range(rng.randint(0, 3))}
    text = "&".join(f"{urllib.parse.quote(k, safe='-._~')}={urllib.parse.quote(v, safe='-._~')}" for k, v in query.items())
    host = rng.choice(["b.s3.eu-west-1.amazonaws.com", "127.0.0.1:8080", "example.org", "example.org:443"])
    headers = {}
    for name in ("Content-Type", "x-amz-acl", "X-Amz-Meta-Sum", "If-None-Match", "Content-MD5"):
        if rng.random() < 0.4:
            headers[name] = rng.choice(["", "  ", "\t"]) + rng.choice(["a", "a  b", "a \t b", '"x"', "q=1,w=2"]) + rng.choice(["", "  "])
    when = datetime.datetime(2026, 1, 1) + datetime.timedelta(seconds=rng.randrange(10 ** 8))
    return {"method": rng.choice(["GET", "PUT", "POST", "DELETE"]), "service": service, "headers": headers,
            "url": f"https://{host}{path}" + (f"?{text}" if text else ""), "region": rng.choice(["us-east-1", "eu-west-3"]),
            "key": "AKID" + word(rng, 3).encode().hex(), "secret": word(rng, 30), "token": rng.choice(["", "tok/en+" + word(rng, 5).encode().hex()]),
            "time": when.strftime("%Y-%m-%dT%H:%M:%SZ"), "valid": rng.choice([1, 3600, 604800]),
            "payload": hashlib.sha256(word(rng, 5).encode()).hexdigest()}


def theirs(one):
    moment = datetime.datetime.strptime(one["time"], "%Y-%m-%dT%H:%M:%SZ")

    class Frozen(datetime.datetime):
        @classmethod
        def utcnow(cls):
            return moment

    botocore.auth.datetime.datetime = Frozen
    credentials = botocore.credentials.Credentials(one["key"], one["secret"], one["token"] or None)
    s3 = one["service"] == "s3"
    signer, querier = ((botocore.auth.S3SigV4Auth, botocore.auth.S3SigV4QueryAuth) if s3 else
                       (botocore.auth.SigV4Auth, botocore.auth.SigV4QueryAuth))

    def made():
        return botocore.awsrequest.AWSRequest(one["method"], one["url"], dict(one["headers"]), b"")

    signing = signer(credentials, one["service"], one["region"])
    signing.payload = lambda _: one["payload"]
    signed = made()
    signing.add_auth(signed)
    querying = querier(credentials, one["service"], one["region"], expires=one["valid"])
    if not s3:
        querying.payload = lambda _: one["payload"]
    asked = made()
    querying.add_auth(asked)
    return signed.headers["Authorization"], urllib.parse.parse_qs(urllib.parse.urlsplit(asked.url).query)["X-Amz-Signature"][0]


def main():
    rng = random.Random(4)
    requests = [request(rng) for _ in range(REQUESTS)]
    done = subprocess.run([OURS], input="".join(json.dumps(one) + "\n" for one in requests), capture_output=True, text=True, check=True)
    ours = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(ours) == REQUESTS
    wrong = []
    real = datetime.datetime
    for one, (authorization, url) in zip(requests, ours):
        signature = urllib.parse.parse_qs(urllib.parse.urlsplit(url).query).get("X-Amz-Signature", [url])[0]
        botocore.auth.datetime.datetime = real
        expected = theirs(one)
        if expected != (authorization, signature):
            wrong.append((one, expected, authorization, url))
    print(f"{REQUESTS} requests; {len(wrong)} differences")
    for one in wrong[:5]:
        print(json.dumps(one, indent=1))
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
