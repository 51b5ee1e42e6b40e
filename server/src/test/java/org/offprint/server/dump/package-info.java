/// Tests of export and restore.
@NullMarked
package org.offprint.server.dump;

import org.jspecify.annotations.NullMarked;
