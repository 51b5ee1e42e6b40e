@NullMarked
package org.offprint.server.account;

import org.jspecify.annotations.NullMarked;
