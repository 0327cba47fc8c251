//! What people wrote down by hand: help given to colleagues, scores, and adjustments, each paid by one plan.

use super::{Gathering, SumRow};
use crate::diagnostic::Result;
use crate::incentive::input::{Adjustment, Appraisal, Collaboration};
use crate::incentive::ledger::rows::Columns;
use crate::incentive::number::Number;
use crate::incentive::plan::known::SCORED;
use crate::store::{Cell, Rows};

/// Columns of an adjustment; behind them stands which plan pays it.
const ADJUSTMENT: usize = 6;

impl Gathering<'_> {
    pub(super) fn by_hand(&mut self) -> Result<()> {
        for row in self.rows("collaborations")?.iter() {
            let row = Columns::new("collaborations", row);
            self.input.collaborations.push(Collaboration {
                helper: row.get("helper_id")?,
                occurred_on: row.get("occurred_on")?,
                points: row.get::<Option<Number>>("points")?.unwrap_or_default(),
                approved: row.get("approved")?,
            });
        }
        let file = "queries/incentive/gather/adjustments.sql";
        let found = self.source.store.rows(file, &self.params())?;
        // Which plan pays it is no input: that of another plan leaves this run as it is.
        let columns = found.columns().iter().take(ADJUSTMENT).cloned().collect();
        let mut own = Rows::new(columns);
        for row in found.iter() {
            let (plan, holder, other) = (row.text("plan"), row.text("holder"), row.text("other"));
            let is_here = self.names.contains_key(row.str("specialist_id"));
            let named = [holder, plan, self.source.adjustments.to_owned()];
            let named = named.into_iter().find(|plan| !plan.is_empty());
            let here = Some(self.plan.head.id.clone()).filter(|_| is_here || other.is_empty());
            let payer = named.unwrap_or_else(|| {
                let first = here
                    .into_iter()
                    .chain(Some(other).filter(|other| !other.is_empty()))
                    .min();
                first.unwrap_or_default()
            });
            if payer == self.plan.head.id {
                own.push(row.cells()[..ADJUSTMENT].to_vec());
            } else {
                self.elsewhere
                    .push((row.text("adjustment_id"), row.text("specialist_id"), payer));
            }
        }
        self.tally.rows("adjustments", &own);
        self.keep_adjustments("adjustments", &own)?;
        self.unpaid()
    }

    /// Scores that people were given, where the plan reads any.
    pub(super) fn scores(&mut self) -> Result<()> {
        if !self.reads.measures.iter().any(|(name, _)| name.metric == SCORED) {
            return Ok(());
        }
        let file = "queries/incentive/gather/appraisals.sql";
        let found = self.source.store.rows(file, &self.params())?;
        // Those of later periods are no input.
        let mut own = Rows::new(found.columns().to_vec());
        for row in found.iter() {
            let columns = Columns::new(file, row);
            let appraisal = Appraisal {
                specialist: columns.get("specialist_id")?,
                period: columns.get("period")?,
                item: columns.get("item")?,
                score: columns.get("score")?,
                scored_by: columns.get("scored_by")?,
            };
            if self.input.is_read(&appraisal, &self.reads.measures) {
                own.push(row.cells().to_vec());
                self.input.appraisals.push(appraisal);
            }
        }
        self.tally.rows("appraisals", &own);
        self.input.appraise(&self.reads.measures);
        let scored = self.reads.measures.iter().filter(|(name, _)| name.metric == SCORED);
        for (name, window) in scored {
            for (id, sum) in self.input.measures.of(&name.sums(), name.scope, *window) {
                let cell = |number: &Option<Number>| {
                    let number = number.as_ref().and_then(Number::to_decimal);
                    number.map_or(Cell::Null, Cell::Decimal)
                };
                self.sums.push(SumRow {
                    metric: name.sums().into_owned(),
                    days: self.days_of(*window),
                    scope: name.scope.word().to_owned(),
                    scope_id: id.clone(),
                    numerator: cell(&sum.numerator),
                    denominator: cell(&sum.denominator),
                });
            }
        }
        Ok(())
    }

    fn keep_adjustments(&mut self, query: &str, found: &Rows) -> Result<()> {
        for row in found.iter() {
            let row = Columns::new(query, row);
            self.input.adjustments.push(Adjustment {
                id: row.get("adjustment_id")?,
                specialist: row.get("specialist_id")?,
                period: row.get("period")?,
                amount: row.get::<Option<Number>>("amount")?.unwrap_or_default(),
                reason: row.get("reason")?,
                approved_by: row.get("approved_by")?,
            });
        }
        Ok(())
    }

    /// Adjustments for another kind of period, by which no plan pays the person.
    fn unpaid(&mut self) -> Result<()> {
        let params = self.params().with("kind", self.view.period.kind().word());
        let file = "queries/incentive/gather/adjustments_unpaid.sql";
        let found = self.source.store.rows(file, &params)?;
        let mut own = Rows::new(found.columns().to_vec());
        for row in found
            .iter()
            .filter(|row| self.names.contains_key(row.str("specialist_id")))
        {
            own.push(row.cells().to_vec());
        }
        if own.is_empty() {
            return Ok(());
        }
        self.tally.rows("adjustments_unpaid", &own);
        self.keep_adjustments("adjustments_unpaid", &own)
    }
}
