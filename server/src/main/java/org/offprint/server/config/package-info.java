/// Plumbing: settings. Each is a component of a record, with its default and its text beside it;
/// from these the values are read, checked, printed, and described in `docs/settings.md`.
@NullMarked
package org.offprint.server.config;

import org.jspecify.annotations.NullMarked;
