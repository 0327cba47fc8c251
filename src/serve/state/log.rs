//! The lines of the audit log, read back.

use rusqlite::named_params;

use super::audit::{ActKind, AuditFilter, LogLine, PAGE};
use super::file::State;
use crate::serve::error::ServeError;

impl State {
    /// The newest lines.
    pub fn lines(&self, filter: AuditFilter<'_>) -> Result<Vec<LogLine>, ServeError> {
        self.ask(|connection| {
            let mut statement = connection.prepare_cached(include_str!("sql/lines.sql"))?;
            let rows = statement.query_map(
                named_params! {
                    ":user": filter.user,
                    ":kind": filter.kind.map(ActKind::word),
                    ":before": filter.before,
                    ":most": PAGE,
                },
                LogLine::read,
            )?;
            rows.collect()
        })
    }

    /// How many lines there are, and everything that breaks their chain.
    pub fn audit_faults(&self) -> Result<(i64, Vec<ServeError>), ServeError> {
        self.ask(|connection| {
            let mut faults = Vec::new();
            let (mut number, mut hash) = (0, String::new());
            let mut statement = connection.prepare(include_str!("sql/all.sql"))?;
            for line in statement.query_map([], LogLine::read)? {
                let line = line?;
                if line.number != number + 1 {
                    let (number, missing) = (line.number, number + 1);
                    faults.push(ServeError::LinesMissing { number, missing });
                } else if line.previous != hash {
                    faults.push(ServeError::OtherBefore { number: line.number });
                }
                if line.hash != line.computed() {
                    faults.push(ServeError::LineChanged { number: line.number });
                }
                (number, hash) = (line.number, line.hash);
            }
            Ok((number, faults))
        })
    }
}
