"""The schema holds: whatever is sent, every call gets an answer that the schema names, never a server's error."""

import requests
import schemathesis
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import response_schema_conformance, status_code_conformance

from anbao.project.api import _place

CHECKS = [not_a_server_error, status_code_conformance, response_schema_conformance]
#: few and always the same: the schema's edges, not a soak
FEW = settings(
    max_examples=8, derandomize=True, database=None, deadline=None, phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
PATHS = {
    "/api/kinds", "/api/kinds/{kind_id}", "/api/tasks", "/api/records", "/api/records/{record_id}", "/api/files",
    "/api/incidents", "/api/incidents/zones", "/api/incidents/{incident_id}",
    "/api/screening/look-ups", "/api/screening/hits", "/api/screening/hits/{hit_id}", "/api/screening/hits/{hit_id}/steps",
    "/api/screening/runs", "/api/screening/runs/{run_id}", "/api/tracing/cases", "/api/tracing/cases/{case_id}",
    "/api/tracing/cases/{case_id}/trace", "/api/tracing/cases/{case_id}/roles",
}  # fmt: skip


def answered(client: Client, case) -> schemathesis.Response:
    """The case sent through Django's own client, as schemathesis would send it over the wire."""
    asked = requests.Request(**case.as_transport_kwargs(base_url="http://testserver")).prepare()
    told = client.generic(
        asked.method, asked.url.removeprefix("http://testserver"), data=asked.body or b"",
        content_type=asked.headers.get("Content-Type", ""),
    )  # fmt: skip
    headers = {name.lower(): [value] for name, value in told.headers.items()}
    return schemathesis.Response(told.status_code, headers, told.content, asked, 0.0, False)


def test_every_answer_is_one_that_the_schema_names(branch, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    client = Client(raise_request_exception=False)
    client.force_login(branch.chief.user)
    schema = schemathesis.openapi.from_dict(client.get("/api/openapi.json").json())
    answers = set()
    for found in schema.get_all_operations():
        operation = found.ok()

        @FEW
        @given(case=operation.as_strategy())
        def every_case(case):
            answer = answered(client, case)
            answers.add((case.operation.path, answer.status_code))
            case.validate_response(answer, checks=CHECKS)

        every_case()
    assert {path for path, _status in answers} == PATHS
    assert 401 not in {status for _path, status in answers} and ("/api/kinds", 200) in answers


def test_a_fault_of_shape_names_the_field_as_its_sender_wrote_it():
    assert _place(("body", "said", "values", "a", "function-after[_storable(), str]")) == "values.a"
    assert _place(("body", "said", "values", "a", "list[nullable[union[str,int]]]", 3, "int")) == "values.a.3"
    assert _place(("query", "since")) == "since"
