"""Guanhu 管护: assets built with poverty-alleviation funds, cared for in the open."""

from __future__ import annotations

from pathlib import Path

from flask import Flask, Response, jsonify, make_response, render_template, request
from flask_migrate import Migrate
from werkzeug.exceptions import HTTPException, MethodNotAllowed
from werkzeug.middleware.proxy_fix import ProxyFix

from config import Config
from server import cli
from server.core import db as database
from server.core import logs, meters
from server.core.db import db
from server.core.problems import Broken, MalformedRequest, MethodUnknown, NotFound, Problem, TooLarge, TooMany
from server.flow import FLOW
from server.permissions import MAY
from server.services.feed.actions import seal
from server.services.files.rules import BucketSettings
from server.sweeping import SWEEPS
from server.web import headers, packing, request_log, routes, sessions, shedding
from server.web.look import filters as look

VERSION = "0.1.0"
STATIC = Path(__file__).parent.parent / "static"
migrate = Migrate(directory="migrations", compare_type=True, render_as_batch=False)
FIRST_ERROR = 400
SIGN_IN_ENDPOINTS = frozenset(
    {"sync.sign_in", "sync.look_up", "sync.activate", "desk.sign_in", "desk.activate"}
)
"""Where whoever asks may still carry the session of the person before him, and not its token."""
FACTOR_ENDPOINTS = frozenset({"desk.second_factor", "desk.begin_factor", "desk.confirm_factor"})
"""What remains open to whoever must set up a second factor first."""
_PROBLEM_OF = {
    400: MalformedRequest,
    404: NotFound,
    405: MethodUnknown,
    413: TooLarge,
    422: MalformedRequest,
    429: TooMany,
}


def create_app(config: Config | None = None) -> Flask:
    """Return the application: extensions, blueprints, flow, permissions, errors; nothing else."""
    chosen = config or Config.from_env()
    chosen.check()
    logs.configure()
    chosen.data.mkdir(parents=True, exist_ok=True)
    app = Flask(__name__, static_folder=str(STATIC), static_url_path="/static")
    app.config.update(_flask_settings(chosen))
    if chosen.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=chosen.proxies, x_proto=chosen.proxies)  # type: ignore[method-assign]
    app.extensions.update(flow=FLOW, permissions=MAY, sweeps=SWEEPS)
    if seal not in database.SEALS:
        database.SEALS.append(seal)
    db.init_app(app)
    migrate.init_app(app, db)
    with app.app_context():
        database.prepare(db.engine)
        meters.watch(db.engine)
    request_log.install(app)
    shedding.install(app)
    sessions.install(app)
    look.install(app)
    headers.install(app)
    packing.install(app)
    routes.install(app)
    _answer_problems(app)
    cli.register(app)
    return app


def _flask_settings(config: Config) -> dict[str, object]:
    return {
        "SQLALCHEMY_DATABASE_URI": config.sqlalchemy_url,
        "SQLALCHEMY_ENGINE_OPTIONS": {"hide_parameters": True},
        "SECRET_KEY": config.key,
        "DEBUG": config.debug,
        "MAX_CONTENT_LENGTH": 4 * config.max_photo_bytes,
        "MAX_PHOTO_BYTES": config.max_photo_bytes,
        "MAX_ITEM_BYTES": config.max_item_bytes,
        "DATA": str(config.data.resolve()),
        "FILES_ROOT": str(config.files_root),
        "ARCHIVE_ROOT": str(config.archive_root),
        "S3": _bucket(config),
        "UPLOAD_SLOTS": config.upload_slots,
        "FILES_ROOM_MB": config.files_room_mb,
        "WRITE_ROOM_MB": config.write_room_mb,
        "HTTPS": config.https,
        "DEMO": config.demo,
        "INSTANCE": config.instance,
        "VERSION": VERSION,
        "TAG_ORIGIN": config.tag_origin,
        "PAST_ORIGINS": [origin.strip() for origin in config.past_origins.split(",") if origin.strip()],
        "METRICS_TOKEN": config.metrics_token,
        "REPORT_LIMIT": config.report_limit,
        "SWEEP_SECONDS": config.sweep_seconds,
        "SMS_ROOT": config.data.resolve() / "sms",
        "WEBHOOK_HOSTS": tuple(host.strip() for host in config.webhook_hosts.split(",") if host.strip()),
        "SIGN_IN_ENDPOINTS": SIGN_IN_ENDPOINTS,
        "FACTOR_ENDPOINTS": FACTOR_ENDPOINTS,
        "RATELIMIT_STORAGE_URI": "memory://",
        "API_TITLE": "Guanhu sync",
        "API_VERSION": "v1",
        "OPENAPI_VERSION": "3.0.3",
    }


def _bucket(config: Config) -> BucketSettings | None:
    if not config.s3_endpoint:
        return None
    return BucketSettings(
        config.s3_endpoint, config.s3_bucket, config.s3_access_key, config.s3_secret_key, config.s3_region
    )


def _answer_problems(app: Flask) -> None:
    app.register_error_handler(Problem, _answer)
    app.register_error_handler(HTTPException, _answer_http)


def _answer(problem: Problem) -> Response:
    if request.path.startswith("/api/"):
        response = jsonify(problem.body())
        response.mimetype = "application/problem+json"
    else:
        response = make_response(render_template("errors/problem.html", problem=problem))
    response.status_code = problem.status
    response.headers.update(problem.headers())
    return response


def _answer_http(error: HTTPException) -> Response:
    """Say it in our words; a redirect stays one, and 405 keeps its Allow."""
    if error.code is not None and error.code < FIRST_ERROR:
        return Response(error.get_response().response, error.code, error.get_headers())
    response = _answer(_PROBLEM_OF.get(error.code or 500, Broken)())
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        response.headers["Allow"] = ", ".join(sorted(error.valid_methods))
    return response
