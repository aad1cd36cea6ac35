"""Holds what was asked and answered to the models that AWS publishes with botocore.

Reads a JSON list of {operation, input, answer}, or {operation, reads} with the members that are read of
its answers, from stdin; instants come as {"$date": …}, maps of the
wire as {"$map": [[key, value]]}. Prints one line for each thing that AWS would not say or take.
"""
import json
import sys

import botocore.session

SERVICES = {"secrets-manager": "secretsmanager"}
session = botocore.session.get_session()
wrong = set()


def wire_names(shape):
    """Members by the names that they have on the wire, and by their own."""
    named = {}
    for name, member in shape.members.items():
        named[member.serialization.get("name", name)] = member
        if shape.serialization.get("queryName"):
            named[member.serialization["queryName"]] = member
    return named


def check(where, shape, value, required=True):
    kind = shape.type_name
    if kind == "structure":
        check_structure(where, shape, value, required)
    elif kind == "list":
        # S3 wraps some lists in an element of the item's name.
        item = shape.member.serialization.get("name")
        if isinstance(value, dict) and item is not None and list(value) == [item]:
            value = value[item]
        if not isinstance(value, list):
            wrong.add(f"{where}: no list")
            return
        for one in value:
            check(f"{where}[]", shape.member, one)
    elif kind == "map":
        pairs = value.get("$map") if "$map" in value else list(value.items())
        for key, one in pairs:
            check(f"{where}.key", shape.key, key)
            check(f"{where}{{}}", shape.value, one)
    elif kind == "timestamp":
        good = type(value) in (int, float) or (isinstance(value, dict) and "$date" in value)
        if not good and not (isinstance(value, str) and value[4:5] == "-"):
            wrong.add(f"{where}: no timestamp")
    elif kind == "boolean":
        if not isinstance(value, bool):
            wrong.add(f"{where}: no boolean")
    elif kind in ("integer", "long"):
        if not isinstance(value, int) or isinstance(value, bool):
            wrong.add(f"{where}: no whole number")
    elif kind in ("string", "blob", "character"):
        if not isinstance(value, str):
            wrong.add(f"{where}: no text")
        elif kind == "string" and shape.enum and value not in shape.enum:
            wrong.add(f"{where}: {value!r} is none of {shape.enum[:6]}")


def check_structure(where, shape, value, required):
    if not isinstance(value, dict):
        wrong.add(f"{where}: no structure")
        return
    members = wire_names(shape)
    for name, one in value.items():
        if name not in members:
            wrong.add(f"{where}.{name}: no member")
        elif one is not None:
            check(f"{where}.{name}", members[name], one)
    if required:
        for name in shape.required_members:
            wire = shape.members[name].serialization.get("name", name)
            if wire not in value:
                wrong.add(f"{where}.{wire}: missing")


def check_request(operation, shape, given):
    """Query services flatten what is nested: only the first part of each name is looked at."""
    if shape is None:
        return
    members = {name.lower(): member for name, member in wire_names(shape).items()}
    members.update({name.lower(): member for name, member in shape.members.items()})
    for name, value in given.items():
        first = name.split(".")[0].lower()
        if first in ("list-type", "location", "policy", "x-id"):
            continue
        member = members.get(first)
        if member is None:
            wrong.add(f"{operation} takes no {name}")
            continue
        low, high = member.metadata.get("min"), member.metadata.get("max")
        if member.type_name in ("integer", "long"):
            number = int(value)
            if (low is not None and number < low) or (high is not None and number > high):
                wrong.add(f"{operation}: {name} {number} is not from {low} to {high}")
        if member.type_name == "string" and member.enum and value not in member.enum:
            wrong.add(f"{operation}: {name} {value!r} is none of {member.enum[:6]}")


def check_read(operation, shape, path):
    """Is there a member at `Users[].UserName`? Keys of maps, and what text holds, may be any."""
    for step in path.replace("[]", ".[]").split("."):
        kind = shape.type_name if shape is not None else None
        if kind == "map":
            shape = shape.value
        elif kind == "list" and step == "[]":
            shape = shape.member
        elif kind == "structure" and step in shape.members:
            shape = shape.members[step]
        else:
            wrong.add(f"{operation} has no {path}")
            return


asked = json.load(sys.stdin)
for one in asked:
    service, name = one["operation"].split(":")
    model = session.get_service_model(SERVICES.get(service, service)).operation_model(name)
    for path in one.get("reads", ()):
        check_read(one["operation"], model.output_shape, path)
    if "reads" in one:
        continue
    check_request(one["operation"], model.input_shape, one["input"])
    if one["answer"] is not None:
        check(one["operation"], model.output_shape, one["answer"])
for line in sorted(wrong):
    print(line)
print(f"{len({one['operation'] for one in asked})} operations checked", file=sys.stderr)
