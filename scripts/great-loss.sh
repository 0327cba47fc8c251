#!/bin/sh
# The great loss, by seed: a store with six closed months of three plans is spoilt bit by bit and cut; the commands that calculate,
# approve, close, rebook, load and rebuild are killed at random moments and at each rename and sync; and the disk is full at 54 points.
# Afterwards everything that was paid must be there. `make test` runs a handful of it.
#
#   eval "$(make env)"; scripts/great-loss.sh [FLIPS [KILLS]]      200 and 300 unless said otherwise: some hours
set -eu
flips=${1:-200}
kills=${2:-300}
export DUEBOOK_MONTHS=6 DUEBOOK_FLIPS="$flips" DUEBOOK_CUTS=$((flips / 10)) DUEBOOK_COMMANDS=6 DUEBOOK_CALLS=1000 DUEBOOK_DISKS=9
# Five commands are killed by crash_incentive, the sixth, rebuild, by record.
export DUEBOOK_KILLS=$(((kills + 5) / 6))
# shellcheck disable=SC2086 # the flags are words
cargo test ${DUEBOOK_CARGO_FLAGS:-} --test record --test crash_incentive --test great_loss -- --nocapture --test-threads 1 2>&1 |
  grep -E '^(test |[0-9]+ (spoilt|rebuilds|kills|full))|panicked|^test result'
