#!/usr/bin/env python3
"""Holds what this project writes to the schemas of others, with validators of others.

    check_reports.py schema SCHEMA.json FILE.yaml...   JSON Schema 2020-12, by jsonschema; the schema itself, too
    check_reports.py sarif FILE.json...                SARIF 2.1.0, by models made of the schema of OASIS (pydantic-sarif)
    check_reports.py junit SCHEMA.xsd FILE.xml...      an XML schema, by xmlschema

Prints a line for each file, and exits with 1 where one does not fit.
"""
import json
import sys


def schema_checker(path):
    import jsonschema
    import yaml

    # Editors read YAML 1.2: times and yes are texts, and 1e22 is a number.
    class Loader(yaml.SafeLoader):
        pass

    Loader.yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith((":timestamp", ":bool", ":float"))]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
    import re

    Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(true|false)$"), list("tf"))
    Loader.add_implicit_resolver(
        "tag:yaml.org,2002:float", re.compile(r"^[-+]?[0-9]+(\.[0-9]*)?([eE][-+]?[0-9]+)?$"), list("-+0123456789"))

    with open(path) as file:
        schema = json.load(file)
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)

    def check(name):
        with open(name) as file:
            document = yaml.load(file, Loader)
        error = jsonschema.exceptions.best_match(validator.iter_errors(document))
        return error and f"{error.json_path}: {error.message[:200]}"

    return check


def sarif_checker():
    from pydantic import ValidationError
    from pydantic_sarif.model import StaticAnalysisResultsFormatSarifVersion210JsonSchema as Log

    def check(name):
        with open(name) as file:
            document = json.load(file)
        try:
            Log.model_validate(document)
        except ValidationError as error:
            return str(error.errors()[0])
        return None

    return check


def junit_checker(path):
    import xmlschema

    schema = xmlschema.XMLSchema(path)

    def check(name):
        try:
            schema.validate(name)
        except Exception as error:
            return str(error).splitlines()[0]
        return None

    return check


def main(kind, *arguments):
    files = arguments
    if kind == "schema":
        check, files = schema_checker(arguments[0]), arguments[1:]
    elif kind == "sarif":
        check = sarif_checker()
    elif kind == "junit":
        check, files = junit_checker(arguments[0]), arguments[1:]
    else:
        sys.exit(__doc__)
    problems = [check(name) for name in files]
    for name, problem in zip(files, problems):
        print(f"{name}: {problem or 'fits'}")
    sys.exit(any(problems) or not files)


if __name__ == "__main__":
    main(*sys.argv[1:])
