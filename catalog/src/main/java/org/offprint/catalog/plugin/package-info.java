/// Papers that a plug-in brings: what a jar says of its paper, read as data. Nobody who reads it
/// here runs any of its code.
@NullMarked
package org.offprint.catalog.plugin;

import org.jspecify.annotations.NullMarked;
