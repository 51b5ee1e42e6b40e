/// Tests of sources and the harvester.
@NullMarked
package org.offprint.server.harvest;

import org.jspecify.annotations.NullMarked;
