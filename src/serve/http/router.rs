//! The router, made from the list of routes: what is not in it is not served.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::middleware::map_response;
use axum::response::Response;
use axum::routing::{MethodRouter, get, post};
use tokio::time::timeout;
use tower_http::csrf::CsrfLayer;
use tower_http::timeout::TimeoutLayer;

use super::shared::Shared;
use super::{headers, request};
use crate::serve::answer::Answer;
use crate::serve::app::App;
use crate::serve::dispatch::Target;
use crate::serve::error::ServeError;
use crate::serve::page::Method;
use crate::serve::{routes, sign_in};
use crate::template;

/// How long a request waits for its turn.
const PATIENCE: Duration = Duration::from_secs(2);
/// How long it may take in all.
const DEADLINE: Duration = Duration::from_mins(1);

/// All routes with what stands around them.
pub fn router(shared: Arc<Shared>) -> Result<Router, ServeError> {
    let mut router = Router::new();
    for route in routes::all()? {
        router = router.route(route.path, of(route.method, Target::Page(route)));
    }
    for door in sign_in::DOORS {
        router = router.route(door.path, of(door.method, Target::Door(*door)));
    }
    let asset = |content_type: &'static str, text: fn(&App) -> &str| {
        get(
            move |State(shared): State<Arc<Shared>>| async move { response(Answer::asset(content_type, text(&shared.app))) },
        )
    };
    Ok(router
        .route(
            "/style.css",
            asset("text/css; charset=utf-8", |app| app.context.site.style()),
        )
        .route(
            "/script.js",
            asset("text/javascript; charset=utf-8", |app| app.context.site.script()),
        )
        .route("/healthz", get(async || "ok"))
        .fallback(nothing)
        .method_not_allowed_fallback(async || response(Answer::text(405, "")))
        .with_state(shared)
        .layer(CsrfLayer::new())
        .layer(TimeoutLayer::with_status_code(
            StatusCode::SERVICE_UNAVAILABLE,
            DEADLINE,
        ))
        // Outermost, so that nothing leaves without them.
        .layer(map_response(async |response: Response| headers::secured(response))))
}

fn of(method: Method, target: Target) -> MethodRouter<Arc<Shared>> {
    let handler =
        async move |State(shared): State<Arc<Shared>>, request: Request| handle(shared, target, request).await;
    match method {
        Method::Get => get(handler),
        Method::Post => post(handler),
    }
}

async fn nothing(State(shared): State<Arc<Shared>>) -> Response {
    on_a_thread(shared, App::not_found).await
}

async fn handle(shared: Arc<Shared>, target: Target, request: Request) -> Response {
    let begun = Instant::now();
    let (parts, body) = request.into_parts();
    let method = parts.method.clone();
    let Ok(incoming) = request::read(parts, body, &shared.app.proxies).await else {
        return response(Answer::text(413, ""));
    };
    let path = incoming.path.clone();
    let answered = on_a_thread(shared, move |app: &App| app.answer(target, &incoming)).await;
    let milliseconds = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
    let status = answered.status().as_u16();
    tracing::info!(%method, path, status, milliseconds, "request");
    answered
}

/// The answer of `work`, in its turn; what panics is a page that says so.
async fn on_a_thread(shared: Arc<Shared>, work: impl FnOnce(&App) -> Answer + Send + 'static) -> Response {
    let turn = timeout(PATIENCE, Arc::clone(&shared.places).acquire_owned()).await;
    let Ok(Ok(turn)) = turn else {
        return response(Answer::text(503, "").with("retry-after", "2".to_owned()));
    };
    let at_work = Arc::clone(&shared);
    let done = tokio::task::spawn_blocking(move || {
        let _turn = turn;
        // On a stack that holds the deepest template, so that rendering needs no other thread.
        template::with_room(|| work(&at_work.app))
    });
    match done.await {
        Ok(Ok(answer)) => response(answer),
        Ok(Err(error)) => response(shared.app.failed(&error.to_string())),
        Err(panic) => response(shared.app.failed(&panic.to_string())),
    }
}

fn response(answer: Answer) -> Response {
    let mut response = Response::new(answer.body.into());
    *response.status_mut() = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    for (name, value) in answer.headers {
        // What cannot stand in a header is left out: it comes from nobody but us.
        if let Ok(value) = HeaderValue::from_str(&value) {
            response.headers_mut().append(HeaderName::from_static(name), value);
        }
    }
    response
}
