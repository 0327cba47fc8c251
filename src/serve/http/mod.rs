//! HTTP: from a connection to an [`super::app::App`] and back. Everything asynchronous is here.

mod form;
mod headers;
mod listen;
mod request;
mod router;
mod shared;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Semaphore;

pub use listen::{Certificate, Listening};
use shared::{AT_A_TIME, Shared};

use super::app::App;
use super::error::ServeError;

/// How often it is looked whether to stop.
const BETWEEN_LOOKS: Duration = Duration::from_millis(100);

/// Serves pages until `is_over` says so; requests that are being answered are answered. `begun` is told where.
pub fn serve(
    app: App,
    listening: Listening,
    begun: impl FnOnce(SocketAddr),
    is_over: impl Fn() -> bool + Send + 'static,
) -> Result<(), ServeError> {
    let failed = |error: std::io::Error| ServeError::Server {
        detail: error.to_string(),
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .max_blocking_threads(2 * AT_A_TIME)
        .enable_all()
        .build()
        .map_err(failed)?;
    let router = router::router(Arc::new(Shared {
        app,
        places: Arc::new(Semaphore::new(AT_A_TIME)),
    }))?;
    let over = async move {
        while !is_over() {
            tokio::time::sleep(BETWEEN_LOOKS).await;
        }
    };
    let served = runtime.block_on(async move {
        let address = listening.address();
        let listener = listening.begin()?;
        begun(address);
        let service = router.into_make_service_with_connect_info::<listen::Peer>();
        axum::serve(listener, service).with_graceful_shutdown(over).await
    });
    // A page that still hangs is not waited for.
    runtime.shutdown_timeout(Duration::from_secs(5));
    served.map_err(failed)
}
