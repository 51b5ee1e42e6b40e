/// The command line of the lab: runs a method on a task, recomputes golden values, shows how far
/// each method has come. The one module that sees methods and catalog together; it writes result
/// files and knows nothing of who reads them.
@NullMarked
package org.offprint.lab;

import org.jspecify.annotations.NullMarked;
