"""Security headers on every answer, errors and static files included (security.md, What goes out)."""

from __future__ import annotations

from flask import Flask, Response, current_app, g, request

POLICY: dict[str, tuple[str, ...]] = {
    "default-src": ("'none'",),
    "script-src": ("'self'",),
    "style-src": ("'self'",),
    "img-src": ("'self'", "data:", "blob:"),
    "font-src": ("'self'",),
    "connect-src": ("'self'",),
    "media-src": ("'self'", "blob:"),
    "manifest-src": ("'self'",),
    "worker-src": ("'self'",),
    "form-action": ("'self'",),
    "base-uri": ("'none'",),
    "object-src": ("'none'",),
    "frame-ancestors": ("'none'",),
}
PERMISSIONS = "camera=(self), geolocation=(self), microphone=(), payment=(), usb=(), browsing-topics=()"
HSTS = "max-age=31536000; includeSubDomains"
FOR_GOOD = "public, max-age=31536000, immutable"
HASHED = "/static/app/assets/"


def install(app: Flask) -> None:
    """Let every answer carry the headers."""
    app.after_request(_guard)


def allow(directive: str, *sources: str) -> None:
    """Let the answer under way also use these sources, such as the hash of a style inside the page."""
    extra: dict[str, list[str]] = g.setdefault("policy", {})
    kept = extra.setdefault(directive, [])
    kept.extend(source for source in sources if source not in kept)


def _guard(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = _policy()
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["X-Frame-Options"] = "DENY"
    response.headers["Referrer-Policy"] = "same-origin"  # no-referrer would make forms send Origin: null
    response.headers["Permissions-Policy"] = PERMISSIONS
    response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    if request.is_secure or current_app.config["HTTPS"]:  # a proxy may end TLS before us
        response.headers["Strict-Transport-Security"] = HSTS
    if response.status_code == 200 and _named_by_hash():
        response.headers["Cache-Control"] = FOR_GOOD
    return response


def _policy() -> str:
    extra: dict[str, list[str]] = g.get("policy", {})
    rows = {name: (*sources, *extra.get(name, ())) for name, sources in POLICY.items()}
    return "; ".join(f"{name} {' '.join(sources)}" for name, sources in rows.items())


def _named_by_hash() -> bool:
    if request.path.startswith(HASHED):
        return True
    return request.path.startswith("/static/") and "v" in request.args
