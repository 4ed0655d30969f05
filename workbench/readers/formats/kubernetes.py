r"""Kubernetes' audit log: one JSON object a request and stage (audit.k8s.io/v1).

    {"kind":"Event","apiVersion":"audit.k8s.io/v1","level":"Metadata","auditID":"…","stage":"ResponseComplete",
    "requestURI":"/api/v1/…","verb":"get","user":{"username":"…"},"responseStatus":{"code":200},"stageTimestamp":"…"}

(one line). Kubernetes, "Auditing" and staging/src/k8s.io/apiserver/pkg/apis/audit/v1/types.go. `level` there is how much was
recorded and no severity; that is the answer's status. stageTimestamp is when this stage was reached.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workbench.readers.jsonhead import value_at
from workbench.readers.jsonrows import JsonPattern, json_rows

EXAMPLES = {
    "kubernetes.audit": (
        '{"kind":"Event","apiVersion":"audit.k8s.io/v1","level":"Metadata","auditID":"8d3c1f2a","stage":"ResponseComplete",'
        '"requestURI":"/api/v1/namespaces/shop/pods/pay-1","verb":"delete","user":{"username":"ann"},'
        '"sourceIPs":["203.0.113.9"],"objectRef":{"resource":"pods","namespace":"shop","name":"pay-1"},'
        '"responseStatus":{"code":403},"requestReceivedTimestamp":"2026-03-17T14:02:11.123456Z",'
        '"stageTimestamp":"2026-03-17T14:02:11.129001Z"}\n'
    )
}
NAMES = {
    "user.username": "user.name", "requestURI": "url.path", "responseStatus.code": "http.response.status_code",
    "userAgent": "user_agent.original", "objectRef.namespace": "k8s.namespace.name", "level": "audit.level",
    "verb": "k8s.verb", "objectRef.resource": "k8s.resource", "objectRef.name": "k8s.name",
}  # fmt: skip


def _more(found: Mapping[str, Any]) -> Mapping[str, Any]:
    """Verb, object and answer in one line; the first address is the client's own."""
    kept = ("objectRef.namespace", "objectRef.resource", "objectRef.name", "objectRef.subresource")
    thing = "/".join(str(value) for key in kept if (value := value_at(found, key)))
    status, who = value_at(found, "responseStatus.code"), value_at(found, "user.username")
    words = (found.get("verb"), thing or found.get("requestURI"), status, f"by {who}" if who else "")
    addresses = found.get("sourceIPs")
    return {
        "title": " ".join(str(word) for word in words if word),
        "severity_text": status or "",
        "client.address": addresses[0] if isinstance(addresses, list) and addresses else "",
    }


AUDIT = JsonPattern(
    "kubernetes.audit", "Kubernetes audit log", "are audit events of a Kubernetes API server",
    keys=("auditID", "stage", "apiVersion"), values={"apiVersion": "audit.k8s.io/"}, names=NAMES, more=_more,
    stamp_keys=("stageTimestamp", "requestReceivedTimestamp", "metadata.creationTimestamp", "timestamp"),
    level_keys=("responseStatus.code",), severities="status", default_severity=9, kind="k8s",
)  # fmt: skip
READERS = json_rows(AUDIT)
