package org.offprint.server.moderation;

import java.util.List;
import org.offprint.server.account.Account;

/// Everybody with an account.
///
/// @param rules whether whoever looks is an admin, who sees who is suspended
public record PeoplePage(List<Account> people, int page, boolean more, boolean rules) {}
