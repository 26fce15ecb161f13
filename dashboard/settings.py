"""Typed settings: a TOML file, then `JIEQUAN_*` of the environment; unknown words are refused by name."""

from __future__ import annotations

import json
import os
import secrets
import tempfile
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, ValidationError
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)
from pydantic_settings import SettingsError as EnvironmentSettingsError

from dashboard.refusal import Refusal

PREFIX = "JIEQUAN_"
Network = IPv4Network | IPv6Network


class SettingsError(Refusal):
    """A setting is wrong: which, what it says, what to write instead."""


def listed(value: Any) -> Any:
    """Words as a list; a variable of the environment separates them by commas."""
    return [word.strip() for word in value.split(",") if word.strip()] if isinstance(value, str) else value


def address(value: str) -> str:
    """An address of the web without path, as browsers name an origin; empty stays empty."""
    try:
        parts = urlsplit(value)
        port = f":{parts.port}" if parts.port else ""
    except ValueError as error:
        raise ValueError(f"is no address: {error}") from error
    if not value:
        return ""
    if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc:
        raise ValueError("is no address; write https://jiequan.example.gov.cn")
    if parts.path.strip("/") or parts.query or parts.fragment:
        raise ValueError("must end with its host and port")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return f"{parts.scheme}://{host}{port}"


class Part(BaseModel):
    """A table within the settings; unknown words are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Title(Part):
    """What a way to sign in is called."""

    zh: str = "统一身份认证"
    en: str = "Single sign-on"


class Provider(Part):
    """The identity provider of the district; its secret stands with the others, under `oidc`."""

    issuer: str = Field(description="its address, exactly as it names itself in its tokens")
    client: str = Field(min_length=1, description="by which name it knows this program")
    claim: str = Field(
        default="preferred_username", min_length=1, description="the claim that is the account"
    )
    title: Title = Field(default=Title(), description="what the button says")


class Settings(BaseSettings):
    """What one installation decides; everything about the district itself stands in the district file."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_nested_delimiter="__", extra="forbid", frozen=True
    )

    district: str = Field(default="yunjiang", description="the district file, or the name of one that ships")
    sources: Path | None = Field(default=None, description="where data files of the sources stand")
    home: Path = Field(default=Path("var"), description="where ledger, board, key and own calendar are kept")
    ledger: str = Field(default="", description="URL of the ledger; empty: SQLite in the home folder")
    key_file: Path | None = Field(default=None, description="the ledger key; empty: made in the home folder")
    ca_file: Path | None = Field(
        default=None, description="certificates of the site's own authority, believed beside the public ones"
    )
    host: str = Field(default="127.0.0.1", description="address to serve on; beyond loopback behind TLS only")
    port: int = Field(default=8050, ge=1, le=65535, description="port to serve on")
    beat: float = Field(default=2.0, ge=0.2, le=60, description="seconds between two questions of a screen")
    look: float = Field(default=1.0, ge=0.1, le=60, description="seconds between two looks into the ledger")
    anchor_to: str = Field(
        default="",
        description="second place for the heads of both chains: a file elsewhere, or syslog:HOST:PORT",
    )
    quarantine_days: int = Field(
        default=30, ge=1, le=366, description="days that a record set aside is kept after it last came"
    )
    text_days: int = Field(
        default=365, ge=30, le=3650, description="days after which what was written of an ended case goes"
    )
    paper_days: int = Field(
        default=3_650, ge=365, le=36_500,
        description="days after which what was written in an ended borrowing, rule or appeal goes",
    )  # fmt: skip
    audit_days: int = Field(
        default=1_095, ge=180, le=36_500, description="days that a note of the audit is kept"
    )
    log: Literal["console", "json"] = Field(default="console", description="how log lines look")
    packages: Annotated[tuple[str, ...], NoDecode, BeforeValidator(listed)] = Field(
        default=(), description="packages outside the repository that hold feeds, separated by commas"
    )
    tls: Literal["none", "proxy"] = Field(
        default="none", description="who speaks TLS with browsers: nobody, or a proxy before this program"
    )
    public_address: Annotated[str, AfterValidator(address)] = Field(
        default="", description="where browsers find this program, such as https://jiequan.example.gov.cn"
    )
    proxy_addresses: Annotated[tuple[Network, ...], NoDecode, BeforeValidator(listed)] = Field(
        default=(), description="networks of the proxies whose headers are believed, separated by commas"
    )
    proxy_header: str = Field(
        default="", pattern=r"^([A-Za-z][A-Za-z0-9-]*)?$", description="header in which they name the account"
    )
    oidc: Provider | None = Field(default=None, description="the identity provider of the district")
    idle_minutes: int = Field(default=30, ge=1, le=480, description="a session without a hand on it ends")
    session_hours: float = Field(default=8, gt=0, le=24, description="every session ends")
    secrets: dict[str, SecretStr] = Field(
        default_factory=dict, description="tokens of sources, by feed name; of the identity provider as oidc"
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The command line first, then the environment, then the file named by `JIEQUAN_FILE`."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, toml_file=file())

    @property
    def ledger_url(self) -> str:
        """Where the ledger is."""
        return self.ledger or f"sqlite:///{self.home / 'ledger.db'}"

    @property
    def key_path(self) -> Path:
        """Where the ledger key is."""
        return self.key_file or self.home / "key"

    @property
    def secure(self) -> bool:
        """Whether browsers speak TLS."""
        return self.tls == "proxy"

    def secret(self, feed: str) -> str:
        """The token of one source, empty where none is set; no variable can be named with a hyphen."""
        value = self.secrets.get(feed) or self.secrets.get(feed.replace("-", "_"))
        return value.get_secret_value() if value else ""

    def environment(self) -> dict[str, str]:
        """These settings as environment for a child process; secrets are inherited, never rewritten."""
        plain = self.model_dump(exclude={"secrets"}, exclude_none=True, mode="json")
        return {**os.environ, **{f"{PREFIX}{name}".upper(): written(value) for name, value in plain.items()}}


def written(value: Any) -> str:
    """A value as a variable of the environment carries it."""
    match value:
        case list():
            return ",".join(value)
        case dict():
            return json.dumps(value, ensure_ascii=False)
    return str(value)


def file() -> Path:
    """The settings file: the one that is named must exist, `jiequan.toml` may."""
    named = os.environ.get(f"{PREFIX}FILE")
    if named and not Path(named).is_file():
        raise SettingsError(f"{PREFIX}FILE = {named!r}: there is no such file")
    return Path(named or "jiequan.toml")


def settings(**given: object) -> Settings:
    """Read the settings; `given` (from the command line) wins where it is not None."""
    if unknown := sorted(name for name in os.environ if name.startswith(PREFIX) and not is_known(name)):
        known = ", ".join(f"{PREFIX}{name.upper()}" for name in Settings.model_fields)
        raise SettingsError(f"{', '.join(unknown)}: no such setting; the settings are {known}")
    said = {name: value for name, value in given.items() if value is not None}
    if "PORT" in os.environ and f"{PREFIX}PORT" not in os.environ:
        said.setdefault("port", os.environ["PORT"])
    try:
        return Settings(**said)  # type: ignore[arg-type]
    except ValidationError as error:
        raise SettingsError("\n".join(plainly(one) for one in error.errors())) from error
    except (EnvironmentSettingsError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"settings cannot be read: {error}") from error


def is_known(name: str) -> bool:
    """Whether a variable of the environment is a setting, or names the file of them."""
    field = name.removeprefix(PREFIX).lower().split("__")[0]
    return field == "file" or field in Settings.model_fields


def plainly(wrong: Mapping[str, Any]) -> str:
    """What is wrong with one setting; what it says stays untold where it may be a token."""
    name = ".".join(str(part) for part in wrong["loc"])
    if wrong["type"] == "extra_forbidden":
        return f"setting {name}: no such setting; the settings are {', '.join(Settings.model_fields)}"
    untold = wrong["loc"][0] == "secrets" or isinstance(wrong["input"], dict)
    shown = "" if untold else f" = {wrong['input']!r}"
    return f"setting {name}{shown}: {wrong['msg']}"


def ledger_keys(chosen: Settings) -> tuple[bytes, ...]:
    """Every key that the ledger ever had, the newest first: one of 32 bytes a line, for its owner only."""
    path = chosen.key_path
    try:
        if not path.exists():
            make_key(path)
        keys = tuple(bytes.fromhex(line) for line in path.read_text().split())
    except (OSError, ValueError) as error:
        raise SettingsError(f"key file {path}: {error}; it must hold 64 hexadecimal digits") from error
    if short := [len(key) for key in keys or (b"",) if len(key) < 32]:
        raise SettingsError(f"key file {path} holds {short[0]} bytes; at least 32 are needed")
    return keys


def ledger_key(chosen: Settings) -> bytes:
    """The key that the ledger was begun with, which makes its digests until another one does."""
    return ledger_keys(chosen)[-1]


def make_key(path: Path) -> None:
    """Put a new key at `path`, whole; of two processes that start together the first one's stays."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", dir=path.parent, prefix="key-") as new:  # for its owner only
        new.write(secrets.token_hex(32))
        new.flush()
        os.fsync(new.fileno())
        with suppress(FileExistsError):
            os.link(new.name, path)


def add_key(path: Path) -> None:
    """Put a new key before those at `path`; the file is the old one or the new one, whatever happens."""
    with tempfile.NamedTemporaryFile("w", dir=path.parent, prefix="key-", delete=False) as new:
        new.write(f"{secrets.token_hex(32)}\n{path.read_text()}")
        new.flush()
        os.fsync(new.fileno())
    Path(new.name).replace(path)
