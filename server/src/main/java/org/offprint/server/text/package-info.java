/// Plumbing: the TeX that authors leave in titles and abstracts, as safe HTML with MathML and as
/// plain Unicode. A text is read into pieces (`Prose`), a formula into a tree (`Formula`), and each
/// is written in two ways; nothing here fails on any input.
@NullMarked
package org.offprint.server.text;

import org.jspecify.annotations.NullMarked;
