/// Plumbing that sends mails through the server of the settings: notes one at a time, and letters
/// that wait in the post until a server has taken them.
@NullMarked
package org.offprint.server.mail;

import org.jspecify.annotations.NullMarked;
