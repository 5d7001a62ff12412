"""A command under CodeCarbon: `energy_codecarbon.py machine|process TDP_WATTS PUE COMMAND …` prints `result {…}`."""
import json
import os
import resource
import subprocess
import sys
import tempfile
import time

mode, tdp, pue, *command = sys.argv[1:]


def used():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


from codecarbon import OfflineEmissionsTracker  # noqa: E402 (its import is part of what it costs)

with tempfile.TemporaryDirectory() as folder:
    tracker = OfflineEmissionsTracker(
        country_iso_code="FRA", measure_power_secs=1, tracking_mode=mode, force_cpu_power=float(tdp), force_ram_power=1, pue=float(pue),
        output_dir=folder, save_to_file=False, allow_multiple_runs=True, log_level="error",
    )
    tracker.start()
    before, begun = used(), time.monotonic()
    code = subprocess.run(command).returncode
    seconds = time.monotonic() - begun
    tracker.stop()
    data = tracker.final_emissions_data
    print("result " + json.dumps({
        "code": code, "seconds": seconds, "cpuJoules": data.cpu_energy * 3.6e6, "threads": os.cpu_count(),
        "methods": [str(hardware) for hardware in tracker._hardware], "ownCpuSeconds": used(), "measuringCpuSeconds": used() - before,
    }))
