/// Plumbing that sends mails through the server of the settings: plain text, one at a time, with
/// the headers that tell people and programs what sent them.
@NullMarked
package org.offprint.server.mail;

import org.jspecify.annotations.NullMarked;
