"""Why a delivery is refused: a status and plain words, which never say more than its sender may know."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.text import Text


@dataclass(frozen=True)
class Reason:
    """One kind of refusal."""

    status: int
    words: Text


class RefusedError(Exception):
    """A delivery is not taken; `wait` is how many seconds to wait before the next try."""

    def __init__(self, reason: Reason, *, wait: float = 0.0, **values: object) -> None:
        self.status = reason.status
        self.words = Text(reason.words.to("zh", **values), reason.words.to("en", **values))
        self.wait = wait
        super().__init__(self.words.en)


UNSIGNED = Reason(401, Text("缺少报文头 {header}", "the header {header} is missing"))
STRANGE_TIME = Reason(
    401,
    Text(
        "{header} 与本机时间相差 {seconds} 秒，超过允许的 {skew} 秒：请校准时钟（UNIX 秒）",
        "{header} is {seconds} s off, more than the {skew} s allowed: set your clock (seconds since 1970)",
    ),
)
NO_TIME = Reason(
    401, Text("{header} 应为 UNIX 秒（整数）", "{header} must be whole seconds since 1970, in digits")
)
WRONG = Reason(
    401,
    Text(
        "签名不符：请核对来源名称、密钥与签名内容（时间.键.正文）",
        "the signature does not fit: check connection, secret, and what is signed (time.key.body)",
    ),
)
NO_KEY = Reason(
    400,
    Text(
        "{header} 应为 1 至 200 个可见 ASCII 字符，每次投递各用一个",
        "{header} must be 1 to 200 visible ASCII characters, another one for each delivery",
    ),
)
NO_LENGTH = Reason(411, Text("请注明 Content-Length", "say the Content-Length"))
TOO_LARGE = Reason(
    413, Text("正文超过 {largest} kB：请分次投递", "the body has more than {largest} kB: deliver in parts")
)
SLOW = Reason(
    408,
    Text("正文没有及时传完", "the body did not come to its end in time"),
)
TORN = Reason(400, Text("正文未传完", "the body did not come to its end"))
NOT_JSON = Reason(
    415,
    Text(
        "请以 application/json（UTF-8，不压缩）投递",
        "deliver application/json, in UTF-8 and without Content-Encoding",
    ),
)
MALFORMED = Reason(400, Text("正文不可用：{said}", "the body cannot be used: {said}"))
OTHER_BODY = Reason(
    409,
    Text(
        "这个 {header} 已用于另一份正文：请换一个键",
        "this {header} was used for another body: take another key",
    ),
)
NO_HISTORY = Reason(
    422,
    Text(
        "此来源未开放历史回填（区文件 backfill = true）",
        "this connection takes no history (backfill = true in the district file)",
    ),
)
BUSY = Reason(429, Text("正忙，请稍后再投", "busy: deliver again in a moment"))
TOO_OFTEN = Reason(429, Text("每分钟至多 {rate} 次投递", "at most {rate} deliveries a minute"))
NOT_NOW = Reason(
    503,
    Text(
        "账本此刻不能写入，本次内容未记入：请稍后以同一键再投",
        "the ledger cannot write now and took nothing: deliver again under the same key",
    ),
)
