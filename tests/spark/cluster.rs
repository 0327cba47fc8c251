//! A real cluster: a master and two workers on this machine, and the loss of one of them.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::{SMALL, both, first_difference, sampled, spark, state_coverage};

/// A program that is ended with the test, whatever becomes of it.
struct Ended(Child);

impl Drop for Ended {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// One of Spark's own daemons in the foreground.
fn daemon(home: &Path, folder: &Path, name: &str, arguments: &[&str]) -> Ended {
    let log = fs::File::create(folder.join(format!("{name}.log"))).unwrap();
    let child = Command::new(home.join("bin/spark-class"))
        .args(arguments)
        .current_dir(folder)
        .env("SPARK_LOCAL_IP", "127.0.0.1")
        .env("SPARK_DAEMON_MEMORY", "300m")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(log)
        .spawn()
        .unwrap();
    Ended(child)
}

fn wait_for(what: &str, is_so: impl Fn() -> bool) {
    let until = Instant::now() + Duration::from_mins(5);
    while !is_so() {
        assert!(Instant::now() < until, "{what} did not come about");
        std::thread::sleep(Duration::from_millis(500));
    }
}

/// A port that nobody has.
fn free_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port()
}

/// Executors that ran tasks, as the log of the events tells.
fn executors(events: &Path) -> BTreeMap<String, usize> {
    let mut tasks = BTreeMap::new();
    let mut folders = vec![events.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for path in fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            for line in fs::read_to_string(&path).unwrap_or_default().lines() {
                if !line.starts_with("{\"Event\":\"SparkListenerTaskEnd\"") {
                    continue;
                }
                let event: serde_json::Value = serde_json::from_str(line).unwrap();
                let id = event["Task Info"]["Executor ID"].as_str().unwrap().to_owned();
                *tasks.entry(id).or_default() += 1;
            }
        }
    }
    tasks
}

/// A master and two workers of one core each on this machine.
struct Cluster {
    master: String,
    daemons: [Ended; 3],
}

impl Cluster {
    fn start(home: &Path, folder: &Path) -> Self {
        let (port, page) = (free_port().to_string(), free_port().to_string());
        let master = format!("spark://127.0.0.1:{port}");
        let class = "org.apache.spark.deploy";
        let first = daemon(
            home,
            folder,
            "master",
            &[
                &format!("{class}.master.Master"),
                "--host",
                "127.0.0.1",
                "--port",
                &port,
                "--webui-port",
                &page,
            ],
        );
        let log = |name: &str| fs::read_to_string(folder.join(format!("{name}.log"))).unwrap_or_default();
        wait_for("a master", || {
            std::net::TcpStream::connect(format!("127.0.0.1:{port}")).is_ok()
        });
        let worker = |name: &str| {
            let work = folder.join(name);
            let arguments = [
                &format!("{class}.worker.Worker"),
                "--host",
                "127.0.0.1",
                "--cores",
                "1",
                "--memory",
                "1g",
                "--webui-port",
                "0",
                "--work-dir",
                work.to_str().unwrap(),
                &master,
            ];
            let worker = daemon(home, folder, name, &arguments);
            wait_for("a worker", || {
                log(name).contains("Successfully registered with master") || log(name).contains("registered")
            });
            worker
        };
        let daemons = [first, worker("one"), worker("two")];
        Self { master, daemons }
    }
}

#[test]
fn a_cluster_of_two_workers_sums_the_same_and_bears_the_loss_of_one() {
    let Some((home, _turn)) = spark() else { return };
    let folder = tempfile::tempdir().unwrap();
    let Cluster { master, daemons } = Cluster::start(&home, folder.path());
    let [_master, one, _two] = daemons;
    let log = |name: &str| fs::read_to_string(folder.path().join(format!("{name}.log"))).unwrap_or_default();
    let events = folder.path().join("events");
    fs::create_dir_all(&events).unwrap();
    let at = format!("spark.eventLog.dir={}", events.display());
    let arguments = [
        &["--master", &master][..],
        &SMALL[2..],
        &[
            "--conf",
            "spark.executor.memory=700m",
            "--conf",
            "spark.driver.bindAddress=127.0.0.1",
        ],
        &[
            "--conf",
            "spark.eventLog.enabled=true",
            "--conf",
            "spark.eventLog.compress=false",
            "--conf",
            &at,
        ],
        &[
            "--conf",
            "spark.sql.shuffle.partitions=2",
            "--conf",
            "spark.sql.adaptive.coalescePartitions.enabled=false",
        ],
    ]
    .concat();
    let desk = sampled(2_000, &home.join("bin/spark-sql"), &arguments);
    state_coverage(&desk);
    let question = [
        "--by",
        "specialist",
        "--metric",
        "renewal_rate,renewal_rate_premium,grace_end_rate,conversion_rate",
    ];
    let (here, there) = both(&desk, &question);
    assert!(here == there, "not the same\n{}", first_difference(&here, &there));
    let tasks = executors(&events);
    eprintln!("tasks by executor: {tasks:?}");
    assert!(tasks.len() >= 2 && tasks.values().all(|n| *n > 0), "{tasks:?}");

    // A worker is lost while the job runs: what comes is whole, or nothing.
    let asked = [
        &["kpi", "--period", "2026-03", "--format", "csv"],
        &question[..],
        &["--engine", "spark", "-v"],
    ]
    .concat();
    let mut command = Command::new(env!("CARGO_BIN_EXE_duebook"));
    let running = command
        .current_dir(desk.dir.path())
        .args(&asked)
        .envs([("NO_COLOR", "1"), ("LC_ALL", "C")])
        .stdout(Stdio::piped())
        .stderr(fs::File::create(folder.path().join("duebook.log")).unwrap())
        .spawn()
        .unwrap();
    wait_for("the facts", || log("duebook").contains("queries/facts/data/items.sql"));
    drop(one);
    let output = running.wait_with_output().unwrap();
    let told = log("duebook");
    eprintln!("after the loss of a worker: {}", output.status);
    if output.status.success() {
        let here = desk.command(&asked[..asked.len() - 3]).output().unwrap();
        assert!(
            here.stdout == output.stdout,
            "another result after the loss of a worker"
        );
    } else {
        assert!(output.stdout.is_empty() && told.contains("nothing was taken"), "{told}");
    }
}
