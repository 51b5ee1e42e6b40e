package org.offprint.server.config;

import java.time.Duration;

/// Runs that a curator starts from a page, and what each may use.
public record RunSettings(
    @Setting(
            key = "runs.enabled",
            def = "true",
            text =
                "Whether a curator can start runs from the page of a paper. See [running.md](running.md) for who that is and what a run can reach.")
        boolean enabled,
    @Setting(
            key = "runs.concurrent",
            def = "1",
            min = 1,
            max = 16,
            text =
                "How many runs at once. The times that a run measures mean less when another one runs beside it.")
        int concurrent,
    @Setting(
            key = "runs.queue",
            def = "20",
            min = 1,
            max = 1000,
            text = "How many runs may wait; one more is refused.")
        int queue,
    @Setting(
            key = "runs.memory",
            def = "4096",
            min = 64,
            max = 4_194_304,
            text = "How much memory a run may use with all its processes, in MiB.")
        int memory,
    @Setting(key = "runs.time", def = "30m", text = "How long a run may take.") Duration time,
    @Setting(
            key = "runs.processes",
            def = "256",
            min = 16,
            max = 32_768,
            text = "How many processes and threads a run may have.")
        int processes,
    @Setting(
            key = "runs.disk",
            def = "2048",
            min = 1,
            max = 4_194_304,
            text = "How much a run may write to its folder, in MiB.")
        int disk,
    @Setting(
            key = "runs.log",
            def = "16",
            min = 1,
            max = 1024,
            text =
                "After how much output, in MiB, a run is stopped. However much it is, only its beginning and its end are kept, some 64 KiB.")
        int log,
    @Setting(
            key = "runs.datasets",
            def = "",
            text =
                "The folder where runs find data sets; when empty, `OFFPRINT_DATASETS`, else `datasets` in the data folder. A run has no network, so"
                    + " what it needs must be there: run it once by `./offprint run`.")
        String datasets) {}
