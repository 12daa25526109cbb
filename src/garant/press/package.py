"""The package handed to a person: an offline page, the data as JSON and CSV, a dictionary, hashes and a signature.

The same document gives the same bytes. `verify` needs neither an instance nor a network.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import io
import json
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from garant import __version__
from garant.press.documents import AccessDocument, TableAnswer
from garant.press.package_page import access_page, folder, portability_page
from garant.press.sentences import Sentences, sentences
from garant.press.tabular import csv_bytes, json_bytes

FORMAT = "garant: package/1"
SIGNATURE = "garant: package signature/1"
MANIFEST, SIGNED, PAGE = "manifest.json", "manifest.sig", "index.html"


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs: the name of the organisation's log key, and its raw Ed25519 public key (32 bytes)."""

    name: str
    public: bytes

    @property
    def fingerprint(self) -> str:
        return hashlib.sha256(self.public).hexdigest()


def filename(document: AccessDocument) -> str:
    """A name for the file, without personal data."""
    return f"{document.reference}-{sentences(document.language).say(f'file-name-{document.kind}')}.zip"


def build(document: AccessDocument, *, sign: Callable[[bytes], bytes], signer: Signer) -> bytes:
    """The ZIP. `sign` gives the Ed25519 signature of the manifest's bytes, which begin with its format's name."""
    words = sentences(document.language, union=document.authority.union)
    parts = _portability(document, words) if document.kind == "portability" else _access(document, words)
    files = {path: data for path, data, _ in parts}
    listed = [
        (PAGE, words.say("file-index")),
        *((path, what) for path, _, what in parts),
        (MANIFEST, words.say("file-manifest")),
        (SIGNED, words.say("file-signature")),
    ]
    page = portability_page if document.kind == "portability" else access_page
    files = {PAGE: page(document, listed, signer.fingerprint).encode(), **files}
    files[MANIFEST] = _manifest(document, files)
    files[SIGNED] = json_bytes(
        {
            "format": SIGNATURE,
            "signs": MANIFEST,
            "algorithm": "Ed25519",
            "key": signer.name,
            "fingerprint": signer.fingerprint,
            "public": base64.b64encode(signer.public).decode(),
            "signature": base64.b64encode(sign(files[MANIFEST])).decode(),
        }
    )
    return _zip(document, files)


Parts = list[tuple[str, bytes, str]]
"""(path, bytes, what it holds)."""


def _access(document: AccessDocument, words: Sentences) -> Parts:
    parts: Parts = []
    for one in document.tables:
        rows = [dict(row) for row in one.rows]
        parts.append((f"{folder(one)}.json", json_bytes(rows), words.say("file-json", title=one.title)))
        parts.append(_csv(one, f"{folder(one)}.csv", words))
    parts.append(("dictionary.json", json_bytes(_dictionary(document, words)), words.say("file-dictionary")))
    return parts


def _portability(document: AccessDocument, words: Sentences) -> Parts:
    """Made for machines: one JSON file that its schema describes, and a CSV file for each table (art. 20(1))."""
    data: dict[str, dict[str, Any]] = {}
    for one in document.tables:
        data.setdefault(one.store, {})[one.table] = [dict(row) for row in one.rows]
    return [
        ("data.json", json_bytes({"format": "garant: portable/1", "stores": data}), words.say("file-data")),
        ("schema.json", json_bytes(_schema(document)), words.say("file-schema")),
        *(_csv(one, f"{folder(one)}.csv", words) for one in document.tables),
        ("dictionary.json", json_bytes(_dictionary(document, words)), words.say("file-dictionary")),
    ]


def _csv(one: TableAnswer, path: str, words: Sentences) -> tuple[str, bytes, str]:
    columns = [column.name for column in one.columns]
    return path, csv_bytes(columns, one.rows), words.say("file-csv", title=one.title)


def _dictionary(document: AccessDocument, words: Sentences) -> dict[str, Any]:
    """What every field and code means, where it comes from, what it is for, and what was left out."""
    origins = {origin: words.say(f"package-origin-{origin}") for origin in _origins(document)}
    return {
        "format": "garant: dictionary/1",
        "language": words.language,
        "csv": words.say("package-injection"),
        "origins": origins,
        "activities": [_plain(asdict(activity)) for activity in document.activities],
        "tables": [
            {
                "store": one.store,
                "table": one.table,
                "title": one.title,
                "activity": one.activity,
                "columns": [asdict(column) | {"codes": dict(column.codes)} for column in one.columns],
            }
            for one in document.tables
        ],
        "withheld": [asdict(one) for one in document.withheld],
        "undecided": [asdict(one) for one in document.undecided],
    }


def _origins(document: AccessDocument) -> list[str]:
    return sorted({column.origin for one in document.tables for column in one.columns})


def _plain(activity: dict[str, Any]) -> dict[str, Any]:
    return activity | {"since": activity["since"].isoformat() if activity["since"] else None}


def _schema(document: AccessDocument) -> dict[str, Any]:
    """A JSON Schema of data.json: each field with its title, so that another service can read it."""
    stores: dict[str, dict[str, Any]] = {}
    for one in document.tables:
        columns = {
            column.name: {"title": column.title, "description": column.meaning or column.category}
            for column in one.columns
        }
        row = {"type": "object", "properties": columns, "required": list(columns), "additionalProperties": False}
        stores.setdefault(one.store, {})[one.table] = {"title": one.title, "type": "array", "items": row}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "garant: portable/1",
        "type": "object",
        "required": ["format", "stores"],
        "properties": {
            "format": {"const": "garant: portable/1"},
            "stores": {
                "type": "object",
                "properties": {name: {"type": "object", "properties": tables} for name, tables in stores.items()},
                "additionalProperties": False,
            },
        },
    }


def _manifest(document: AccessDocument, files: Mapping[str, bytes]) -> bytes:
    return json_bytes(
        {
            "format": FORMAT,
            "kind": document.kind,
            "reference": document.reference,
            "made": document.made.isoformat(),
            "tool": f"garant {__version__}",
            "files": {path: hashlib.sha256(data).hexdigest() for path, data in sorted(files.items())},
        }
    )


def _zip(document: AccessDocument, files: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    stamp = (document.made.year, document.made.month, document.made.day, 0, 0, 0)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for path, data in files.items():
            entry = zipfile.ZipInfo(path, stamp)
            entry.create_system = 3  # the same bytes on every system
            entry.external_attr = 0o644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)
    return out.getvalue()


# ── verification ───────────────────────────────────────────────────────────────────────────────────────────────────


def verify(data: bytes, public: bytes | None = None) -> tuple[str, ...]:
    """What is wrong with a package; nothing if it is whole and signed.

    With `public`, the organisation's log key as it publishes it, a package signed with any other key does not pass.
    Without, it only proves that nothing changed since somebody signed it with the key it names.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            files = {name: archive.read(name) for name in names}
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        EOFError,
        NotImplementedError,
        RuntimeError,
        zlib.error,
    ) as broken:
        return (f"the package cannot be read as a ZIP file ({type(broken).__name__})",)
    twice = sorted({name for name in names if names.count(name) > 1})
    problems = [f"{name}: stands twice in the package" for name in twice]
    return (*problems, *_unlike_manifest(files), *_unsigned(files, public))


def _unlike_manifest(files: Mapping[str, bytes]) -> Iterator[str]:
    manifest = _json(files.get(MANIFEST))
    if manifest is None or manifest.get("format") != FORMAT or not isinstance(manifest.get("files"), dict):
        yield f"{MANIFEST}: missing, or not a manifest of the form {FORMAT!r}"
        return
    listed: dict[str, str] = manifest["files"]
    for path in sorted(set(listed) | set(files) - {MANIFEST, SIGNED}):
        if path not in files:
            yield f"{path}: missing from the package"
        elif path not in listed:
            yield f"{path}: not in the manifest"
        elif hashlib.sha256(files[path]).hexdigest() != listed[path]:
            yield f"{path}: changed since it was signed"


def _unsigned(files: Mapping[str, bytes], public: bytes | None) -> Iterator[str]:
    signature = _json(files.get(SIGNED))
    if signature is None or signature.get("format") != SIGNATURE:
        yield f"{SIGNED}: missing, or not a signature of the form {SIGNATURE!r}"
        return
    try:
        named = base64.b64decode(signature["public"], validate=True)
        signed = base64.b64decode(signature["signature"], validate=True)
    except (KeyError, TypeError, binascii.Error):
        yield f"{SIGNED}: its key or its signature cannot be read"
        return
    if hashlib.sha256(named).hexdigest() != signature.get("fingerprint"):
        yield f"{SIGNED}: the fingerprint is not that of its key"
    if public is not None and named != public:
        yield f"{SIGNED}: signed with another key than the one given"
    if not _signature_holds(named, signed, files.get(MANIFEST, b"")):
        yield f"{MANIFEST}: the signature does not hold"


def _signature_holds(public: bytes, signature: bytes, message: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def _json(data: bytes | None) -> dict[str, Any] | None:
    if data is None:
        return None
    try:
        value = json.loads(data)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None
