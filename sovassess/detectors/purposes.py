"""What a pipeline is for, by its name, its jobs, its shared steps and its commands: it may have several purposes.

Reads words that others took from a file. Says who keeps a signing key only where the command tells.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

_Words = tuple[str, ...]
_TRAINS = re.compile(
    r"(?<![a-z])(re-?|pre-?|post-?)?train(ing)?(?![a-z])|fine[-_ ]?tun(e|es|ed|ing)(?![a-z])", re.IGNORECASE
)
_EVALUATES = re.compile(
    r"red[-_ ]?team(ing)?|(safety|guardrails?|jailbreaks?|toxicity|moderation)[-_ ]?"
    r"(evals?|evaluations?|tests?|suites?|bench\w*|scans?)(?![a-z])",
    re.IGNORECASE,
)
_REPRODUCES = re.compile(r"reproducib|reproduce[-_ ]?builds?", re.IGNORECASE)
_NO_TRAINING = re.compile(
    r"tests?(?![a-z])|lint|docs?(?![a-z])|image|build|(?<!and[-_ ])eval|bench|infer|serv|notify|data", re.IGNORECASE
)
_PROVENANCE = re.compile(
    r"attest-build-provenance|slsa-github-generator|^actions/attest@|provenance-action|^slsa-framework/slsa"
)
_DEPLOYS = re.compile(r"deploy|gke-|eks|aks|cloud-run|cloudrun|kubectl|pages", re.IGNORECASE)
_BUILDS = re.compile(
    r"build-push-action|bake-action|gh-action-pypi-publish|goreleaser|kaniko|buildah|docker-buildx|slsa-github-generator"
    r"|^plugins/(docker|ecr|gcr|acr)"
)
_EVALUATING_ACTION = re.compile(r"promptfoo.*red-?team|garak|giskard", re.IGNORECASE)
_DEPLOYING: dict[str, frozenset[str]] = {
    "kubectl": frozenset({"apply", "replace", "rollout"}), "oc": frozenset({"apply"}),
    "terraform": frozenset({"apply"}),
    "helm": frozenset({"upgrade", "install"}), "tofu": frozenset({"apply"}), "skaffold": frozenset({"run", "deploy"}),
    "helmfile": frozenset({"apply", "sync"}), "serverless": frozenset({"deploy"}), "sam": frozenset({"deploy"}),
    "cdk": frozenset({"deploy"}), "pulumi": frozenset({"up"}), "argocd": frozenset({"sync"}),
    "kamal": frozenset({"deploy"}), "az": frozenset({"deploy", "deployment"}), "azd": frozenset({"up", "deploy"}),
    "gcloud": frozenset({"deploy"}), "aws": frozenset({"deploy", "update-service", "update-function-code"}),
    "flyctl": frozenset({"deploy"}), "fly": frozenset({"deploy"}), "vercel": frozenset({"deploy"}),
    "wrangler": frozenset({"deploy"}), "netlify": frozenset({"deploy"}), "railway": frozenset({"up"}),
}  # fmt: skip
_IMAGE_BUILD = frozenset({"build", "buildx", "bud", "push"})
_BUILDING: dict[str, frozenset[str]] = {
    "docker": _IMAGE_BUILD, "podman": _IMAGE_BUILD, "nerdctl": _IMAGE_BUILD, "buildah": _IMAGE_BUILD | {"commit"},
    "buildctl": frozenset({"build"}), "apptainer": frozenset({"build"}), "singularity": frozenset({"build"}),
    "mvn": frozenset({"package", "install", "deploy", "verify"}),
    "mvnw": frozenset({"package", "install", "deploy", "verify"}),
    "gradle": frozenset({"build", "assemble", "jib", "bootBuildImage", "bootJar", "publish"}),
    "gradlew": frozenset({"build", "assemble", "jib", "bootBuildImage", "bootJar", "publish"}),
    "npm": frozenset({"build", "publish"}), "pnpm": frozenset({"build", "publish"}),
    "yarn": frozenset({"build", "publish"}),
    "bun": frozenset({"build", "publish"}), "uv": frozenset({"build", "publish"}),
    "poetry": frozenset({"build", "publish"}),
    "hatch": frozenset({"build"}), "twine": frozenset({"upload"}), "cargo": frozenset({"build", "publish"}),
    "go": frozenset({"build"}), "ko": frozenset({"build", "publish", "resolve", "apply"}), "pack": frozenset({"build"}),
    "bazel": frozenset({"build"}), "nix": frozenset({"build"}), "dotnet": frozenset({"build", "publish", "pack"}),
    "make": frozenset({"build", "dist", "image", "images", "package"}), "goreleaser": frozenset({"release", "build"}),
}  # fmt: skip
_EVALUATORS = frozenset({"garak", "pyrit", "pyrit_scan", "giskard", "deepteam", "llamator", "harmbench"})
_COMPARERS = frozenset({"diffoscope", "reprotest", "rebuilderd", "debrebuild", "diffoci"})
_LAUNCHERS = frozenset({"torchrun", "deepspeed"})
_TRAINERS = frozenset({"axolotl", "unsloth", "autotrain", "mlx_lm.lora"})
_TRAINER_CALLS = frozenset({
    ("llamafactory-cli", "train"), ("tune", "run"), ("swift", "sft"), ("litgpt", "finetune"), ("litgpt", "pretrain"),
    ("trl", "sft"), ("trl", "dpo"), ("accelerate", "launch"), ("ilab", "train"),
})  # fmt: skip
_RUNNERS = frozenset({"npx", "bunx", "uvx", "pipx", "srun", "mpirun", "xvfb-run"})
_INTERPRETER = re.compile(r"^(python[\d.]*|bash|sh|zsh)$")
_SCRIPT = re.compile(r"(^|/)([\w-]+)\.(py|sh)$")
_VENDOR_KEY = re.compile(r"(aws|gcp|azure)kms://|arn:aws:kms", re.IGNORECASE)
_OWN_SIGNING = frozenset({"gpg", "gpg2", "minisign", "signify", "rpmsign", "rpm", "debsign", "jarsigner"})
_SIGN_FLAGS = frozenset({
    "--detach-sign", "--detach-sig", "--sign", "--clearsign", "--clear-sign", "-b", "-sb", "-ab", "-S", "-Sm",
    "--addsign", "--resign",
})  # fmt: skip


_ASKED = re.compile(r"(--attest=)?type=provenance(,|$)|--provenance($|=(true|mode=max|mode=min))")


_SHIPPING = frozenset({"push", "publish", "upload", "release", "deploy"})


class Shown(Struct, frozen=True, kw_only=True):
    """What a file shows of a pipeline: its name, names of its jobs, shared steps, the words of its commands.

    `stated` is True where a step asks for provenance by its settings.
    """

    name: str
    jobs: tuple[str, ...] = ()
    used: tuple[str, ...] = ()
    runs: tuple[_Words, ...] = ()
    stated: bool = False


def purpose_fields(shown: Shown) -> Iterator[tuple[tuple[str, str], ...]]:
    """The fields of a fact for each purpose, sorted by purpose; `other` stands alone where none is found."""
    runs = [bare for words in shown.runs if (bare := _bare(words))]
    signing = [words for words in runs if _signs(words)]
    provenance = shown.stated or any(_PROVENANCE.search(use) for use in shown.used) or any(map(_proves, runs))
    keys = _keys(signing, by_platform=provenance or any("gh-action-sigstore" in use for use in shown.used))
    for purpose in sorted(_purposes(shown, runs, signed=bool(signing))) or ["other"]:
        fields = (("keys", keys), ("provenance", "true" if provenance else "false"), ("purpose", purpose))
        yield tuple(field for field in fields if field[1])


def _purposes(shown: Shown, runs: list[_Words], *, signed: bool) -> set[str]:
    names = (shown.name, *shown.jobs)
    found = {"signing"} if signed or any("gh-action-sigstore" in use for use in shown.used) else set[str]()
    if any(_TRAINS.search(name) and not _NO_TRAINING.search(name) for name in names) or any(map(_trains, runs)):
        found.add("model-training")
    evaluated = any(map(_evaluates, runs)) or any(map(_EVALUATING_ACTION.search, shown.used))
    if evaluated or any(map(_EVALUATES.search, names)):
        found.add("safety-eval")
    if any(map(_REPRODUCES.search, names)) or any(map(_compares, runs)):
        found.add("reproducibility")
    if any(_does(words, _DEPLOYING) for words in runs) or any(map(_DEPLOYS.search, shown.used)):
        found.add("deploy")
    if any(map(_builds, runs)) or any(map(_BUILDS.search, shown.used)):
        found.add("build")
    if "reproducibility" in found and not any(_SHIPPING & set(words[:4]) for words in runs):
        found.discard("build")  # what is built again to be compared leaves the machine nowhere
    return found


def _program(words: _Words) -> str:
    return words[0].rsplit("/", 1)[-1].removesuffix(".exe")


def _bare(words: _Words) -> _Words:
    """The command without what merely starts it: `uv run`, `npx`, `python -m`; versions behind `@` are dropped."""
    for _ in range(4):
        if not words:
            return ()
        program, rest = _program(words), words[1:]
        if (program in ("uv", "poetry", "pdm", "hatch", "pipenv") and rest[:1] == ("run",)) or (
            program in ("pnpm", "yarn", "npm") and rest[:1] in (("dlx",), ("exec",))
        ):
            words = _without_flags(rest[1:])
        elif program in _RUNNERS:
            words = _without_flags(rest[1:] if rest[:1] == ("run",) else rest)
        elif program.startswith("python") and rest[:1] == ("-m",):
            words = rest[1:]
        else:
            return (re.sub(r"(?<=\w)@[\w.^~-]+$", "", program), *rest)
    return words


def _without_flags(words: _Words) -> _Words:
    index = next((index for index, word in enumerate(words) if not word.startswith("-")), len(words))
    return words[index:]


def _does(words: _Words, known: dict[str, frozenset[str]]) -> bool:
    """True if the program is known and one of its actions stands among its first words."""
    plain = [word for word in words[1:] if not word.startswith("-")][:4]
    return bool(known.get(words[0], frozenset()) & set(plain))


def _builds(words: _Words) -> bool:
    if words[0] in ("mvn", "mvnw", "gradle", "gradlew", "make"):
        actions = {word.rpartition(":")[2] for word in words[1:] if not word.startswith("-")}
        return bool(actions & _BUILDING[words[0]])
    if words[0] in ("npm", "pnpm", "yarn", "bun") and words[1:2] == ("run",):
        return len(words) > 2 and re.match(r"build($|[:-])", words[2]) is not None
    if words[0] == "cmake":
        return "--build" in words
    return words[0] in ("nix-build", "build", "executor") or _does(words, _BUILDING)


def _trains(words: _Words) -> bool:
    program = words[0]
    script = next((match[2] for word in words if (match := _SCRIPT.search(word))), "")
    if script and _NO_TRAINING.search(script):
        return False
    if program in _TRAINERS or words[:2] in _TRAINER_CALLS or program in _LAUNCHERS or program.startswith("axolotl"):
        return not any(word.startswith(("--version", "--help", "pytest")) for word in words)
    own = _SCRIPT.search(program)
    named = own[2] if own else script if _INTERPRETER.match(program) and _executed(words) else ""
    return bool(named) and _TRAINS.search(named.replace("_", "-")) is not None


def _executed(words: _Words) -> bool:
    """True if the first word behind an interpreter that is no flag is a script."""
    first = next((word for word in words[1:] if not word.startswith("-")), "")
    return _SCRIPT.search(first) is not None and "-c" not in words


def _evaluates(words: _Words) -> bool:
    program = words[0].rsplit(".", 1)[0] if words[0].startswith(("garak.", "pyrit.")) else words[0]
    if program == "promptfoo":
        return "redteam" in words
    if program == "inspect":
        return words[1:2] in (("eval",), ("eval-set",))
    script = _SCRIPT.search(next((word for word in words if _SCRIPT.search(word)), ""))
    if script and (_INTERPRETER.match(program) and _executed(words)):
        return _EVALUATES.search(script[2]) is not None
    return program in _EVALUATORS and not {"--version", "--help"} & set(words)


def _compares(words: _Words) -> bool:
    return (
        words[0] in _COMPARERS
        or "--check-reproducible" in words
        or (words[0] == "nix" and "--rebuild" in words)
        or (words[0] == "nix-build" and "--check" in words)
    )


def _signs(words: _Words) -> bool:
    program = words[0]
    if program == "cosign":
        return words[1:2] in (("sign",), ("sign-blob",), ("attest",), ("attest-blob",))
    if program == "notation":
        return words[1:2] == ("sign",)
    if program in ("skopeo", "podman", "buildah"):
        return any(word.startswith("--sign-by") for word in words)
    if program in ("rpmsign", "debsign", "jarsigner"):
        return True
    return program in _OWN_SIGNING and bool(_SIGN_FLAGS & set(words))


def _proves(words: _Words) -> bool:
    if words[0] in ("cosign", "in-toto-run", "witness", "tejolote"):
        attesting = words[0] == "in-toto-run" or bool({"attest", "attest-blob", "run"} & set(words[1:2]))
        told = any(re.search(r"slsa|provenance", word, re.IGNORECASE) for word in words[1:])
        return attesting and (words[0] != "cosign" or told)
    return any(map(_ASKED.match, words))


def _keys(signing: list[_Words], *, by_platform: bool) -> str:
    """`self` if each signature is made with a key of one's own, `vendor` if one is not, "" if nothing tells."""
    if not signing:
        return "vendor" if by_platform else ""
    whose = {_key(words) for words in signing}
    return whose.pop() if len(whose) == 1 else "vendor" if "vendor" in whose else ""


def _key(words: _Words) -> str:
    if any(_VENDOR_KEY.search(word) for word in words):
        return "vendor"
    if words[0] == "cosign":
        own = any(word.startswith(("--key", "--sk")) for word in words)
        authority = any(word.startswith("--fulcio-url") for word in words)
        return "self" if own or authority else "vendor"
    return "" if words[0] == "notation" else "self"
