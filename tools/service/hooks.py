"""What schemathesis can't know of the service: how its media types are written, and what is there to be found."""
import json
import os

import cbor2
import schemathesis

THERE = json.loads(os.environ.get("INTERLOCK_THERE", "{}"))


@schemathesis.serializer(
    "application/vnd.interlock.evidence-batch+cbor", "application/eat+cwt", "application/cmw", "application/cmw+cbor",
    "application/vnd.veraison.cmw", "application/vnd.veraison.cmw+cbor", "application/vnd.interlock.licence+cbor",
    "application/vnd.interlock.decision+cbor", "application/vnd.interlock.ticket+cbor",
    "application/rim+cbor", "application/corim-unsigned+cbor",
    "application/rim+cose")
def write(context, value):
    """Bytes as they are, everything else as CBOR of the same shape."""
    return value if isinstance(value, bytes) else cbor2.dumps(value)


@schemathesis.hook
def map_path_parameters(context, parameters):
    """Every second time or so, what is there."""
    for name, value in (parameters or {}).items():
        if name in THERE and sum(str(value).encode()) % 2 == 0:
            parameters[name] = THERE[name]
    return parameters
