"""Runs the steps of a scenario with the official Python SDK of lakeFS and with boto3; one JSON outcome a line."""
import base64
import json
import sys
import time
import urllib.request
import uuid

import boto3
import lakefs
import lakefs_sdk
from botocore.config import Config
from botocore.exceptions import ClientError
from lakefs.client import Client
from lakefs.exceptions import LakeFSException, ServerException, TransactionException

given = json.load(sys.stdin)
client = Client(host=given["endpoint"], username=given["accessKeyId"], password=given["secretAccessKey"])
sdk = client.sdk_client
name = given["repository"]
repo = lakefs.repository(name, client=client)
s3 = boto3.client("s3", endpoint_url=given["endpoint"], aws_access_key_id=given["accessKeyId"], aws_secret_access_key=given["secretAccessKey"], region_name="us-east-1",
                  config=Config(signature_version="s3v4", s3={"addressing_style": "path"}, retries={"max_attempts": 0}))
pull_id = ""


def commit(c):
    return {"message": c.message, "metadata": c.metadata or {}, "committer": c.committer, "parents": len(c.parents)}


def stats(s):
    return {"path": s.path, "size": s.size_bytes, "checksum": s.checksum, "type": s.content_type, "metadata": s.metadata or {}}


def change(c):
    return [c.type, c.path, c.path_type]


def obj(ref, key):
    return repo.ref(ref).object(key)


def upload(branch, key, text, about):
    data = text.encode()
    args = {"mode": "xb" if about.get("absent") else "wb"}
    if "type" in about:
        args["content_type"] = about["type"]
    if "metadata" in about:
        args["metadata"] = about["metadata"]
    return stats(repo.branch(branch).object(key).upload(data, **args).stat())


def read_range(ref, key, start, end):
    with obj(ref, key).reader(mode="rb") as reader:
        reader.seek(start)
        return reader.read(end - start).decode()


def listing(ref, prefix, delimiter):
    found = repo.ref(ref).objects(prefix=prefix or None, delimiter=delimiter or None)
    return [["object", o.path, o.size_bytes, o.checksum] if isinstance(o, lakefs.object.ObjectInfo) else ["prefix", o.path] for o in found]


def transact(branch, message, metadata, writes, tag):
    args = {"commit_message": message, "commit_metadata": metadata}
    if tag:
        args["tag"] = tag
    with repo.branch(branch).transact(**args) as tx:
        for key, text in writes:
            tx.object(key).upload(text.encode(), mode="wb")


class Wanted(Exception):
    pass


def transact_failing(branch, writes):
    try:
        with repo.branch(branch).transact(commit_message="never") as tx:
            for key, text in writes:
                tx.object(key).upload(text.encode(), mode="wb")
            raise Wanted()
    except Wanted:
        return "the error of the work"


def do_import(branch, sources, message, metadata):
    manager = repo.branch(branch).import_data(message, metadata)
    for kind, uri, destination in sources:
        manager.prefix(uri, destination) if kind == "common_prefix" else manager.object(uri, destination)
    manager.start()
    while True:
        status = manager.status()
        if status.error is not None:
            return "failed"
        if status.completed:
            return {"objects": status.ingested_objects}
        time.sleep(0.3)


def pull(p):
    return [p.status, p.title, p.description or "", p.source_branch, p.destination_branch]


def pulls(status):
    """The SDK's model refuses a list without descriptions, which is what the server sends: its plain HTTP then."""
    key = base64.b64encode(f"{given['accessKeyId']}:{given['secretAccessKey']}".encode()).decode()
    asked = urllib.request.Request(f"{given['endpoint']}/api/v1/repositories/{name}/pulls?status={status}", headers={"Authorization": f"Basic {key}"})
    with urllib.request.urlopen(asked) as answer:
        return [[p["status"], p["title"], p.get("description") or "", p["source_branch"], p["destination_branch"]] for p in json.load(answer)["results"]]


def create_pull(title, description, source, destination):
    global pull_id
    made = lakefs_sdk.PullRequestCreation(title=title, description=description, source_branch=source, destination_branch=destination)
    pull_id = sdk.pulls_api.create_pull_request(name, made).id
    return "created"


def update_pull(values):
    sdk.pulls_api.update_pull_request(name, pull_id, lakefs_sdk.PullRequestBasic(**values))
    return "updated"


def first_run(branch):
    return sdk.actions_api.list_repository_runs(name, branch=branch).results[0]


def collection():
    rules = sdk.repositories_api.get_gc_rules(name)
    return [rules.default_retention_days, sorted([b.branch_id, b.retention_days] for b in rules.branches)]


def set_collection(days, branches):
    rules = [lakefs_sdk.GarbageCollectionRule(branch_id=b, retention_days=d) for b, d in branches.items()]
    sdk.repositories_api.set_gc_rules(name, lakefs_sdk.GarbageCollectionRules(default_retention_days=days, branches=rules))


class Refused(Exception):
    def __init__(self, status):
        super().__init__(f"refused with {status}")
        self.status = status


def delete_many(branch, keys):
    """Refusals of single objects stand in an answer with status 200."""
    answer = repo.branch(branch).delete_objects(keys)
    errors = getattr(answer, "errors", None) or []
    if errors:
        raise Refused(errors[0].status_code)


def s3_list(prefix, delimiter):
    args = {"Bucket": name, "Prefix": prefix}
    if delimiter:
        args["Delimiter"] = delimiter
    reply = s3.list_objects_v2(**args)
    return [[o["Key"].split("/", 1)[1], o["Size"], o["ETag"].strip('"')] for o in reply.get("Contents", [])] + [[p["Prefix"].split("/", 1)[1]] for p in reply.get("CommonPrefixes", [])]


def merge(source, destination, how):
    how = dict(how)
    if "squash" in how:
        how["squash_merge"] = how.pop("squash")
    repo.ref(source).merge_into(destination, **how)
    return commit(repo.ref(destination).get_commit())


def until_refused(ask):
    limit = time.monotonic() + 30
    while time.monotonic() < limit:
        try:
            ask()
        except Exception:  # any refusal is the one that is waited for
            return "refused"
        time.sleep(0.2)
    return "not refused"


def nothing(_):
    return None


def again():
    return lakefs.repository(name, client=client).create(storage_namespace="local://headwater/again-" + uuid.uuid4().hex).id


OPERATIONS = {
    "config": lambda: client.version,
    "user": lambda: sdk.auth_api.get_current_user().user.id,
    "repository": lambda: [lakefs.repository(name, client=client).properties.default_branch],
    "repositories.has": lambda: name in [r.id for r in lakefs.repositories(client=client)],
    "repository.missing": lambda other: lakefs.repository(other, client=client).properties.id,
    "repository.create": lambda other, namespace: lakefs.repository(other, client=client).create(storage_namespace=namespace).id,
    "repository.create.again": again,
    "repository.metadata": lambda: sdk.repositories_api.get_repository_metadata(name),
    "repository.delete": lambda: repo.delete(),
    "branches": lambda prefix: [b.id for b in repo.branches(prefix=prefix or None)],
    "branch.create": lambda branch, source: repo.branch(branch).create(source).id,
    "branch.create.hidden": lambda branch, source: repo.branch(branch).create(source, hidden=True).id,
    "branch.delete": lambda branch: repo.branch(branch).delete(),
    "tags": lambda prefix: [t.id for t in repo.tags(prefix=prefix or None)],
    "tag.create": lambda tag, ref: repo.tag(tag).create(ref).id,
    "tag.delete": lambda tag: repo.tag(tag).delete(),
    "upload": upload,
    "stat": lambda ref, key: stats(obj(ref, key).stat()),
    "read": lambda ref, key: obj(ref, key).reader(mode="rb").read().decode(),
    "read.range": read_range,
    "exists": lambda ref, key: obj(ref, key).exists(),
    "copy": lambda ref, key, branch, to: stats(obj(ref, key).copy(branch, to).stat()),
    "set.metadata": lambda branch, key, metadata: nothing(sdk.experimental_api.update_object_user_metadata(name, branch, key, lakefs_sdk.UpdateObjectUserMetadata(set=metadata))),
    "delete": lambda branch, key: repo.branch(branch).object(key).delete(),
    "delete.many": delete_many,
    "list": listing,
    "uncommitted": lambda branch, prefix, delimiter: [change(c) for c in repo.branch(branch).uncommitted(prefix=prefix or None, **({"delimiter": delimiter} if delimiter else {}))],
    "commit": lambda branch, message, metadata: commit(repo.branch(branch).commit(message, metadata).get_commit()),
    "commit.empty": lambda branch, message, metadata: commit(repo.branch(branch).commit(message, metadata, allow_empty=True).get_commit()),
    "commit.get": lambda ref: commit(repo.ref(ref).get_commit()),
    "log": lambda ref, amount: [c.message for c in repo.ref(ref).log(max_amount=amount)],
    "log.objects": lambda ref, keys: [c.message for c in repo.ref(ref).log(max_amount=10, objects=keys)],
    "log.prefixes": lambda ref, keys: [c.message for c in repo.ref(ref).log(max_amount=10, prefixes=keys)],
    "discard": lambda branch, kind, path: repo.branch(branch).reset_changes(kind, path or None),
    "diff": lambda left, right, kind: [change(c) for c in repo.ref(left).diff(other_ref=right, type=kind)],
    "diff.prefix": lambda left, right, prefix: [change(c) for c in repo.ref(left).diff(other_ref=right, prefix=prefix)],
    "merge": merge,
    "revert": lambda branch, ref, parent: commit(repo.branch(branch).revert(repo.ref(ref).get_commit().id, parent)),
    "cherry.pick": lambda branch, ref: commit(repo.branch(branch).cherry_pick(ref)),
    "hard.reset": lambda branch, ref: nothing(sdk.experimental_api.hard_reset_branch(name, branch, ref)),
    "transact": transact,
    "transact.failing": transact_failing,
    "import": do_import,
    "pull.create": create_pull,
    "pulls": pulls,
    "pull.update": update_pull,
    "pull.get": lambda: pull(sdk.pulls_api.get_pull_request(name, pull_id)),
    "pull.merge": lambda: nothing(sdk.pulls_api.merge_pull_request(name, pull_id)),
    "protection.get": lambda: [r.pattern for r in sdk.repositories_api.get_branch_protection_rules(name)],
    "protection.set": lambda patterns: nothing(sdk.repositories_api.set_branch_protection_rules(name, [lakefs_sdk.BranchProtectionRule(pattern=p) for p in patterns])),
    "collection.get": collection,
    "collection.set": set_collection,
    "wait": lambda seconds: time.sleep(seconds),
    "until.refused": lambda branch: until_refused(lambda: repo.branch(branch).object("never-was-there").delete()),
    "until.gone": lambda: until_refused(lambda: lakefs.repository(name, client=client).properties),
    "runs": lambda branch: [[r.event_type, r.branch, r.status] for r in sdk.actions_api.list_repository_runs(name, branch=branch).results],
    "run.hooks": lambda branch: [[h.action, h.hook_id, h.status] for h in sdk.actions_api.list_run_hooks(name, first_run(branch).run_id).results],
    "run.output": lambda branch: "not today" in sdk.actions_api.get_run_hook_output(name, first_run(branch).run_id, sdk.actions_api.list_run_hooks(name, first_run(branch).run_id).results[0].hook_run_id).decode(),
    "s3.put": lambda key, text: s3.put_object(Bucket=name, Key=key, Body=text.encode())["ETag"].strip('"'),
    "s3.get": lambda key: s3.get_object(Bucket=name, Key=key)["Body"].read().decode(),
    "s3.head": lambda key: s3.head_object(Bucket=name, Key=key)["ContentLength"],
    "s3.list": s3_list,
    "s3.delete": lambda key: nothing(s3.delete_object(Bucket=name, Key=key)),
}


def status_of(error):
    for at in [error, error.__cause__, error.__context__]:
        code = getattr(at, "status_code", None) or getattr(at, "status", None)
        if isinstance(code, int):
            return code
    return None


for step in given["steps"]:
    operation, *args = step
    try:
        outcome = {"ok": OPERATIONS[operation](*args)}
    except lakefs.exceptions.ObjectExistsException:
        outcome = {"error": 412}
    except ValueError as error:  # the SDK checks names itself where the server would answer 400
        outcome = {"error": 400, "text": str(error)[:300]}
    except ClientError as error:
        outcome = {"error": error.response["ResponseMetadata"]["HTTPStatusCode"]}
    except Exception as error:  # every failure of the SDK is an outcome
        outcome = {"error": status_of(error), "text": f"{type(error).__name__}: {error}"[:300]}
    print(json.dumps(outcome), flush=True)
