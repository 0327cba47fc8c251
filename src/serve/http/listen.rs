//! Where connections come in: plain on this machine, encrypted from everywhere else.

use std::io;
use std::net::{SocketAddr, TcpListener as Bound};
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

use crate::refusal::Refusal;
use crate::serve::error::ServeError;

/// Connections at a time.
const MOST: usize = 1_000;
/// How long a handshake may take.
const HANDSHAKE: Duration = Duration::from_secs(10);

/// The files of a certificate and of its key.
#[derive(Clone, Debug)]
pub struct Certificate {
    pub chain: PathBuf,
    pub key: PathBuf,
}

/// A place where connections come in.
pub struct Listening {
    bound: Bound,
    address: SocketAddr,
    encryption: Option<Arc<ServerConfig>>,
}

/// Where a connection comes from.
#[derive(Clone, Copy, Debug)]
pub struct Peer(pub SocketAddr);

/// A connection, encrypted or not.
trait Connection: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Connection for T {}

impl Listening {
    /// Takes the address. Without a certificate it has to be of this machine.
    pub fn at(address: SocketAddr, certificate: Option<&Certificate>) -> Result<Self, ServeError> {
        if certificate.is_none() && !address.ip().is_loopback() {
            let address = address.to_string();
            return Err(ServeError::NotEncrypted { address });
        }
        let encryption = certificate.map(encryption).transpose()?;
        let no_address = |error: io::Error| ServeError::NoAddress {
            address: address.to_string(),
            reason: Refusal::of(&error),
        };
        let bound = Bound::bind(address).map_err(no_address)?;
        bound.set_nonblocking(true).map_err(no_address)?;
        Ok(Self {
            address: bound.local_addr().map_err(no_address)?,
            bound,
            encryption,
        })
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    pub fn is_encrypted(&self) -> bool {
        self.encryption.is_some()
    }

    /// Begins to take connections.
    pub(super) fn begin(self) -> io::Result<Incoming> {
        let listener = TcpListener::from_std(self.bound)?;
        let (ready, incoming) = mpsc::channel(64);
        let acceptor = self.encryption.map(TlsAcceptor::from);
        tokio::spawn(take(listener, acceptor, ready));
        Ok(Incoming {
            incoming,
            address: self.address,
        })
    }
}

/// A connection that has its place among [`MOST`].
pub(super) struct Placed {
    connection: Box<dyn Connection>,
    _place: OwnedSemaphorePermit,
}

/// Takes connections one after the other; none waits for the handshake of another.
async fn take(listener: TcpListener, acceptor: Option<TlsAcceptor>, ready: mpsc::Sender<(Placed, SocketAddr)>) {
    let room = Arc::new(Semaphore::new(MOST));
    loop {
        let Ok(place) = Arc::clone(&room).acquire_owned().await else {
            return;
        };
        let Ok((stream, address)) = listener.accept().await else {
            // Too many open files, as a rule: some will be closed.
            tokio::time::sleep(Duration::from_millis(200)).await;
            continue;
        };
        // A stream that does not tell its delay is served all the same.
        let _ = stream.set_nodelay(true);
        let (acceptor, ready) = (acceptor.clone(), ready.clone());
        tokio::spawn(async move {
            if let Some(connection) = shaken(stream, acceptor).await {
                let placed = Placed {
                    connection,
                    _place: place,
                };
                // Nobody takes it once the server stops.
                let _ = ready.send((placed, address)).await;
            }
        });
    }
}

async fn shaken(stream: TcpStream, acceptor: Option<TlsAcceptor>) -> Option<Box<dyn Connection>> {
    let Some(acceptor) = acceptor else {
        return Some(Box::new(stream));
    };
    let shaken = tokio::time::timeout(HANDSHAKE, acceptor.accept(stream)).await;
    match shaken {
        Ok(Ok(stream)) => Some(Box::new(stream)),
        // A scanner, or a browser that does not trust the certificate.
        _ => None,
    }
}

/// Connections that are ready.
pub(super) struct Incoming {
    incoming: mpsc::Receiver<(Placed, SocketAddr)>,
    address: SocketAddr,
}

impl Listener for Incoming {
    type Io = Placed;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Placed, SocketAddr) {
        match self.incoming.recv().await {
            Some(ready) => ready,
            // The one that takes them never ends before the runtime.
            None => std::future::pending().await,
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        Ok(self.address)
    }
}

impl Connected<IncomingStream<'_, Incoming>> for Peer {
    fn connect_info(stream: IncomingStream<'_, Incoming>) -> Self {
        Self(*stream.remote_addr())
    }
}

impl AsyncRead for Placed {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut *self.connection).poll_read(context, buffer)
    }
}

impl AsyncWrite for Placed {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut *self.connection).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut *self.connection).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut *self.connection).poll_shutdown(context)
    }
}

/// TLS 1.2 and 1.3 with this certificate.
fn encryption(certificate: &Certificate) -> Result<Arc<ServerConfig>, ServeError> {
    let refuse = |path: &Path, detail: String| ServeError::Certificate {
        path: path.display().to_string(),
        detail,
    };
    is_private(&certificate.key).map_err(|detail| refuse(&certificate.key, detail))?;
    let chain: Result<Vec<_>, _> = CertificateDer::pem_file_iter(&certificate.chain).and_then(Iterator::collect);
    let chain = chain.map_err(|error| refuse(&certificate.chain, error.to_string()))?;
    let key = PrivateKeyDer::from_pem_file(&certificate.key);
    let key = key.map_err(|error| refuse(&certificate.key, error.to_string()))?;
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .and_then(|config| config.with_no_client_auth().with_single_cert(chain, key));
    let mut config = config.map_err(|error| refuse(&certificate.chain, error.to_string()))?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(Arc::new(config))
}

/// A key that others may read is none.
#[cfg(unix)]
fn is_private(key: &Path) -> Result<(), String> {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = key.metadata().map_err(|error| error.to_string())?.permissions().mode();
    let of_others = mode & 0o077;
    if of_others == 0 {
        Ok(())
    } else {
        Err(format!("mode {:o}", mode & 0o777))
    }
}

#[cfg(not(unix))]
fn is_private(_key: &Path) -> Result<(), String> {
    Ok(())
}
