package org.offprint.server.account;

import org.jspecify.annotations.Nullable;
import org.offprint.server.account.MailLinks.Purpose;

/// Where a mailed link leads, and where one is asked for.
///
/// @param purpose what it is for
/// @param code what stands in the address; empty where a link is asked for
/// @param account whose it is; null where a link is asked for
/// @param mail the address that it confirms, or that was entered
/// @param done what has been done, in words; empty as a rule
/// @param problem why the last attempt did not succeed; empty as a rule
public record LinkPage(
    Purpose purpose,
    String code,
    @Nullable Account account,
    String mail,
    String done,
    String problem) {}
