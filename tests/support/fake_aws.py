"""AWS as far as a deployment needs it: App Runner, Route 53 and the digests of ECR. It checks every signature (SigV4) and,
where python3-botocore is installed, every request against the service's own model. For tests/blackbox."""

import hashlib
import hmac
import json
import os
import re
import signal
import threading
import urllib.parse
import uuid
import xml.etree.ElementTree

from loopback import Server

try:
    import botocore.loaders
    import botocore.model
    import botocore.validate
except ImportError:
    botocore = None

KEY, SECRET = "AKIDEXAMPLE", "S3cr3t-Key-Of-The-Fake-AWS-0123456789"
DNS = "{https://route53.amazonaws.com/doc/2013-04-01/}"
TARGETS = {"AppRunner": ("apprunner", "2020-05-15", "application/x-amz-json-1.0"),
           "AmazonEC2ContainerRegistry_V20150921": ("ecr", "2015-09-21", "application/x-amz-json-1.1")}
ENDED = {"SUCCEEDED", "FAILED", "ROLLBACK_SUCCEEDED", "ROLLBACK_FAILED"}


class Refused(Exception):
    def __init__(self, code, message="no", status=400):
        super().__init__(code)
        self.code, self.message, self.status = code, message, status


def signed_by(secret, method, path, query, headers, body):
    """The signature that this request should have, and the service it is for.
    docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html"""
    found = re.fullmatch(r"AWS4-HMAC-SHA256 Credential=([^/]+)/(\d{8})/([^/]+)/([^/]+)/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})",
                         headers.get("Authorization", ""))
    if not found or found[1] != KEY:
        raise Refused("UnrecognizedClientException", "The security token included in the request is invalid.", 403)
    _, day, region, service, names, signature = found.groups()
    if not {"host", "x-amz-date"} <= set(names.split(";")):
        raise Refused("InvalidSignatureException", "host and x-amz-date must be signed", 403)
    pairs = sorted(tuple(pair.partition("=")[::2]) for pair in query.split("&") if pair)
    # Services other than S3 sign the path encoded once more.
    canonical = "\n".join([method, urllib.parse.quote(path, safe="/-_.~"), "&".join(f"{k}={v}" for k, v in pairs),
                           *(f"{name}:{' '.join(headers[name].split())}" for name in names.split(";")), "", names,
                           hashlib.sha256(body).hexdigest()])
    scope = f"{day}/{region}/{service}/aws4_request"
    text = "\n".join(["AWS4-HMAC-SHA256", headers["x-amz-date"], scope, hashlib.sha256(canonical.encode()).hexdigest()])
    key = ("AWS4" + secret).encode()
    for part in (day, region, service, "aws4_request"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    if not hmac.compare_digest(hmac.new(key, text.encode(), hashlib.sha256).hexdigest(), signature):
        raise Refused("InvalidSignatureException", "The request signature we calculated does not match", 403)
    return service, region


def model_of(service, version):
    data = botocore.loaders.Loader().load_service_model(service, "service-2", version)
    return botocore.model.ServiceModel(data)


MODELS = {}


def check_input(service, version, operation, given):
    """Nothing that AWS's own model does not know, and all that it requires."""
    if botocore is None:
        return
    model = MODELS.setdefault(service, model_of(service, version))
    shape = model.operation_model(operation).input_shape
    unknown = unknown_members(given, shape)
    report = botocore.validate.ParamValidator().validate(given, shape)
    if unknown or report.has_errors():
        raise AssertionError(f"{service} {operation}: {unknown} {report.generate_report()}")


def unknown_members(value, shape):
    if shape.type_name == "structure":
        return [k for k in value if k not in shape.members] + [
            m for k, v in value.items() if k in shape.members for m in unknown_members(v, shape.members[k])]
    if shape.type_name == "list":
        return [m for v in value for m in unknown_members(v, shape.member)]
    return []


def from_xml(element, shape):
    """As botocore would have been given it."""
    if shape.type_name == "structure":
        names = {member.serialization.get("name", key): (key, member) for key, member in shape.members.items()}
        return {names[tag(child)][0]: from_xml(child, names[tag(child)][1]) for child in element}
    if shape.type_name == "list":
        return [from_xml(child, shape.member) for child in element]
    if shape.type_name in ("integer", "long"):
        return int(element.text)
    if shape.type_name == "boolean":
        return {"true": True, "false": False}[element.text]
    return element.text or ""


def tag(element):
    return element.tag.removeprefix(DNS)


class Aws:
    """`calls` are (operation, body) of what was let in. `fail(operation, number)` may give a Refused to answer instead.
    `busy` is for how many looks an operation takes; `kill` is (number, "before" or "after"): SIGKILL for `pid`."""

    def __init__(self, busy=1):
        self.busy = busy
        self.calls = []
        self.fail = lambda operation, number: None
        self.ends_as = lambda image: "SUCCEEDED"
        self.kill = None
        self.pid = None
        self.has_pid = threading.Event()
        self.number = 0
        self.tags = {}      # "repository:tag" → digest
        self.services = {}  # ARN → what DescribeService tells
        self.operations = {}  # ARN → operations, newest first
        self.records = []   # of the one hosted zone, as XML elements' texts
        self.changes = {}   # id → looks until it is in sync
        self.switches = []  # what really changed in DNS
        self.lock = threading.RLock()
        self.server = Server(self.handle)
        self.url = self.server.url

    def stop(self):
        self.server.stop()

    def environment(self):
        return {"AWS_ACCESS_KEY_ID": KEY, "AWS_SECRET_ACCESS_KEY": SECRET, "AWS_ENDPOINT_URL": self.url}

    # --- one request

    def killed(self, number, when):
        if self.kill != (number, when):
            return False
        self.has_pid.wait(10)
        os.kill(self.pid, signal.SIGKILL)
        return True

    def handle(self, method, path, headers, body):
        with self.lock:
            self.number += 1
            number = self.number
            if self.killed(number, "before"):
                return None
            try:
                status = 200
                kind, answer = self.answer(method, path, headers, body, number)
            except Refused as e:
                status, kind, answer = e.status, "json", {"__type": e.code, "message": e.message}
                if "/2013-04-01/" in path:
                    kind, answer = "xml", f"<ErrorResponse><Error><Type>Sender</Type><Code>{e.code}</Code><Message>{e.message}</Message></Error></ErrorResponse>"
            except Exception as e:  # a defect of the program, or of this: the test shall see it
                self.calls.append(("defect", repr(e)))
                status, kind, answer = 400, "json", {"__type": "ValidationException", "message": repr(e)}
            if self.killed(number, "after"):
                return None
        content = "application/x-amz-json-1.0" if kind == "json" else "text/xml"
        return status, json.dumps(answer) if kind == "json" else answer, {"Content-Type": content}

    def answer(self, method, path, headers, body, number):
        path, _, query = path.partition("?")
        service, region = signed_by(SECRET, method, path, query, headers, body)
        if path.startswith("/2013-04-01/"):
            assert (service, region) == ("route53", "us-east-1"), (service, region)
            return "xml", self.route53(method, path, dict(urllib.parse.parse_qsl(query)), body, number)
        prefix, operation = headers["X-Amz-Target"].split(".")
        name, version, content = TARGETS[prefix]
        assert (service, headers["Content-Type"]) == (name, content), (service, headers["Content-Type"])
        given = json.loads(body)
        self.let_in(operation, given, number)
        check_input(name, version, operation, given)
        return "json", getattr(self, operation)(given)

    def let_in(self, operation, given, number):
        refusal = self.fail(operation, number)
        if refusal:
            raise refusal
        self.calls.append((operation, given))

    def did(self, operation):
        return [given for name, given in self.calls if name == operation]

    def defects(self):
        return self.did("defect")

    # --- ECR

    def DescribeImages(self, given):
        digest = self.tags.get(given["repositoryName"] + ":" + given["imageIds"][0]["imageTag"])
        if digest is None:
            raise Refused("ImageNotFoundException", "The image with imageId does not exist")
        return {"imageDetails": [{"registryId": given["registryId"], "repositoryName": given["repositoryName"], "imageDigest": digest}]}

    # --- App Runner

    def add_service(self, arn, image):
        source = {"AutoDeploymentsEnabled": True, "AuthenticationConfiguration": {"AccessRoleArn": "arn:aws:iam::123456789012:role/ecr"},
                  "ImageRepository": {"ImageIdentifier": image, "ImageRepositoryType": "ECR",
                                      "ImageConfiguration": {"Port": "8080", "RuntimeEnvironmentVariables": {"COLOUR": "teal"}}}}
        self.services[arn] = {"ServiceName": "demo", "ServiceId": str(uuid.uuid4()), "ServiceArn": arn, "ServiceUrl": "demo.awsapprunner.example",
                              "CreatedAt": 1768384800, "UpdatedAt": 1768384800, "Status": "RUNNING", "SourceConfiguration": source,
                              "InstanceConfiguration": {}, "AutoScalingConfigurationSummary": {}, "NetworkConfiguration": {}}
        self.operations[arn] = []
        self.begin_operation(arn, "CREATE_SERVICE")
        self.operations[arn][0].update(Status="SUCCEEDED", left=0)
        self.services[arn]["Status"] = "RUNNING"

    def image(self, arn):
        return self.services[arn]["SourceConfiguration"]["ImageRepository"]["ImageIdentifier"]

    def service(self, given):
        if given["ServiceArn"] not in self.services:
            raise Refused("ResourceNotFoundException", "Service cannot be found")
        return self.services[given["ServiceArn"]]

    def begin_operation(self, arn, kind, end="SUCCEEDED", before=None):
        operation = {"Id": str(uuid.uuid4()), "Type": kind, "Status": "IN_PROGRESS", "TargetArn": arn, "StartedAt": 1768384800,
                     "left": self.busy, "end": end, "before": before}
        self.operations[arn].insert(0, operation)
        self.services[arn]["Status"] = "OPERATION_IN_PROGRESS"
        return operation["Id"]

    def advance(self, arn):
        newest = self.operations[arn][0]
        if newest["Status"] in ENDED:
            return
        newest["left"] -= 1
        if newest["left"] < 0:
            newest["Status"] = newest["end"]
            self.services[arn]["Status"] = "RUNNING"
            if newest["end"] != "SUCCEEDED" and newest["before"]:  # App Runner goes back by itself
                self.services[arn]["SourceConfiguration"] = newest["before"]

    def DescribeService(self, given):
        return {"Service": self.service(given)}

    def ListOperations(self, given):
        self.service(given)
        self.advance(given["ServiceArn"])
        known = ("Id", "Type", "Status", "TargetArn", "StartedAt")
        return {"OperationSummaryList": [{k: o[k] for k in known} for o in self.operations[given["ServiceArn"]]]}

    def UpdateService(self, given):
        arn = given["ServiceArn"]
        service = self.service(given)
        if service["Status"] != "RUNNING":
            raise Refused("InvalidStateException", "Service cannot be updated in the current state: OPERATION_IN_PROGRESS.")
        before = service["SourceConfiguration"]
        service["SourceConfiguration"] = given["SourceConfiguration"]
        operation = self.begin_operation(arn, "UPDATE_SERVICE", self.ends_as(self.image(arn)), before)
        return {"Service": service, "OperationId": operation}

    def StartDeployment(self, given):
        if self.service(given)["Status"] != "RUNNING":
            raise Refused("InvalidRequestException", "Another operation is in progress")
        return {"OperationId": self.begin_operation(given["ServiceArn"], "START_DEPLOYMENT")}

    # --- Route 53

    def route53(self, method, path, query, body, number):
        if found := re.fullmatch(r"/2013-04-01/change/(\w+)", path):
            self.let_in("GetChange", found[1], number)
            if found[1] not in self.changes:
                raise Refused("NoSuchChange", status=404)
            self.changes[found[1]] -= 1
            return self.change_xml("GetChangeResponse", found[1])
        zone, = re.fullmatch(r"/2013-04-01/hostedzone/(\w+)/rrset/?", path).groups()
        if zone != "Z1":
            raise Refused("NoSuchHostedZone", "No hosted zone found with ID: " + zone, 404)
        if method == "GET":
            self.let_in("ListResourceRecordSets", query, number)
            return self.records_xml(query)
        return self.upsert(body, number)

    def change_xml(self, name, number):
        status = "INSYNC" if self.changes[number] <= 0 else "PENDING"
        return (f'<{name} xmlns="{DNS[1:-1]}"><ChangeInfo><Id>/change/{number}</Id><Status>{status}</Status>'
                f"<SubmittedAt>2026-01-14T10:00:00.000Z</SubmittedAt></ChangeInfo></{name}>")

    def records_xml(self, query):
        """One at a time, so that the pages are tried."""
        at = sorted(self.records, key=lambda r: (r["Name"], r["Type"], r.get("SetIdentifier", "")))
        wanted = (query["name"].rstrip(".") + ".", query["type"], query.get("identifier", ""))
        rest = [r for r in at if (r["Name"], r["Type"], r.get("SetIdentifier", "")) >= wanted]
        shown, more = rest[:1], rest[1:]
        following = ""
        if more:
            following = f"<NextRecordName>{more[0]['Name']}</NextRecordName><NextRecordType>{more[0]['Type']}</NextRecordType>"
            if "SetIdentifier" in more[0]:
                following += f"<NextRecordIdentifier>{more[0]['SetIdentifier']}</NextRecordIdentifier>"
        return (f'<?xml version="1.0"?>\n<ListResourceRecordSetsResponse xmlns="{DNS[1:-1]}"><ResourceRecordSets>'
                f"{''.join(r['xml'] for r in shown)}</ResourceRecordSets><IsTruncated>{str(bool(more)).lower()}</IsTruncated>"
                f"{following}<MaxItems>1</MaxItems></ListResourceRecordSetsResponse>")

    def add_record(self, xml_text):
        record = xml.etree.ElementTree.fromstring(f'<ResourceRecordSet xmlns="{DNS[1:-1]}">{xml_text}</ResourceRecordSet>')
        self.put(record)

    def put(self, record):
        told = {tag(child): child.text for child in record}
        told["Name"] = told["Name"].rstrip(".").lower() + "."
        for child in record.iter():  # as Route 53 writes names
            if tag(child) in ("Name", "DNSName"):
                child.text = child.text.rstrip(".").lower() + "."
        told["alias"] = record.findtext(f"{DNS}AliasTarget/{DNS}DNSName")
        text = xml.etree.ElementTree.tostring(record, encoding="unicode")
        told["xml"] = re.sub(r' xmlns(:\w+)?="[^"]*"|(?<=[</])ns0:', "", text)
        same = [r for r in self.records if all(r.get(k) == told.get(k) for k in ("Name", "Type", "SetIdentifier"))]
        changed = [told["xml"]] != [r["xml"] for r in same]
        self.records = [r for r in self.records if r not in same] + [told]
        return changed

    def weights(self):
        return {r["SetIdentifier"]: int(r["Weight"]) for r in self.records if "Weight" in r}

    def upsert(self, body, number):
        root = xml.etree.ElementTree.fromstring(body)
        assert tag(root) == "ChangeResourceRecordSetsRequest" and root.tag.startswith(DNS), root.tag
        batch = root.find(DNS + "ChangeBatch")
        self.let_in("ChangeResourceRecordSets", body.decode(), number)
        if botocore is not None:
            model = MODELS.setdefault("route53", model_of("route53", "2013-04-01"))
            shape = model.operation_model("ChangeResourceRecordSets").input_shape
            check_input("route53", "2013-04-01", "ChangeResourceRecordSets",
                        {"HostedZoneId": "Z1", "ChangeBatch": from_xml(batch, shape.members["ChangeBatch"])})
        changed = False
        for change in batch.find(DNS + "Changes"):
            assert change.findtext(DNS + "Action") == "UPSERT"
            changed |= self.put(change.find(DNS + "ResourceRecordSet"))
        if changed:
            self.switches.append(self.weights() or [r["alias"] for r in self.records])
        number = f"C{len(self.changes) + 1}"
        self.changes[number] = self.busy
        return self.change_xml("ChangeResourceRecordSetsResponse", number)
