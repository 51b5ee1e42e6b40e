/// Charts as SVG, drawn on the server: direct labels instead of legends, the baseline in grey, ours
/// in ink, the claim as a dashed line, intervals as bands. Colours and fonts come from the style
/// sheet, so that a chart follows the page into the dark and onto paper. Each is drawn wide and
/// narrow; the page shows the one that fits.
@NullMarked
package org.offprint.server.chart;

import org.jspecify.annotations.NullMarked;
