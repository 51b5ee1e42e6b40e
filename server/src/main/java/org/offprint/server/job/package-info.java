/// Plumbing for work that happens beside requests: the outbox that commits together with the change
/// it speaks of, and workers that carry it on until it is done.
@NullMarked
package org.offprint.server.job;

import org.jspecify.annotations.NullMarked;
