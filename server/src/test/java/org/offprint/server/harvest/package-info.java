/// Tests of the sources, against servers that answer over real HTTP on this machine.
@NullMarked
package org.offprint.server.harvest;

import org.jspecify.annotations.NullMarked;
