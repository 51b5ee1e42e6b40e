/// Plumbing: the database, embedded as a child process or external, its migrations, and
/// transactions.
@NullMarked
package org.offprint.server.db;

import org.jspecify.annotations.NullMarked;
