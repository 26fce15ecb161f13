"""Typed settings: a TOML file, then `JIEQUAN_*` of the environment; unknown words are refused by name."""

from __future__ import annotations

import ipaddress
import os
import secrets
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from dashboard.refusal import Refusal

PREFIX = "JIEQUAN_"


class SettingsError(Refusal):
    """A setting is wrong: which, what it says, what to write instead."""


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
    host: str = Field(
        default="127.0.0.1", description="address to serve on; loopback only until sign-in exists"
    )
    port: int = Field(default=8050, ge=1, le=65535, description="port to serve on")
    beat: float = Field(default=2.0, ge=0.2, le=60, description="seconds between two questions of a screen")
    look: float = Field(default=1.0, ge=0.1, le=60, description="seconds between two looks into the ledger")
    log: Literal["console", "json"] = Field(default="console", description="how log lines look")
    secrets: dict[str, SecretStr] = Field(default_factory=dict, description="tokens of sources, by feed name")

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
        file = os.environ.get(f"{PREFIX}FILE", "jiequan.toml")
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, toml_file=file)

    @property
    def ledger_url(self) -> str:
        """Where the ledger is."""
        return self.ledger or f"sqlite:///{self.home / 'ledger.db'}"

    def secret(self, feed: str) -> str:
        """The token of one source, empty where none is set."""
        value = self.secrets.get(feed)
        return value.get_secret_value() if value else ""

    def environment(self) -> dict[str, str]:
        """These settings as environment for a child process; secrets are inherited, never rewritten."""
        plain = self.model_dump(exclude={"secrets"}, exclude_none=True, mode="json")
        return {**os.environ, **{f"{PREFIX}{name}".upper(): str(value) for name, value in plain.items()}}


def settings(**given: object) -> Settings:
    """Read the settings; `given` (from the command line) wins where it is not None."""
    unknown = sorted(
        name
        for name in os.environ
        if name.startswith(PREFIX)
        and name != f"{PREFIX}FILE"
        and name.removeprefix(PREFIX).lower().split("__")[0] not in Settings.model_fields
    )
    if unknown:
        known = ", ".join(f"{PREFIX}{name.upper()}" for name in Settings.model_fields)
        raise SettingsError(f"{unknown[0]} is no setting; the settings are {known}")
    if "PORT" in os.environ and f"{PREFIX}PORT" not in os.environ:
        given.setdefault("port", os.environ["PORT"])
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})  # type: ignore[arg-type]
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        raise SettingsError(f"setting {name} = {first['input']!r}: {first['msg']}") from error


def loopback(host: str) -> str:
    """`host` if it is this machine; serving elsewhere needs sign-in, which does not exist yet."""
    try:
        here = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        here = False
    if not here:
        raise SettingsError(
            f"setting host = {host!r}: without sign-in the wall is served on loopback only; use 127.0.0.1"
        )
    return host


def ledger_key(chosen: Settings) -> bytes:
    """The secret behind digests and requester keys: 32 bytes, made once, readable by its owner only."""
    path = chosen.key_file or chosen.home / "key"
    try:
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(secrets.token_hex(32))
        key = bytes.fromhex(path.read_text().strip())
    except FileExistsError:
        return ledger_key(chosen)
    except (OSError, ValueError) as error:
        raise SettingsError(f"key file {path}: {error}; it must hold 64 hexadecimal digits") from error
    if len(key) < 32:
        raise SettingsError(f"key file {path} holds {len(key)} bytes; at least 32 are needed")
    return key
