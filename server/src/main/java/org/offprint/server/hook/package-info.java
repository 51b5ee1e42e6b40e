/// What this server tells other servers by itself: webhooks that an admin enters, and WebSub, by
/// which feed readers are told when a feed has changed. Both wait in one outbox.
@NullMarked
package org.offprint.server.hook;

import org.jspecify.annotations.NullMarked;
