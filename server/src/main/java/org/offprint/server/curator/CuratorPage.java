package org.offprint.server.curator;

/// Where a curator signs in and out.
///
/// @param signedIn whether this reader is one
/// @param proof what the form must carry
/// @param problem why the last attempt did not succeed; empty as a rule
/// @param until until when the session lasts, in words
public record CuratorPage(boolean signedIn, String proof, String problem, String until) {}
