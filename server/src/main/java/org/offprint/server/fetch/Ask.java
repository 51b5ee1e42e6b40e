package org.offprint.server.fetch;

import java.net.URI;
import java.time.Duration;

/// One request to somebody else's server.
///
/// @param source who asks, for the log: `arxiv-oai`
/// @param gate the gate that it goes through, shared by all sources of one host: `arxiv`
/// @param pause how long the gate stays closed afterwards
/// @param accept media types, as in the `Accept` header
/// @param conditional whether an answer that is unchanged since it was last read need not be sent
/// @param timeout from the first byte sent to the last one read
public record Ask(
    String source,
    String gate,
    Duration pause,
    URI address,
    String accept,
    boolean conditional,
    long maxBytes,
    Duration timeout) {}
