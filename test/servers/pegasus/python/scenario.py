"""The official Python client, one call a line of standard input, one result a line of standard output. Bytes are hexadecimal."""

import json
import sys
import threading

from twisted.internet import reactor, threads
from twisted.internet.defer import inlineCallbacks

from pypegasus.base.ttypes import error_types
from pypegasus.pgclient import Pegasus
from pypegasus.utils.tools import MultiGetOptions, ScanOptions

INCOMPLETE = error_types.ERR_INCOMPLETE_DATA.value
NOT_FOUND = error_types.ERR_OBJECT_NOT_FOUND.value
FILTERS = {"anywhere": 1, "prefix": 2, "postfix": 3}


def octets(text):
    return bytes.fromhex(text)


def words(text):
    """Calls with several keys write bytes as Python's notation of them: they want text."""
    return octets(text).decode()


def text(value):
    return (value if isinstance(value, bytes) else value.encode()).hex()


def told(code):
    """A number is the storage's own; a member of an enumeration is an error of the frame."""
    return {"storage": code} if isinstance(code, int) else {"error": code.name}


def write(answer):
    if not isinstance(answer, tuple):
        return told(answer)
    return {"ok": True} if answer[0] == 0 else told(answer[0])


def rows(answer, keys_only=False):
    if not isinstance(answer, tuple):
        return told(answer)
    code, found = answer
    if code not in (0, INCOMPLETE):
        return told(code)
    pairs = sorted([text(key), text(value)] for key, value in found.items())
    return {"rows": [[key] for key, _ in pairs] if keys_only else pairs, "complete": code == 0}


class Client:
    def __init__(self, metas, table):
        self.pegasus = Pegasus(metas, table, 10_000)

    @inlineCallbacks
    def scanned(self, scanners):
        found = []
        for scanner in scanners:
            while True:
                row = yield scanner.get_next()
                if row is None:
                    break
                (hash_key, sort_key), value = row
                found.append([text(hash_key), text(sort_key), text(value)])
        return {"rows": sorted(found)}

    @inlineCallbacks
    def run(self, call):
        pegasus, op = self.pegasus, call["op"]
        hash_key, sort_key = octets(call.get("h", "")), octets(call.get("s", ""))
        if op == "init":
            done = yield pegasus.init()
            return {"ok": True} if done else {"error": "ERR_OBJECT_NOT_FOUND"}
        if op == "set":
            return write((yield pegasus.set(hash_key, sort_key, octets(call["v"]), call.get("ttl", 0))))
        if op == "remove":
            return write((yield pegasus.remove(hash_key, sort_key)))
        if op == "multi_set":
            return write((yield pegasus.multi_set(hash_key, {words(k): words(v) for k, v in call["kvs"]}, call.get("ttl", 0))))
        if op == "multi_del":
            return write((yield pegasus.multi_del(hash_key, {words(k) for k in call["keys"]})))
        if op == "get":
            answer = yield pegasus.get(hash_key, sort_key)
            if not isinstance(answer, tuple):
                return told(answer)
            return {"value": None} if answer[0] == NOT_FOUND else {"value": text(answer[1])} if answer[0] == 0 else told(answer[0])
        if op in ("ttl", "exist"):
            answer = yield (pegasus.ttl if op == "ttl" else pegasus.exist)(hash_key, sort_key)
            if not isinstance(answer, tuple):
                return told(answer)
            missing = answer[0] == NOT_FOUND
            return {"exists": not missing} if op == "exist" else {"ttl": None if missing else answer[1]}
        if op == "sort_key_count":
            answer = yield pegasus.sort_key_count(hash_key)
            return {"count": str(answer[1])} if isinstance(answer, tuple) else told(answer)
        if op == "multi_get":
            keys = {words(k) for k in call["keys"]} if call["keys"] else None
            return rows((yield pegasus.multi_get(hash_key, keys, call.get("count", 100), call.get("size", 1_000_000), call.get("no_value", False))))
        if op == "get_sort_keys":
            return rows((yield pegasus.get_sort_keys(hash_key, call.get("count", 100))), keys_only=True)
        if op == "multi_get_range":
            options = MultiGetOptions()
            options.start_inclusive = call.get("start_inclusive", True)
            options.stop_inclusive = call.get("stop_inclusive", False)
            options.no_value = call.get("no_value", False)
            options.reverse = call.get("reverse", False)
            if "filter" in call:
                options.sortkey_filter_type = FILTERS[call["filter"]]
                options.sortkey_filter_pattern = octets(call["pattern"])
            return rows((yield pegasus.multi_get_opt(hash_key, octets(call["start"]), octets(call["stop"]), options, call.get("count", 100), call.get("size", 1_000_000))))
        options = ScanOptions()
        options.batch_size = call.get("batch", 1000)
        if op == "scan_hash":
            options.start_inclusive, options.stop_inclusive = True, True
            return (yield self.scanned([pegasus.get_scanner(hash_key, octets(call["start"]), octets(call["stop"]), options)]))
        if op == "scan_all":
            return (yield self.scanned(pegasus.get_unordered_scanners(call["split"], options)))
        raise ValueError(op)


def serve():
    client = None
    for line in sys.stdin:
        call = json.loads(line)
        if call["op"] == "init":
            client = Client(call["metas"], call["table"])
        try:
            result = threads.blockingCallFromThread(reactor, client.run, call)
        except Exception as error:  # what the client raises is a result too
            result = {"raised": str(error)}
        print(json.dumps(result), flush=True)
    reactor.callFromThread(reactor.stop)


threading.Thread(target=serve, daemon=True).start()
reactor.run(installSignalHandlers=False)
