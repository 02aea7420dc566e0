#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The OpenAPI documents against the hub that serves them: every operation is called, everything
else is refused, and each answer is what the document says."""

import http.client
import json
import re
import ssl
import sys

import jsonschema
import tap
from village import Village

METHODS = ("get", "put", "post", "delete", "patch", "options")
SAMPLES = {"version": "1", "id": "t-ffffffffffff", "region": "35.09.01.2001",
           "number": "AAA-2222-2", "sha256": "ab" * 32, "terminal": "t-ffffffffffff"}


class Listener:
    """One of the hub's two listeners, with its document."""

    def __init__(self, village, port, path, cert):
        self.village, self.port, self.cert = village, port, cert
        status, _, body = self.call("get", path)
        assert status == 200, status
        self.document = json.loads(body)
        self.operations = [(method, path, operation)
                           for path, item in self.document["paths"].items()
                           for method, operation in item.items()]

    def call(self, method, path, with_cert=True):
        """Returns (status, headers, body) of a request without a body."""
        context = ssl.create_default_context(cafile=self.village.hub_data / "ca/cert.pem")
        context.minimum_version = ssl.TLSVersion.TLSv1_3
        if with_cert:
            context.load_cert_chain(*self.cert)
        connection = http.client.HTTPSConnection("localhost", self.port, context=context,
                                                 timeout=30)
        connection.request(method.upper(), path)
        response = connection.getresponse()
        body = response.read()
        connection.close()
        return response.status, response.headers, body


def listeners(village):
    terminal = village.state / "identity/cert.pem", village.state / "identity/key.pem"
    admin = village.keys / "admin/cert.pem", village.keys / "admin/key.pem"
    return (Listener(village, village.hub_port, "/v1/openapi.json", terminal),
            Listener(village, village.admin_port, "/admin/v1/openapi.json", admin))


def fill(path):
    """@path with something in the place of its parameters."""
    return re.sub(r"{(\w+)}", lambda match: SAMPLES[match.group(1)], path)


def resolve(document, value):
    """@value with each reference replaced by what it names."""
    if isinstance(value, dict) and "$ref" in value:
        target = document
        for step in value["$ref"].removeprefix("#/").split("/"):
            target = target[step]
        return resolve(document, target)
    if isinstance(value, dict):
        return {key: resolve(document, entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [resolve(document, entry) for entry in value]
    return value


def check_content(document, content):
    """A media type map: each has a schema that is one."""
    assert content, content
    for media, entry in content.items():
        assert "/" in media and set(entry) <= {"schema", "description"}, (media, entry)
        jsonschema.Draft202012Validator.check_schema(resolve(document, entry["schema"]))


def check_operation(document, path, operation):
    """The parts that OpenAPI 3.1 wants of an operation, and no others."""
    assert set(operation) <= {"operationId", "summary", "description", "parameters", "requestBody",
                              "responses", "security", "x-limits"}, set(operation)
    assert operation["summary"] and re.fullmatch(r"[a-z]\w+", operation["operationId"])
    named = set()
    for parameter in operation.get("parameters", []):
        assert {"name", "in", "schema"} <= set(parameter) <= {"name", "in", "schema", "required",
                                                              "description"}, parameter
        assert parameter["in"] in ("path", "query", "header"), parameter
        if parameter["in"] == "path":
            assert parameter["required"] is True, parameter
            named.add(parameter["name"])
        jsonschema.Draft202012Validator.check_schema(parameter["schema"])
    assert named == set(re.findall(r"{(\w+)}", path)), (path, named)
    if "requestBody" in operation:
        check_content(document, operation["requestBody"]["content"])
    schemes = document["components"]["securitySchemes"]
    for requirement in operation["security"]:
        assert set(requirement) <= set(schemes), requirement
    for status, response in operation["responses"].items():
        assert re.fullmatch(r"[2345]\d\d", status) and response["description"], (status, response)
        if "content" in response:
            check_content(document, response["content"])
        if int(status) >= 400:
            assert list(response["content"]) == ["application/problem+json"], (path, status)


def test_each_document_is_openapi(village):
    for listener in listeners(village):
        document = listener.document
        assert re.fullmatch(r"3\.1\.\d", document["openapi"]), document["openapi"]
        assert {"title", "version"} <= set(document["info"])
        assert set(document) <= {"openapi", "info", "paths", "components"}, set(document)
        names = [operation["operationId"] for _, _, operation in listener.operations]
        assert len(names) == len(set(names)), names
        for schema in document["components"]["schemas"].values():
            jsonschema.Draft202012Validator.check_schema(resolve(document, schema))
        for method, path, operation in listener.operations:
            assert method in METHODS and path.startswith("/"), (method, path)
            check_operation(document, path, operation)


def check_answer(listener, operation, method, path, answer):
    """Status, media type and content are of those that the document names."""
    status, headers, body = answer
    responses = operation["responses"]
    assert str(status) in responses, (method, path, status, body[:300])
    content = responses[str(status)].get("content")
    if content is None:
        assert not body, (method, path, body[:300])
        return
    media = headers["Content-Type"].split(";")[0]
    assert media in content, (method, path, media)
    if media.endswith("json"):
        jsonschema.Draft202012Validator(
            resolve(listener.document, content[media]["schema"])).validate(json.loads(body))


def test_every_operation_answers_as_its_document_says(village):
    for listener in listeners(village):
        for method, path, operation in listener.operations:
            # a handler's own 404 ("no such case") has its own key or words
            answer = listener.call(method, fill(path))
            assert answer[0] != 405, (method, path, answer)
            if answer[0] == 404:
                assert json.loads(answer[2])["detail"] != "There is nothing here", (method, path)
            check_answer(listener, operation, method, path, answer)


def test_every_operation_asks_for_the_certificate_it_names(village):
    for listener in listeners(village):
        for method, path, operation in listener.operations:
            status, headers, body = listener.call(method, fill(path), with_cert=False)
            refused = status == 401 and b"certificate-missing" in body
            assert refused == bool(operation["security"]), (method, path, status, body[:300])
            check_answer(listener, operation, method, path, (status, headers, body))


def test_nothing_else_is_served(village):
    for listener in listeners(village):
        for path, item in listener.document["paths"].items():
            for method in set(METHODS) - set(item):
                status, headers, _ = listener.call(method, fill(path))
                assert status == 405, (method, path, status)
                allowed = {word.strip().lower() for word in headers["Allow"].split(",")}
                assert allowed == set(item), (path, headers["Allow"])
        other = ("/admin/v1/terminals" if listener.port == village.hub_port else "/v1/cache")
        for path in ("/", "/v1", "/v2/cache", "/v1/cache/", "/openapi.json", other):
            assert listener.call("get", path)[0] == 404, path


def main():
    with Village(residents=60) as village:
        return tap.run("__main__", village)


if __name__ == "__main__":
    sys.exit(main())
