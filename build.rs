//! Build script: makes programs find a shared DuckDB, and notices new files in the shipped folders.
//!
//! With the feature `bundled` DuckDB is part of the program and there is nothing to link. Without it `libduckdb-sys`
//! links the library in `DUCKDB_LIB_DIR`; this script checks that the library is there and writes two run paths into
//! everything that is linked (program, tests, benches, examples), so that none of them needs `LD_LIBRARY_PATH`:
//! first the place where `make install` puts the library, then `DUCKDB_LIB_DIR` itself.
//!
//! Linux and macOS only; elsewhere use `bundled`.

use std::env;
use std::path::Path;

fn main() {
    // Their files are compiled in. The compiler sees a file change, but not a file that is new.
    println!("cargo::rerun-if-changed=queries");
    println!("cargo::rerun-if-changed=report-templates");

    println!("cargo::rerun-if-env-changed=DUCKDB_LIB_DIR");
    if cfg!(feature = "bundled") {
        return;
    }
    match shared_library_folder() {
        Ok(folder) => {
            add_run_path(&format!("{}/../lib/duebook", program_folder()));
            add_run_path(&folder);
        }
        Err(problem) => {
            println!("cargo::error={problem}");
            println!(
                "cargo::error=hint: `eval \"$(make env)\"` names the official library for this shell; \
                 the feature `bundled` compiles DuckDB instead"
            );
        }
    }
}

/// The folder in `DUCKDB_LIB_DIR`, known to hold the shared library, or a sentence that says what is wrong with it.
fn shared_library_folder() -> Result<String, String> {
    let folder = env::var("DUCKDB_LIB_DIR")
        .map_err(|_| "without the feature `bundled`, DUCKDB_LIB_DIR must name the folder of a shared DuckDB library")?;
    // The linker and the run path would each take a relative folder from a different place.
    if !Path::new(&folder).is_absolute() {
        return Err(format!("DUCKDB_LIB_DIR must be an absolute path, not `{folder}`"));
    }
    let library = Path::new(&folder).join(if is_macos() { "libduckdb.dylib" } else { "libduckdb.so" });
    println!("cargo::rerun-if-changed={}", library.display());
    if !library.is_file() {
        return Err(format!(
            "DUCKDB_LIB_DIR holds no DuckDB: there is no {}",
            library.display()
        ));
    }
    Ok(folder)
}

/// Adds `folder` to the places where the dynamic linker looks when a program starts.
fn add_run_path(folder: &str) {
    // Not `-Wl,-rpath,<folder>`: that would cut a folder name at its commas.
    for argument in ["-Xlinker", "-rpath", "-Xlinker", folder] {
        println!("cargo::rustc-link-arg={argument}");
    }
}

/// What the dynamic linker replaces by the folder of the program it starts.
fn program_folder() -> &'static str {
    if is_macos() { "@loader_path" } else { "$ORIGIN" }
}

fn is_macos() -> bool {
    env::var("CARGO_CFG_TARGET_OS").is_ok_and(|system| system == "macos")
}
