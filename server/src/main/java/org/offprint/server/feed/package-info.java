/// The day's selection and the trending order, with an explanation of each score.
@NullMarked
package org.offprint.server.feed;

import org.jspecify.annotations.NullMarked;
