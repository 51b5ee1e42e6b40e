/// Who the readers are who sign in: accounts, roles, sessions, invitations. Nobody who only reads
/// needs one.
@NullMarked
package org.offprint.server.account;

import org.jspecify.annotations.NullMarked;
