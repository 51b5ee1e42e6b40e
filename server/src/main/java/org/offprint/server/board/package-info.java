/// Boards: what was measured on a task, a row an arm of a run. Runs whose protocols differ stand in
/// tables of their own.
@NullMarked
package org.offprint.server.board;

import org.jspecify.annotations.NullMarked;
