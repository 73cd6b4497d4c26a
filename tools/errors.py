"""Every error a caller may meet, each with what, why and what to do.

LastLookError
├── MediaError                the ad itself cannot be read
│   ├── MediaNotFound
│   ├── MediaForbidden        this user may not read it, or it lies where an agent may not look
│   ├── MediaUnreachable      an address that gives no file
│   ├── MediaBusy             too many ads are being fetched already
│   ├── MediaBusy             too many ads are being fetched already
│   ├── MediaEmpty
│   ├── MediaUnknown          not a picture or video that is known
│   ├── MediaTruncated        begins well, ends too early
│   ├── MediaDamaged          of a known kind, but cannot be decoded
│   └── MediaTooLarge         over a limit of the policy
├── SetupError                this installation lacks something
│   ├── ModelMissing
│   ├── ModelWrong            bytes differ from the pinned hash
│   └── LibraryMissing
├── StoreError                a review cannot be kept or read
│   ├── StoreChanged          what is stored is not what was stored
│   └── ReviewNotFound
├── JudgeError                a judge's look could not be had
│   ├── JudgeMissing          no judge is set up, or its package or key is lacking
│   ├── JudgeRefused          the key, the model's name or the request is not accepted (400, 401, 403, 404)
│   ├── JudgeUnreachable      no answer, or one that breaks off: time-out, reset, 408, 409, 5xx
│   ├── JudgeBusy             too many requests or no credit (429)
│   ├── JudgeDeclined         the model or its filter declined to answer
│   └── JudgeUnclear          an answer that cannot be understood: empty, cut off, not the asked-for JSON
├── ReviewCrashed             the process that looked at the ad broke down over it, or hung
├── ReviewStopped             whoever asked for the review stopped it
└── UsageError                the request makes no sense
"""

from __future__ import annotations

from typing import ClassVar


class LastLookError(Exception):
    """The root: `code` for programs, `message` says what and why, `hint` what to do."""

    code: ClassVar[str] = "error"
    caller_can_fix: ClassVar[bool] = True

    def __init__(self, message: str, hint: str) -> None:
        """Keep both sentences; `str()` joins them."""
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class MediaError(LastLookError):
    """The ad cannot be read."""

    code = "media_error"


class MediaNotFound(MediaError):
    """There is no such file, or it is not a file."""

    code = "media_not_found"


class MediaForbidden(MediaError):
    """This user may not read the file, or it lies where an agent may not look."""

    code = "media_forbidden"


class MediaUnreachable(MediaError):
    """The address gives no file."""

    code = "media_unreachable"


class MediaBusy(MediaError):
    """Too many ads are being fetched already."""

    code = "media_busy"


class MediaEmpty(MediaError):
    """The file has no bytes."""

    code = "media_empty"


class MediaUnknown(MediaError):
    """The bytes are no picture or video of a known kind."""

    code = "media_unknown"


class MediaTruncated(MediaError):
    """The file begins well but ends too early."""

    code = "media_truncated"


class MediaDamaged(MediaError):
    """The kind is known but the content cannot be decoded."""

    code = "media_damaged"


class MediaTooLarge(MediaError):
    """The file goes over a limit of the policy."""

    code = "media_too_large"


class SetupError(LastLookError):
    """This installation lacks something it needs."""

    code = "setup_error"


class ModelMissing(SetupError):
    """A model file was found nowhere and could not be fetched."""

    code = "model_missing"


class ModelWrong(SetupError):
    """A model file's bytes are not the pinned ones."""

    code = "model_wrong"


class LibraryMissing(SetupError):
    """A library is not installed, of the system or of Python."""

    code = "library_missing"


class StoreError(LastLookError):
    """Reviews cannot be kept or read."""

    code = "store_error"
    caller_can_fix = False


class StoreChanged(StoreError):
    """What is stored is not what was stored: somebody changed it from outside."""

    code = "store_changed"


class ReviewNotFound(StoreError):
    """No stored review has this id."""

    code = "review_not_found"
    caller_can_fix = True


class JudgeError(LastLookError):
    """A judge's look could not be had.

    `retry_after_s` is the wait that the provider asks for, infinite where another try cannot help.
    """

    code = "judge_error"
    retry_after_s: float | None = None


class JudgeMissing(JudgeError):
    """No judge is set up, or its package or key is lacking."""

    code = "judge_missing"


class JudgeRefused(JudgeError):
    """The provider does not accept the key, the model's name or the request."""

    code = "judge_refused"


class JudgeUnreachable(JudgeError):
    """The provider gave no answer, or one that breaks off."""

    code = "judge_unreachable"
    caller_can_fix = False


class JudgeBusy(JudgeError):
    """The provider takes no more requests for now."""

    code = "judge_busy"
    caller_can_fix = False


class JudgeDeclined(JudgeError):
    """The model or its provider's filter declined to answer."""

    code = "judge_declined"
    caller_can_fix = False


class JudgeUnclear(JudgeError):
    """The judge answered something that cannot be understood."""

    code = "judge_unclear"
    caller_can_fix = False


class ReviewCrashed(LastLookError):
    """The process that looked at the ad broke down over it, or hung."""

    code = "review_crashed"
    caller_can_fix = False


class ReviewStopped(LastLookError):
    """Whoever asked for the review stopped it; `review` is the id of one of what was looked at until then."""

    code = "review_stopped"
    review = ""

    def keeping(self, review: str) -> ReviewStopped:
        """The same, with what became of the work."""
        kept = ReviewStopped(self.message, f"What was looked at until then is review {review}.")
        kept.review = review
        return kept


class UsageError(LastLookError):
    """The request makes no sense as given."""

    code = "usage_error"
