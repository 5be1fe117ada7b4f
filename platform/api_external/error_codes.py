"""The error codes callers may see, with their HTTP status and what they mean."""

from dataclasses import dataclass

from api_external.words import N_


@dataclass(frozen=True)
class ErrorCode:
    """One row of the table of errors."""

    code: str
    status: int
    meaning: str


ERROR_CODES = {
    error.code: error
    for error in (
        ErrorCode("INVALID_TOKEN", 401, N_("The token is missing, unknown, expired or revoked.")),
        ErrorCode("PERMISSION_DENIED", 403, N_("The token's scopes don't allow the call.")),
        ErrorCode("PROJECT_NOT_FOUND", 404, N_("The organization has no such project.")),
        ErrorCode(
            "INVALID_REQUEST",
            400,
            N_("The body is not JSON, or fields are missing, of the wrong type or out of range."),
        ),
        ErrorCode("INVALID_TASK_TYPE", 400, N_("The task type is none of the supported ones.")),
        ErrorCode("EXPORT_FAILED", 500, N_("The export could not be built; details.export_id names it.")),
        ErrorCode("INTERNAL_ERROR", 500, N_("Anything unexpected; details.request_id finds it in the log.")),
        ErrorCode("EXPORT_NOT_FOUND", 404, N_("The organization has no such export.")),
        ErrorCode("EXPORT_EXPIRED", 410, N_("The file was deleted at its expires_at. Export again.")),
        ErrorCode("NOT_FOUND", 404, N_("There is nothing at this address.")),
        ErrorCode("METHOD_NOT_ALLOWED", 405, N_("The address doesn't take this method; Allow names those it takes.")),
        ErrorCode("PAYLOAD_TOO_LARGE", 413, N_("The body is larger than allowed, counted after decompression.")),
        ErrorCode(
            "UNSUPPORTED_MEDIA_TYPE",
            415,
            N_("The body is not application/json in UTF-8, or encoded other than by gzip."),
        ),
        ErrorCode("CONFLICT", 409, N_("The state doesn't allow it now; with Retry-After, try again later.")),
        ErrorCode("QUOTA_EXCEEDED", 403, N_("A limit of the organization is reached.")),
        ErrorCode("RATE_LIMITED", 429, N_("Too many requests; try again after Retry-After seconds.")),
    )
}
