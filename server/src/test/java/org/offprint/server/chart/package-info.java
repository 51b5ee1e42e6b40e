/// Charts as markup.
@NullMarked
package org.offprint.server.chart;

import org.jspecify.annotations.NullMarked;
