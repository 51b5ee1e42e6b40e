/// What a paper is: its identifier, people, dates, versions, categories and links. Plain values
/// that cannot exist wrong; what a source did not say is null or empty, never zero.
@NullMarked
package org.offprint.catalog.paper;

import org.jspecify.annotations.NullMarked;
