/// What people report and what moderators do about it, and who the people are: flags, hiding,
/// suspensions, appeals, roles, and a log of all of it that everybody can read and nobody can
/// change.
@NullMarked
package org.offprint.server.moderation;

import org.jspecify.annotations.NullMarked;
