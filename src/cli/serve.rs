//! `serve`: pages in the browser, until it is told to stop.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

use super::{Context, Outcome};
use crate::diagnostic::Result;

#[derive(clap::Args)]
pub(super) struct Args {
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    #[arg(long, value_name = "FILE", requires = "key")]
    certificate: Option<PathBuf>,
    #[arg(long, value_name = "FILE", requires = "certificate")]
    key: Option<PathBuf>,
    #[arg(long, value_name = "ADDRESS")]
    proxy: Vec<IpAddr>,
}

#[cfg(not(feature = "serve"))]
mod not_built {
    use crate::diagnostic::Diagnose;
    use crate::message::messages;

    messages! {
        "errors.not_built"
        /// What this program was made without.
        #[derive(Debug)]
        pub enum NotBuilt {
            Serve,
        }
    }

    impl Diagnose for NotBuilt {}
}

#[cfg(not(feature = "serve"))]
pub(super) use not_built::NotBuilt;

#[cfg(not(feature = "serve"))]
pub(super) fn run(args: &Args, _context: &Context) -> Result<Outcome> {
    let _ = (&args.listen, &args.certificate, &args.key, &args.proxy);
    Err(NotBuilt::Serve.into())
}

#[cfg(feature = "serve")]
pub(super) fn run(args: &Args, context: &Context) -> Result<Outcome> {
    use std::sync::Arc;

    use crate::message::say;
    use crate::serve;
    use crate::serve::http::{self, Certificate, Listening};
    use crate::serve::published::Published;
    use crate::store::stop;

    let workspace = context.workspace()?;
    let texts = Context::texts_of(&workspace)?;
    let certificate = args.certificate.as_ref().zip(args.key.as_ref());
    let certificate = certificate.map(|(chain, key)| Certificate {
        chain: context.at(chain),
        key: context.at(key),
    });
    let listening = Listening::at(args.listen, certificate.as_ref())?;
    let published = Arc::new(Published::open(&workspace)?);
    let now = Arc::clone(&published);
    let personnel = Box::new(move || Ok(Arc::clone(now.now().personnel())));
    let app = serve::app(workspace, Some(published), personnel, args.proxy.clone())?;
    let scheme = if listening.is_encrypted() { "https" } else { "http" };
    let begun = |address: SocketAddr| {
        let address = format!("{scheme}://{address}/");
        context.say(&texts.say(&say!("commands.serve.listening", address)));
    };
    http::serve(app, listening, begun, || stop::asked().is_some())?;
    Ok(Outcome::Done)
}
