"""CircleCI's review rules for orbs, RC001 to RC012 of CircleCI-Public/orb-tools-orb (src/scripts/review.bats), which need a yq
that Debian does not have; and what `circleci orb validate` would ask CircleCI's server: are parameters declared and used.

RC006 and RC007 ask whether two addresses answer: here only that they are addresses.
"""

import re

COMPONENTS = ["commands", "executors", "jobs", "examples"]
LONGEST_COMMAND = 64  # orb-tools: max-command-length
SHORTEST_DESCRIPTION = 64
PARAMETER = re.compile(r"<<\s*parameters\.([\w-]+)\s*>>")


def read(yaml, source):
    """{"@orb": …, "commands": {name: (parsed, text)}, …}"""
    orb = {"@orb": yaml.safe_load((source / "@orb.yml").read_text())}
    for component in COMPONENTS:
        files = sorted((source / component).glob("*.yml"))
        orb[component] = {path.stem: (yaml.safe_load(path.read_text()), path.read_text()) for path in files}
    return orb


def steps_of(value):
    """Every step, however deep in `when` and `unless` it stands."""
    for step in value.get("steps") or []:
        if isinstance(step, dict):
            for kind in ("when", "unless"):
                if kind in step:
                    yield from steps_of(step[kind])
        yield step


def runs_of(orb, examples=False):
    for component in ["commands", "jobs"]:
        for name, (value, _) in orb[component].items():
            for step in steps_of(value):
                if step == "run" or isinstance(step, dict) and "run" in step:
                    yield f"{component}/{name}", step["run"] if isinstance(step, dict) else None


def rc001(orb):
    if not (orb["@orb"].get("display") or {}).get("source_url"):
        yield "@orb.yml has no display.source_url"


def rc002(orb):
    for component in COMPONENTS:
        for name, (value, _) in orb[component].items():
            if not value.get("description"):
                yield f"{component}/{name} has no description"


def rc003(orb):
    if not orb["examples"]:
        yield "there is no example"


def rc004(orb):
    for name in orb["examples"]:
        if "example" in name.lower():
            yield f"the name of examples/{name} says nothing"


def rc005(orb):
    if len((orb["@orb"].get("description") or "").strip()) < SHORTEST_DESCRIPTION:
        yield "the orb's description is too short to find it"


def address(orb, key):
    url = (orb["@orb"].get("display") or {}).get(key) or ""
    if not re.fullmatch(r"https://[\w.-]+\.[a-z]+(/\S*)?", url):
        yield f"display.{key} is no https address"


def rc006(orb):
    yield from address(orb, "source_url")


def rc007(orb):
    yield from address(orb, "home_url")


def rc008(orb):
    for where, run in runs_of(orb):
        if not isinstance(run, dict) or not run.get("name"):
            yield f"{where} has a run step without a name"


def rc009(orb):
    for where, run in runs_of(orb):
        command = run.get("command", "") if isinstance(run, dict) else str(run)
        if len(command) > LONGEST_COMMAND and "include(" not in command:
            yield f"{where} has a long command in place of an include"


def rc010(orb):
    for component in COMPONENTS:
        for name, (value, _) in orb[component].items():
            if "-" in name:
                yield f"{component}/{name} has a dash"
            for parameter in value.get("parameters") or {}:
                if "-" in parameter:
                    yield f"{component}/{name}: parameter {parameter} has a dash"


def rc011(orb, major="0"):
    for name, (value, _) in orb["examples"].items():
        for used in (value["usage"].get("orbs") or {}).values():
            if not re.fullmatch(rf"gravitee/release-action@{major}(\.\d+)*", str(used)) and "release-action" in str(used):
                yield f"examples/{name} uses {used}"


def keys_in(value):
    if isinstance(value, dict):
        for key, inner in value.items():
            if key in ("key", "keys"):
                yield str(inner)
            yield from keys_in(inner)
    if isinstance(value, list):
        for inner in value:
            yield from keys_in(inner)


def rc012(orb):
    for component in ["commands", "jobs"]:
        for name, (value, _) in orb[component].items():
            for parameter, about in (value.get("parameters") or {}).items():
                if not str(about.get("default", "")).startswith("$"):
                    continue
                if any(parameter in PARAMETER.findall(key) for key in keys_in(value.get("steps"))):
                    yield f"{component}/{name}: the key of a step is made of a variable by {parameter}"


RULES = {f"RC{number:03}": globals()[f"rc{number:03}"] for number in range(1, 13)}


def uses(orb, owner, steps, jobs=False):
    """Every use of the orb's own commands in steps (names as jobs see them), checked against their parameters."""
    for step in steps:
        name, given = (step, {}) if isinstance(step, str) else (next(iter(step)), next(iter(step.values())) or {})
        known = orb["jobs" if jobs else "commands"].get(name)
        if known is None:
            continue
        parameters = known[0].get("parameters") or {}
        ours = {"context", "requires", "filters", "name", "type", "matrix"} if jobs else set()
        for parameter in given:
            if parameter not in parameters and parameter not in ours:
                yield f"{owner} gives {name} the parameter {parameter}, which it has not"
        for parameter, about in parameters.items():
            if "default" not in about and parameter not in given:
                yield f"{owner} gives {name} no {parameter}, which it needs"
            choices = about.get("enum")
            value = str(given.get(parameter, ""))
            if choices and parameter in given and "<<" not in value and value not in choices:
                yield f"{owner} gives {name} {parameter}: {value}, which is none of {choices}"


def without_prefix(items, prefix="release-action/"):
    """Only the uses of this orb, with the names that the orb itself has for them."""
    for item in items:
        if isinstance(item, str) and item.startswith(prefix):
            yield item[len(prefix):]
        if isinstance(item, dict) and next(iter(item)).startswith(prefix):
            yield {next(iter(item))[len(prefix):]: next(iter(item.values()))}


def configuration(orb, config, owner):
    """A configuration that uses this orb under the name release-action: unknown jobs, commands and parameters."""
    inside = config.get("jobs") or {}
    for job, value in inside.items():
        ours = list(without_prefix(steps_of(value)))
        yield from (f"{owner}: {job} uses {step}, which the orb has not" for step in map(first, ours) if step not in orb["commands"])
        yield from uses(orb, f"{owner}: {job}", ours)
    for name, workflow in (config.get("workflows") or {}).items():
        if not isinstance(workflow, dict):
            continue
        ours = list(without_prefix(workflow["jobs"]))
        yield from (f"{owner}: {name} uses {job}, which the orb has not" for job in map(first, ours) if job not in orb["jobs"])
        yield from uses(orb, f"{owner}: {name}", ours, jobs=True)


def first(item):
    return item if isinstance(item, str) else next(iter(item))


def parameters(orb):
    """Declared and never used, used and never declared, given and not known."""
    for component in ["commands", "executors", "jobs"]:
        for name, (value, text) in orb[component].items():
            declared, used = set(value.get("parameters") or {}), set(PARAMETER.findall(text))
            yield from (f"{component}/{name} never uses its parameter {p}" for p in sorted(declared - used))
            yield from (f"{component}/{name} uses {p}, which is no parameter of it" for p in sorted(used - declared))
            yield from uses(orb, f"{component}/{name}", list(steps_of(value)))
    for name, (value, _) in orb["examples"].items():
        yield from configuration(orb, value["usage"], f"examples/{name}")
