"""The line to a source: connected only to an address that was checked, believed only by its certificate."""

from __future__ import annotations

import ipaddress
import socket
import ssl
from collections.abc import Callable
from pathlib import Path
from typing import Any

from requests.adapters import HTTPAdapter
from requests.utils import DEFAULT_CA_BUNDLE_PATH
from urllib3.exceptions import HTTPError

from dashboard.refusal import Refusal
from dashboard.text import Text, filled

HERE = "localhost"


NO_SOURCE = Text(
    "此名指向 {addresses}，那里不可能有来源；本机上的来源请写 {here}",
    "the name leads to {addresses}, where no source can be; a source on this machine is written {here}",
)
NO_AUTHORITY = Text(
    "设置 ca_file = {path} 中没有证书：{why}", "setting ca_file = {path} holds no certificates: {why}"
)
REFUSED = Text(
    "其证书不被接受：{why}；若由本单位的证书机构签发，请在设置 ca_file 中写明该机构的文件",
    "its certificate is refused: {why}; if an authority of your own signed it, name that authority's file in "
    "the setting ca_file",
)
INSECURE = Text("没有安全连接：{why}；需要 TLS 1.2 以上", "no secure line: {why}; TLS 1.2 or newer is needed")


class LineError(Refusal):
    """A source must not be spoken to over this line: why, and what to do, in both languages."""

    def __init__(self, words: Text, **values: object) -> None:
        self.words = filled(words, **values)
        super().__init__(self.words.en)


class Line(HTTPAdapter):
    """A transport that checks where it connects and shows its sockets, which can then be cut from outside."""

    def __init__(self, hold: Callable[[socket.socket], None], trust: ssl.SSLContext | None = None) -> None:
        self.hold, self.trust = hold, trust
        super().__init__(max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Let every secure line begin from the trust given."""
        super().init_poolmanager(*args, **kwargs, ssl_context=self.trust)

    def get_connection_with_tls_context(self, *args: Any, **kwargs: Any) -> Any:
        """The pool for a request, its connections checked and shown as they open."""
        pool: Any = super().get_connection_with_tls_context(*args, **kwargs)
        hold, made = self.hold, pool.ConnectionCls

        class Checked(made):  # type: ignore[misc, valid-type]
            def _new_conn(self) -> socket.socket:
                sock = connected(self, super()._new_conn)
                hold(sock)
                return sock

        pool.ConnectionCls = Checked
        return pool


def connected(line: Any, connect: Callable[[], socket.socket]) -> socket.socket:
    """A socket to one of the checked addresses: the name is asked for once, not again for connecting."""
    name: str = line._dns_host  # what a certificate is compared with stays the name
    trouble: Exception = OSError(f"{name} has no address")
    try:
        for address in addresses(name, line.port):
            line._dns_host = address
            try:
                return connect()
            except (HTTPError, OSError) as error:
                trouble = error
    finally:
        line._dns_host = name
    raise trouble


def addresses(name: str, port: int) -> list[str]:
    """The addresses of a name in the resolver's order; a `LineError` where none of them may be a source."""
    found = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)
    wanted = list(dict.fromkeys(str(place[0]) for *_, place in found))
    allowed = [address for address in wanted if may_be(name, address)]
    if wanted and not allowed:
        raise LineError(NO_SOURCE, addresses=", ".join(wanted), here=HERE)
    return allowed


def may_be(name: str, address: str) -> bool:
    """Whether a source may have this address: nothing link-local, and this machine only where it is named."""
    place = plain(address)
    if place.is_loopback:
        return name == HERE or is_address(name)
    return not (place.is_link_local or place.is_multicast or place.is_unspecified or place.is_reserved)


def plain(address: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    """An address; one of IPv4 that is written as IPv6 counts as what it is."""
    place = ipaddress.ip_address(address)
    return getattr(place, "ipv4_mapped", None) or place


def is_address(name: str) -> bool:
    """Whether a host is written as an address."""
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def trust(ca_file: Path | None) -> ssl.SSLContext:
    """Whom a secure line believes: the public authorities, and those of the site's own file."""
    context = ssl.create_default_context(cafile=DEFAULT_CA_BUNDLE_PATH)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if ca_file is not None:
        try:
            context.load_verify_locations(ca_file)
        except OSError as error:  # an SSLError is one
            raise LineError(NO_AUTHORITY, path=repr(str(ca_file)), why=error) from error
    return context


def unbelieved(error: BaseException | None) -> Text | None:
    """Why a secure line was refused for good, with what to do; None where it was something else."""
    while error is not None and not isinstance(error, ssl.SSLError):
        error = error.__cause__ or error.__context__
    match error:
        case ssl.SSLCertVerificationError():
            return filled(REFUSED, why=error.verify_message)
        case ssl.SSLError() if not isinstance(error, ssl.SSLEOFError | ssl.SSLZeroReturnError):
            return filled(INSECURE, why=error.reason or error)
    return None
