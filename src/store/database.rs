//! An open database: how it is opened, confined and written to.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use duckdb::{AccessMode, Config, Connection, InterruptHandle};

use super::error::{StoreError, plain_message};
use super::pair::Second;
use super::sql::{self, Line, Params, Statement};
use super::stop;
use super::value::{Cell, Row, Rows};
use crate::contract::Contract;
use crate::diagnostic::Result;
use crate::files;
use crate::library::Library;
use crate::message::quoted;
use crate::refusal::Refusal;
use crate::workspace::{StoreSettings, Workspace};

/// Version of the tables in `queries/schema/`; a store of another one is refused.
pub const SCHEMA_VERSION: i64 = 7;

/// An open database.
pub struct Store {
    connection: Connection,
    second: Option<Second>,
    library: Library,
}

impl Store {
    /// Opens (or makes) the store of `workspace`. SQL may read and write below the workspace and `also_allowed`.
    pub fn open(workspace: &Workspace, also_allowed: &[PathBuf]) -> Result<Self> {
        not_lost(workspace)?;
        Self::open_at(workspace, &workspace.store_path(), also_allowed)
    }

    /// The same for a store of `workspace` in the file `path`.
    pub fn open_at(workspace: &Workspace, path: &Path, also_allowed: &[PathBuf]) -> Result<Self> {
        let mut allowed = vec![workspace.root().to_path_buf()];
        allowed.extend_from_slice(also_allowed);
        let store = Self::open_file(Some(path), &workspace.settings.store, &allowed, &workspace.library)?;
        if path == workspace.store_path() {
            workspace.sweep();
        }
        store.migrate(&Contract::load(&workspace.library)?)?;
        Ok(store)
    }

    /// Opens the store of `workspace` for questions: SQL reaches no files, its own workspace included, but the books of pay,
    /// which are no secret to one who has the store.
    pub fn open_closed(workspace: &Workspace) -> Result<Self> {
        Self::open_for_questions(workspace, false, &[])
    }

    /// The same with two connections, for a run: what it makes for itself lies in memory.
    pub fn open_paired(workspace: &Workspace) -> Result<Self> {
        Self::open_for_questions(workspace, true, &[])
    }

    /// The same, and SQL may write below the folder of publications.
    pub fn open_to_publish(workspace: &Workspace) -> Result<Self> {
        Self::open_for_questions(workspace, true, &[workspace.published_dir()])
    }

    fn open_for_questions(workspace: &Workspace, is_paired: bool, also_allowed: &[PathBuf]) -> Result<Self> {
        not_lost(workspace)?;
        let path = workspace.store_path();
        let allowed = [&[workspace.books_dir()], also_allowed].concat();
        let config =
            config(&workspace.settings.store).map_err(|e| StoreError::settings(&workspace.settings.store, &e))?;
        let store = Self::connect((Some(&path), is_paired), config, &allowed, &workspace.library)?;
        workspace.sweep();
        store.migrate(&Contract::load(&workspace.library)?)?;
        Ok(store)
    }

    /// Opens the store of `workspace`, which must exist and be up to date, so that nothing in it can be changed and no
    /// files can be reached, whatever SQL is run.
    pub fn open_read_only(workspace: &Workspace) -> Result<Self> {
        let settings = &workspace.settings.store;
        let config = config(settings)
            .and_then(|config| config.access_mode(AccessMode::ReadOnly))
            .map_err(|e| StoreError::settings(settings, &e))?;
        Self::connect((Some(&workspace.store_path()), false), config, &[], &workspace.library)
    }

    /// Opens a file that was published, so that nothing in it can be changed and no files can be reached, whatever SQL is run.
    pub fn open_published(path: &Path, settings: &StoreSettings, library: &Library) -> Result<Self> {
        let config = config(settings)
            .and_then(|config| config.access_mode(AccessMode::ReadOnly))
            .map_err(|e| StoreError::settings(settings, &e))?;
        Self::connect((Some(path), false), config, &[], library)
    }

    /// Another connection to the same database, for another thread.
    pub fn another(&self) -> Result<Self> {
        let connection = self.connection.try_clone().map_err(|e| StoreError::open(None, &e))?;
        stop::watch(&connection);
        Ok(Self {
            connection,
            second: None,
            library: self.library.clone(),
        })
    }

    /// A scratch database without tables: in memory, or in the file `path` if the data may be larger.
    pub fn scratch(
        path: Option<&Path>,
        settings: &StoreSettings,
        allowed: &[PathBuf],
        library: &Library,
    ) -> Result<Self> {
        Self::open_file(path, settings, allowed, library)
    }

    /// The store of `workspace` as it is, also that of an earlier program: to hold it while its file is copied.
    pub fn open_to_copy(workspace: &Workspace) -> Result<Self> {
        not_lost(workspace)?;
        let store = Self::open_unchanged(workspace)?;
        store.known_version()?;
        Ok(store)
    }

    fn open_unchanged(workspace: &Workspace) -> Result<Self> {
        let path = workspace.store_path();
        let books = [workspace.books_dir()];
        Self::open_file(Some(&path), &workspace.settings.store, &books, &workspace.library)
    }

    /// The store of `workspace` as it is, if an earlier program made it or tables of it are gone: only to take over what comes
    /// from no file.
    pub fn open_older(workspace: &Workspace) -> Option<Self> {
        let store = Self::open_unchanged(workspace).ok()?;
        let found = store.version().ok()??;
        let is_part = found == SCHEMA_VERSION && !store.gone().ok()?.is_empty();
        (found < SCHEMA_VERSION || is_part).then_some(store)
    }

    fn open_file(
        path: Option<&Path>,
        settings: &StoreSettings,
        allowed: &[PathBuf],
        library: &Library,
    ) -> Result<Self> {
        let config = config(settings).map_err(|e| StoreError::settings(settings, &e))?;
        Self::connect((path, false), config, allowed, library)
    }

    fn connect(
        (path, is_paired): (Option<&Path>, bool),
        config: Config,
        allowed: &[PathBuf],
        library: &Library,
    ) -> Result<Self> {
        path.map_or(Ok(()), no_links)?;
        let connection = match path {
            Some(path) => Connection::open_with_flags(path, config),
            None => Connection::open_in_memory_with_flags(config),
        };
        let connection = connection.map_err(|e| StoreError::open(path, &e))?;
        let second = is_paired.then(|| Second::of(&connection)).transpose();
        let second = second.map_err(|e| StoreError::open(path, &e))?;
        confine(&connection, allowed).map_err(|e| StoreError::open(path, &e))?;
        stop::watch(&connection);
        Ok(Self {
            connection,
            second,
            library: library.clone(),
        })
    }

    /// Creates what is missing, but in a store of another version, and one that has lost tables.
    fn migrate(&self, contract: &Contract) -> Result<()> {
        let found = self.known_version()?;
        if let Some(found) = found.filter(|found| *found < SCHEMA_VERSION) {
            let needed = SCHEMA_VERSION;
            return Err(StoreError::Older { found, needed }.into());
        }
        // One write to the disk instead of one for each table.
        self.transaction(|| self.make_tables(found.is_none(), contract))
    }

    fn make_tables(&self, is_new: bool, contract: &Contract) -> Result<()> {
        for source in self.library.list("queries/schema/engine", ".sql") {
            self.execute(&Statement::of(source), &Params::none())?;
        }
        if is_new {
            let params = Params::none().with("schema_version", SCHEMA_VERSION);
            self.execute(&self.statement("queries/schema/set_version.sql")?, &params)?;
        }
        let there = &self.tables_of("main")? & &self.tables_of("pending")?;
        let template = self.library.get("queries/schema/table.sql.j2")?;
        let old_name = self.library.get("queries/schema/aside.sql.j2")?;
        for table in contract.tables().filter(|table| !there.contains(&table.name)) {
            for schema in ["main", "pending"] {
                let context = minijinja::context! { schema, table => minijinja::value::Serde(table) };
                self.execute(&Statement::render(template, context)?, &Params::none())?;
            }
            let context = minijinja::context! { table => &table.name };
            self.execute(&Statement::render(old_name, context)?, &Params::none())?;
        }
        Ok(())
    }

    /// The version of its tables, which is not a later one, and of this version's all are there; `None` if it is new.
    fn known_version(&self) -> Result<Option<i64>> {
        let found = self.version()?;
        if let Some(found) = found.filter(|found| *found > SCHEMA_VERSION) {
            let known = SCHEMA_VERSION;
            return Err(StoreError::Newer { found, known }.into());
        }
        if found == Some(SCHEMA_VERSION) {
            let tables = self.gone()?;
            if !tables.is_empty() {
                return Err(StoreError::TablesGone { tables: quoted(tables) }.into());
            }
        }
        Ok(found)
    }

    /// The version of its tables; `None` if it is new.
    fn version(&self) -> Result<Option<i64>> {
        if !self.tables()?.contains("store_version") {
            return Ok(None);
        }
        let version = self.rows("queries/schema/version.sql", &Params::none())?;
        Ok(version.first().and_then(|row| row.integer("schema_version")))
    }

    fn tables(&self) -> Result<BTreeSet<String>> {
        self.tables_of("main")
    }

    fn tables_of(&self, schema: &str) -> Result<BTreeSet<String>> {
        let rows = self.rows("queries/schema/tables.sql", &Params::none())?;
        let own = rows.iter().filter(|row| row.text("schema_name") == schema);
        Ok(own.map(|row| row.text("table_name")).collect())
    }

    /// Tables that were there once: what files brought to them would be missing from every number, and nobody would know.
    fn gone(&self) -> Result<Vec<String>> {
        let there = self.tables()?;
        let mut wanted: Vec<String> = ["files", "history", "rejects"].map(str::to_owned).to_vec();
        if there.contains("files") {
            let filled = self.rows("queries/schema/filled.sql", &Params::none())?;
            wanted.extend(filled.iter().map(|row| row.text("table_name")));
        }
        wanted.retain(|table| !there.contains(table));
        Ok(wanted)
    }

    /// What stops the statement that runs.
    pub(super) fn interrupt_handle(&self) -> Arc<InterruptHandle> {
        self.connection.interrupt_handle()
    }

    /// The files SQL is taken from.
    pub fn library(&self) -> &Library {
        &self.library
    }

    /// The SQL file called `name` as a statement.
    pub fn statement(&self, name: &str) -> Result<Statement> {
        Ok(Statement::of(self.library.get(name)?))
    }

    /// Runs a statement; the number of rows it changed.
    pub fn execute(&self, statement: &Statement, params: &Params) -> Result<usize> {
        let changed = timed(statement, || sql::execute(self.line(), statement, params))?;
        if let Some(second) = &self.second {
            second.repeat(statement, params)?;
        }
        Ok(changed)
    }

    /// Runs statements of which none waits for another: two at a time in a paired store. The first mistake is told.
    pub fn execute_all(&self, asked: &[(Statement, Params)]) -> Result<()> {
        let run = |line: Line<'_>, (statement, params): &(Statement, Params)| {
            timed(statement, || sql::execute(line, statement, params)).map(drop)
        };
        self.share(asked, run).into_iter().collect()
    }

    /// What statements return of which none waits for another: two at a time in a paired store, in their order.
    pub fn query_all(&self, asked: &[(Statement, Params)]) -> Vec<Result<Rows>> {
        self.share(asked, |line, (statement, params)| {
            timed(statement, || sql::query(line, statement, params))
        })
    }

    fn share<R: Send>(
        &self,
        asked: &[(Statement, Params)],
        work: impl Fn(Line<'_>, &(Statement, Params)) -> Result<R> + Sync,
    ) -> Vec<Result<R>> {
        match &self.second {
            Some(second) if asked.len() > 1 => second.share(&self.connection, asked, work),
            _ => asked.iter().map(|one| work(self.line(), one)).collect(),
        }
    }

    fn line(&self) -> Line<'_> {
        match self.second {
            Some(_) => Line::paired(&self.connection),
            None => Line::alone(&self.connection),
        }
    }

    /// Runs the file called `name`; the number of rows it changed.
    pub fn run(&self, name: &str, params: &Params) -> Result<usize> {
        self.execute(&self.statement(name)?, params)
    }

    /// Runs a `CREATE TABLE ... AS`; the number of rows in the new table, which the engine does not count as changed.
    pub fn create(&self, statement: &Statement, params: &Params) -> Result<usize> {
        let rows = self.query(statement, params)?;
        let count = rows.first().and_then(|row| row.integer("Count"));
        Ok(count.and_then(|count| usize::try_from(count).ok()).unwrap_or(0))
    }

    /// Runs a statement and collects what it returns.
    pub fn query(&self, statement: &Statement, params: &Params) -> Result<Rows> {
        timed(statement, || sql::query(self.line(), statement, params))
    }

    /// Runs a statement and hands each row it returns to `take`: for more rows than should be kept.
    pub fn each(&self, statement: &Statement, params: &Params, take: impl FnMut(Row<'_>) -> Result<()>) -> Result<()> {
        timed(statement, || sql::each(self.line(), statement, params, take))
    }

    /// Runs the file called `name` and collects what it returns.
    pub fn rows(&self, name: &str, params: &Params) -> Result<Rows> {
        self.query(&self.statement(name)?, params)
    }

    /// Adds `rows` to `table`, cell by cell in the order of its columns.
    pub fn append<'c>(&self, table: &str, rows: impl IntoIterator<Item = &'c [Cell]>) -> Result<()> {
        StoreError::unless_stopped()?;
        let failed = |e: duckdb::Error| match StoreError::unless_stopped() {
            Err(stopped) => stopped,
            Ok(()) => StoreError::Append {
                detail: plain_message(&e),
            },
        };
        let mut appender = self.connection.appender(table).map_err(failed)?;
        for row in rows {
            appender
                .append_row(duckdb::appender_params_from_iter(row))
                .map_err(failed)?;
        }
        // Dropping it would hide what goes wrong.
        appender.flush().map_err(|e| failed(e).into())
    }

    /// Runs `work` in one transaction: all of it is kept, or nothing.
    pub fn transaction<T>(&self, work: impl FnOnce() -> Result<T>) -> Result<T> {
        StoreError::unless_stopped()?;
        self.plain("BEGIN TRANSACTION")?;
        match work() {
            Ok(value) => {
                self.plain("COMMIT")?;
                Ok(value)
            }
            Err(error) => {
                // The first error is the one to tell; a rollback can only fail if the transaction is gone already.
                let _ = self.connection.execute_batch("ROLLBACK");
                Err(error)
            }
        }
    }

    /// Runs `work` in one transaction and takes everything back, whatever it returns.
    pub fn rehearse<T>(&self, work: impl FnOnce() -> Result<T>) -> Result<T> {
        StoreError::unless_stopped()?;
        self.plain("BEGIN TRANSACTION")?;
        let outcome = work();
        let undone = self.plain("ROLLBACK");
        let value = outcome?;
        undone.map(|()| value)
    }

    /// Writes everything into the database file and empties its log.
    pub fn checkpoint(&self) -> Result<()> {
        self.plain("CHECKPOINT")
    }

    fn plain(&self, command: &'static str) -> Result<()> {
        let started = Instant::now();
        let done = self.connection.execute_batch(command);
        tracing::debug!(seconds = started.elapsed().as_secs_f32(), "{command}");
        done.map_err(|e| StoreError::damaged(&e).into())
    }
}

/// Refuses to begin with an empty store where there was one: the archive says so.
fn not_lost(workspace: &Workspace) -> Result<()> {
    let archive = std::fs::read_dir(workspace.archive_dir());
    let is_filled = || archive.is_ok_and(|mut entries| entries.next().is_some());
    if !workspace.has_store() && is_filled() {
        let path = workspace.store_path().display().to_string();
        return Err(StoreError::Missing { path }.into());
    }
    Ok(())
}

/// The engine follows links: it is not given any.
fn no_links(path: &Path) -> Result<()> {
    for ending in ["", ".wal", ".tmp"] {
        let mut file = path.as_os_str().to_owned();
        file.push(ending);
        let inaccessible = |error| StoreError::Inaccessible {
            path: path.display().to_string(),
            reason: Refusal::of(&error),
        };
        files::no_link(Path::new(&file)).map_err(inaccessible)?;
    }
    Ok(())
}

/// Runs a statement and writes to the log how long it took.
fn timed<T>(statement: &Statement, work: impl FnOnce() -> Result<T>) -> Result<T> {
    StoreError::unless_stopped()?;
    let started = Instant::now();
    let outcome = work();
    tracing::debug!(seconds = started.elapsed().as_secs_f32(), "{}", statement.name());
    outcome
}

pub(super) fn config(settings: &StoreSettings) -> duckdb::Result<Config> {
    let mut config = Config::default()
        .enable_autoload_extension(false)?
        .with("autoinstall_known_extensions", "false")?
        .with("errors_as_json", "true")?
        .with("ieee_floating_point_ops", "false")?
        .with("preserve_insertion_order", "true")?
        // Whoever writes much closes the log himself.
        .with("checkpoint_threshold", "256MB")?
        // In this form a log says to which state of which file it belongs, and the engine replays no other.
        .with("storage_compatibility_version", "v1.5.0")?
        .max_memory(&settings.memory_limit)?;
    if settings.threads > 0 {
        config = config.threads(i64::from(settings.threads))?;
    }
    Ok(config)
}

/// Closes every way out of the allowed folders, for good. The order matters: the lock comes last.
pub(super) fn confine(connection: &Connection, allowed: &[PathBuf]) -> duckdb::Result<()> {
    // SET takes no parameters; a path is quoted as a string literal here and nowhere else.
    let quoted = |path: &PathBuf| format!("'{}'", path.display().to_string().replace('\'', "''"));
    let list = allowed.iter().map(quoted).collect::<Vec<_>>().join(", ");
    connection.execute_batch(&format!("SET allowed_directories = [{list}]"))?;
    connection.execute_batch("SET enable_external_access = false")?;
    connection.execute_batch("SET lock_configuration = true")
}
