package org.offprint.server.config;

import java.net.InetAddress;
import java.util.List;

/// Where the server listens, and whom it believes.
public record ServerSettings(
    @Setting(
            key = "server.port",
            def = "8080",
            max = 65535,
            text = "The port to listen on; 0 takes a free one.")
        int port,
    @Setting(
            key = "server.address",
            def = "127.0.0.1",
            text =
                "The address to listen on. The default can be reached from this machine only. To serve others, put a web server with TLS in front and"
                    + " leave this as it is, or set it to `0.0.0.0` (all addresses) inside a container or a trusted network. Set `site.url` too.")
        InetAddress address,
    @Setting(
            key = "server.trusted-proxies",
            def = "",
            text =
                "The networks of the web servers in front, whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed. From anybody else these headers"
                    + " are ignored, since whoever may set them chooses the address that limits and logs see.")
        List<Cidr> trustedProxies) {}
