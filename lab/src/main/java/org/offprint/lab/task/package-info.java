/// One task a file: its data, split, protocol, metrics and the rule of its verdict, all fixed
/// before a run; and what tasks need to measure.
@NullMarked
package org.offprint.lab.task;

import org.jspecify.annotations.NullMarked;
