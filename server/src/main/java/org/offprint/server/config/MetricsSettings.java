package org.offprint.server.config;

import java.util.List;

/// Who may read the metrics.
public record MetricsSettings(
    @Setting(
            key = "metrics.allowed",
            def = "127.0.0.0/8, ::1/128",
            text =
                "The networks from which `/metrics` can be read; to everybody else the page does not exist. Empty closes it.")
        List<Cidr> allowed) {}
