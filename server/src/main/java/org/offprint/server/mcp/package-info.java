/// The server for agents: the Model Context Protocol over HTTP at `/mcp`. What it reads is what
/// anybody reads; what it writes needs a token. Whatever was written by the authors of papers or by
/// readers is marked as data, since an agent might take it for instructions.
@NullMarked
package org.offprint.server.mcp;

import org.jspecify.annotations.NullMarked;
