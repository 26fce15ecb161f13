"""What can go wrong in asking a source, in words of both languages."""

from __future__ import annotations

from datetime import datetime

from dashboard.refusal import Refusal
from dashboard.text import Text, filled

HINTS = {
    202: Text("：对方仍在准备", ": it is still preparing its answer"),
    401: Text("：本来源的令牌缺失或有误", ": the token of this source is missing or wrong"),
    403: Text("：本来源的令牌无权读取", ": the token of this source may not read this"),
    404: Text("：请核对区配置里本来源的 url", ": check the url of this source in the district file"),
}
SLOW = Text("{url} 在 {seconds} 秒内没有答复", "{url} did not answer within {seconds} s")
UNASKED = Text("不向 {url} 取数：{why}", "{url} is not asked: {why}")
UNBELIEVED = Text("不信任 {url}：{why}", "{url} is not believed: {why}")
UNREACHED = Text("连不上 {url}：{why}", "{url} cannot be reached: {why}")
UNASKABLE = Text("无法向 {url} 取数：{why}", "{url} cannot be asked: {why}")
CIRCLES = Text("{url} 转址超过 {hops} 次", "{url} redirects more than {hops} times")
ELSEWHERE = Text(
    "{url} 转往 {target}：不向别的站点取数", "{url} redirects to {target}: another origin is never asked"
)
LATER = Text("{url} 要求等到 {when} UTC（{code}）", "{url} asks to wait until {when} UTC ({code})")
ANSWERED = Text("{url} 答复 {code}{hint}{said}", "{url} answered {code}{hint}{said}")
NO_FEED = Text(
    "{url} 不是数据接口：答复类型为 {kind}：{said}", "{url} is no feed: it answered {kind}: {said}"
)
NO_KIND = Text("未注明", "no content type")
UNTRUSTED = Text("{url} 答复的 {form} 不可信：{why}", "{url} answered {form} that cannot be trusted: {why}")
COMPLAINT = Text("{url} 答复报错：{said}", "{url} answered an error: {said}")
TOO_MUCH = Text("{url} 的答复超过 {most} MB", "{url} answered more than {most} MB")
NOT_PACKED = Text("{url} 的答复自称 {said}，其实不是", "{url} answered what is not {said}, though it says so")
FAILED = Text("{feed} 接口程序出错：{error}", "{feed} failed on it: {error}")
ENDLESS = Text("读取没有按时结束", "its reader did not come to an end in time")
LONG = Text("{feed} 读取时间过长", "{feed} took too long to read")
UNKNOWN_KIND = Text(
    "来源 {feed}：kind {kind} 不在 {kinds} 之中", "feed {feed}: kind {kind} is none of {kinds}"
)
BAD_OPTION = Text(
    "来源 {feed}：options.{option} = {value}：{why}", "feed {feed}: options.{option} = {value}: {why}"
)


class FeedError(Refusal):
    """A source could not be read: who, what, which value, in one sentence of each language.

    `until` is when the source allows the next question, where it said so; `status` its HTTP status, else 0.
    Words of one language are taken for both: those of a package that speaks only one.
    """

    def __init__(
        self, words: Text | str, *, until: datetime | None = None, status: int = 0, **values: object
    ) -> None:
        self.words = filled(words, **values) if isinstance(words, Text) else Text(words, words)
        super().__init__(self.words.en)
        self.until = until
        self.status = status


class Passing(FeedError):
    """Trouble that may be over in a moment: worth another try within the deadline."""
