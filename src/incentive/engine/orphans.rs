//! Payments that came in after their owner had left, and whose items they are by what the plan says of them.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use crate::incentive::input::{Basis, Event, Input, Item, Person};
use crate::incentive::plan::head::{Head, Orphaned};

/// A payment after its owner had left.
pub(crate) struct Orphan<'a> {
    pub(crate) owner: &'a Person,
    pub(crate) item: &'a Item,
    /// Whose item it is.
    holder: Option<&'a str>,
}

/// The items of everybody: an owned one is another's, taken over.
type Items<'a> = HashMap<&'a str, Vec<Cow<'a, Item>>>;

pub(crate) struct Orphans<'a> {
    pub(crate) all: Vec<Orphan<'a>>,
    items: Items<'a>,
}

impl<'a> Orphans<'a> {
    pub(crate) fn of(head: &Head, input: &'a Input) -> Self {
        let (mut all, mut items) = (Vec::new(), Items::new());
        for (id, own) in &input.items {
            let owner = input.leaver(id);
            for item in own {
                let Some(owner) = owner.filter(|owner| owner.left_on.is_some_and(|left| left < item.paid_on)) else {
                    items.entry(id).or_default().push(Cow::Borrowed(item));
                    continue;
                };
                let holder = match head.orphaned {
                    None => Some(owner.id.as_str()),
                    Some(Orphaned::Leader) => heir(input, owner, item),
                    Some(Orphaned::Pool | Orphaned::Nobody) => None,
                };
                if let Some(holder) = holder {
                    items.entry(holder).or_default().push(handed_over(item, id, holder));
                }
                all.push(Orphan { owner, item, holder });
            }
        }
        for own in items.values_mut() {
            own.sort_by(|a, b| a.payment_id.cmp(&b.payment_id));
        }
        all.sort_by(|a, b| (&a.owner.id, &a.item.payment_id).cmp(&(&b.owner.id, &b.item.payment_id)));
        Self { all, items }
    }

    /// The payments that are a person's, own and taken over.
    pub(crate) fn items(&self, person: &str) -> &[Cow<'a, Item>] {
        self.items.get(person).map(Vec::as_slice).unwrap_or_default()
    }

    /// From whom an event takes back: of an orphaned payment of the period from whoever is paid for it.
    pub(crate) fn holder<'e>(&self, event: &'e Event) -> Option<&'e str>
    where
        'a: 'e,
    {
        let own = Some(event.specialist.as_str());
        let Basis::Payment(earned) = &event.basis else {
            return own;
        };
        let is_it = |orphan: &&Orphan<'_>| orphan.item.payment_id == earned.payment_id;
        match self.all.iter().find(is_it).filter(|_| earned.paid.is_none()) {
            Some(orphan) => orphan.holder,
            None => own,
        }
    }
}

/// The leader of the owner's last position, or the next one up who is employed on the day and in the population.
fn heir<'a>(input: &'a Input, owner: &Person, item: &Item) -> Option<&'a str> {
    let leader = |id: &str, day| input.positions.last(id, day)?.leader.as_deref();
    let first = leader(&owner.id, owner.left_on?);
    let mut seen = HashSet::new();
    let above = std::iter::successors(first, |next| leader(next, item.paid_on));
    let mut above = above.take_while(|id| seen.insert(*id));
    above.find_map(|id| {
        let person = input.person(id)?;
        let is_employed = person.hired_on.is_none_or(|hired| hired <= item.paid_on)
            && person.left_on.is_none_or(|left| item.paid_on <= left);
        is_employed.then_some(person.id.as_str())
    })
}

/// The item as that of another.
fn handed_over<'a>(item: &'a Item, owner: &str, holder: &str) -> Cow<'a, Item> {
    if owner == holder {
        return Cow::Borrowed(item);
    }
    let mut item = item.clone();
    if let Some(column) = item.columns.get_mut("specialist_id") {
        holder.clone_into(column);
    }
    Cow::Owned(item)
}
