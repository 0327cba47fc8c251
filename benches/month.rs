//! A month at the default sample size: loading the files, the facts, all metrics, the monthly report.
//!
//! `make bench` runs it; comparisons with other tools belong into `benches/compare/`.

use std::path::Path;

use criterion::{Criterion, criterion_group, criterion_main};
use duebook::ingest;
use duebook::library::Library;
use duebook::metrics::{Catalog, Dimension, RollUp, Run, Sums};
use duebook::period::View;
use duebook::report::build::{Request, build};
use duebook::report::scope::Scope;
use duebook::report::{html, xlsx};
use duebook::sample;
use duebook::store::Store;
use duebook::workspace::{Locale, StoreSettings, Workspace};

fn load(data: &Path) -> (tempfile::TempDir, Workspace, Store) {
    let dir = tempfile::tempdir().expect("a folder for the bench");
    let workspace = Workspace::init(dir.path()).expect("a new workspace");
    let paths = [data.to_path_buf()];
    let store = Store::open(&workspace, &ingest::allowed_folders(&paths)).expect("a new store");
    ingest::run(&workspace, &store, &paths, &ingest::Options::default(), &ingest::Silent).expect("the sample is clean");
    (dir, workspace, store)
}

fn month(c: &mut Criterion) {
    let data = tempfile::tempdir().expect("a folder for the bench");
    let folder = data.path().join("data");
    let options = sample::Options::default();
    sample::write(&Library::shipped(), &StoreSettings::default(), &folder, options).expect("a sample");
    let mut group = c.benchmark_group("20,000 policies");
    group.sample_size(10);
    group.bench_function("ingest", |b| b.iter(|| load(&folder)));

    let (_dir, workspace, store) = load(&folder);
    let catalog = Catalog::load(&workspace.library).expect("shipped metrics");
    let view = View::at_end("2026-06".parse().expect("a month"));
    let by = Dimension::parse("specialist").expect("a level");
    group.bench_function("facts of a month and all metrics by specialist", |b| {
        b.iter(|| {
            let run = Run::new(&store, &workspace.settings.metrics, &[view]).expect("facts");
            let metrics: Vec<_> = catalog.metrics().collect();
            let sums = Sums::compute(&run, &catalog, &metrics, &[by]).expect("sums");
            sums.values(RollUp {
                by: &[by],
                filters: &[],
            })
            .expect("values")
        });
    });

    let request = Request {
        name: "monthly".into(),
        view,
        scope: Scope::company(),
        locale: Locale::ZhCn,
    };
    group.bench_function("model of the monthly report, 13 months", |b| {
        b.iter(|| build(&workspace, &store, &request).expect("a report"));
    });
    let report = build(&workspace, &store, &request).expect("a report");
    group.bench_function("monthly report as HTML", |b| {
        b.iter(|| html::render(&report, &workspace.library).expect("HTML"));
    });
    group.bench_function("monthly report as XLSX", |b| {
        b.iter(|| xlsx::write(&report, &workspace.library).expect("XLSX"));
    });
    group.finish();
}

criterion_group!(benches, month);
criterion_main!(benches);
