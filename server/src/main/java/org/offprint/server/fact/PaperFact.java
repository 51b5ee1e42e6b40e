package org.offprint.server.fact;

import java.time.Instant;

/// How often an index has seen a paper cited.
///
/// @param source the index: `OpenAlex`
/// @param work the paper's address there
public record PaperFact(String source, String work, int citations, Instant asOf) {}
