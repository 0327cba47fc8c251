-- Another run counts for a period from here on.
UPDATE run_effective SET run_no = $run_no WHERE period = $period
