/// Our own API under `/api/v1`, described by `/api/v1/openapi.json`: unknown is null, a list is
/// walked with a cursor, a mistake is answered by a problem document that says what was expected.
@NullMarked
package org.offprint.server.api;

import org.jspecify.annotations.NullMarked;
